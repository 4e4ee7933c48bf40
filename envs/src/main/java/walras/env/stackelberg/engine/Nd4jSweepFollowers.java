package walras.env.stackelberg.engine;

import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.Nd4jResponseKernel;

/** Followers whose sweeps the ND4J kernel learns from, in all rows at once. */
final class Nd4jSweepFollowers extends SweepFollowers {
    private final Nd4jResponseKernel kernel = new Nd4jResponseKernel();
    private final long[] keys; // [B]

    Nd4jSweepFollowers(FollowerPopulation population, OuterState state, int rows) {
        super(population, state);
        keys = new long[rows];
    }

    @Override
    public void plan(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        if (any(from, to, which)) {
            for (int row = from; row < to; row++) {
                keys[row] = state.key(row);
            }
            kernel.plan(population, state.followers, which, keys, state.profile, state.reference);
        }
    }

    @Override
    public void update(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        if (any(from, to, which)) {
            kernel.update(population, state.followers, which, state.profile, state.reference, state.sweep);
        }
    }

    static boolean any(int from, int to, byte[] which /* [B] */) {
        int marked = 0;
        for (int row = from; row < to; row++) {
            marked |= which[row];
        }
        return marked != 0;
    }
}
