package walras.env.stackelberg.engine;

import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;

/** Followers that learn sweep by sweep with a rule of the response kernel. */
class SweepFollowers implements Followers {
    final FollowerPopulation population;
    final OuterState state;

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
    public void plan(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                long key = state.key(row);
                int update = state.followers.updates()[row];
                int profile = population.drawProfile(key, update);
                state.profile[row] = profile;
                state.reference[row] = population.drawReference(state.followers, row, profile, scratch, key, update);
            }
        }
    }

    @Override
    public int joint(int row, int query) {
        return population.sweep().joint(population.shape(), query, state.reference[row]);
    }

    @Override
    public void update(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                population.update(state.followers, row, state.profile[row], state.reference[row], state.sweep, scratch);
            }
        }
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
