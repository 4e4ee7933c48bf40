package walras.env.stackelberg.engine;

import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;

/** Followers that learn sweep by sweep with a rule of the response kernel. */
final class SweepFollowers implements Followers {
    private final FollowerPopulation population;
    private final OuterState state;

    SweepFollowers(FollowerPopulation population, OuterState state) {
        this.population = population;
        this.state = state;
    }

    @Override
    public int queries() {
        return population.sweep().queries(population.shape());
    }

    @Override
    public void reset(int row) {
        state.followers.reset(row, population.rule());
    }

    @Override
    public void plan(int row, long key, FollowerPopulation.Scratch scratch) {
        int update = state.followers.updates()[row];
        state.profile[row] = population.drawProfile(key, update);
        state.reference[row] = population.drawReference(state.followers, row, state.profile[row], scratch, key, update);
    }

    @Override
    public int joint(int row, int query) {
        return population.sweep().joint(population.shape(), query, state.reference[row]);
    }

    @Override
    public void update(int row, FollowerPopulation.Scratch scratch) {
        population.update(state.followers, row, state.profile[row], state.reference[row], state.sweep, scratch);
    }

    @Override
    public void freeze(int row, Extraction extraction, double[] strategy, int at, FollowerPopulation.Scratch scratch) {
        population.extract(state.followers, row, extraction, strategy, at, scratch);
    }

    @Override
    public double[] memory() {
        return state.followers.table();
    }

    @Override
    public int slice() {
        return population.shape().actions();
    }
}
