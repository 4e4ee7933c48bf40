package walras.env.batch;

import java.util.List;
import java.util.Optional;
import walras.env.Economy;
import walras.env.GroupTensors;
import walras.env.Interruption;
import walras.env.Profile;
import walras.env.Tensor;

/** The first episode of every row of a batch: what each agent earns in it. */
final class FirstEpisodes {
    /** Steps after which episodes are taken not to end. */
    static final int PATIENCE_STEPS = 200_000;

    private final Batch batch;
    private final List<GroupTensors> groups;
    private final double[][] returns; // [groups][B * n]
    private final boolean[] ended; // [B]
    private int steps;

    private FirstEpisodes(Batch batch) {
        this.batch = batch;
        groups = batch.tensors().groups();
        returns = groups.stream()
                .map(group -> new double[group.reward().f64().length])
                .toArray(double[][]::new);
        ended = new boolean[batch.rows()];
    }

    /** What an agent without a policy does: writes its action for the coming step. */
    interface Actor {
        void act(Batch batch);
    }

    /**
     * Plays seats, and an agent without one.
     *
     * @param patience steps that episodes may take
     * @return empty if some take longer
     */
    static Optional<FirstEpisodes> play(
            Economy economy, List<Profile.Seat> seats, Actor actor, int rows, long seed, long patience) {
        BatchBuilder builder = Batch.of(economy)
                .rows(rows)
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .minRowsPerThread(Integer.MAX_VALUE); // other threads are for those who wait for a step
        seats.forEach(builder::seat);
        FirstEpisodes episodes = new FirstEpisodes(builder.build());
        episodes.batch.reset(seed);
        int left = rows;
        while (left > 0) {
            Interruption.check("best reply");
            if (episodes.steps >= patience) {
                return Optional.empty();
            }
            actor.act(episodes.batch);
            episodes.batch.step();
            left -= episodes.take();
        }
        return Optional.of(episodes);
    }

    /** Takes in the step just taken; returns how many first episodes it ended. */
    private int take() {
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        byte[] truncated = batch.tensors().truncated().u8(); // [B]
        int ends = 0;
        steps++;
        for (int row = 0; row < ended.length; row++) {
            if (ended[row]) {
                continue;
            }
            for (int g = 0; g < returns.length; g++) {
                Tensor reward = groups.get(g).reward();
                for (int k = row * reward.rowSize(); k < (row + 1) * reward.rowSize(); k++) {
                    returns[g][k] += reward.f64()[k];
                }
            }
            ended[row] = (terminated[row] | truncated[row]) != 0;
            ends += ended[row] ? 1 : 0;
        }
        return ends;
    }

    /** Steps until the last first episode ended. */
    int steps() {
        return steps;
    }

    /** Undiscounted returns of an agent. */
    double[] of(Profile.Player player) { // [B]
        for (int g = 0; g < returns.length; g++) {
            if (groups.get(g).group().equals(player.group())) {
                double[] own = new double[ended.length];
                for (int row = 0; row < own.length; row++) {
                    own[row] = returns[g][row * player.group().agents() + player.agent()];
                }
                return own;
            }
        }
        throw new IllegalArgumentException(player.seat());
    }
}
