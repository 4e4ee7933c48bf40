package walras.env.auction;

import walras.env.Interruption;
import walras.env.Problem;

/** What one episode of a tabular world is worth, up to its horizon. */
final class EpisodeOracle {
    private static final long WORK_MAX = 20_000_000_000L;

    private final GlobalMdp world;
    private final int horizon;
    private final int states;
    private final int n;

    EpisodeOracle(GlobalMdp world, int horizon) {
        this.world = world;
        this.horizon = horizon;
        states = world.states();
        n = world.primitives();
    }

    /**
     * The value of each pair at the beginning of an episode that goes on optimally. A sweep only looks at states after which something has changed, so that a chain takes time in proportion
     * to its length.
     */
    double[] q(double discount) { // [S, N]
        double[] values = new double[states];
        double[] q = new double[states * n]; // [S, N]
        double[] next = new double[states]; // [S]
        int[] batch = new int[states]; // [S]
        Predecessors before = new Predecessors(world);
        StateQueue queue = StateQueue.full(states);
        long work = 0;
        for (int step = 0; step < horizon && !queue.isEmpty(); step++) {
            int count = 0;
            while (!queue.isEmpty()) {
                int state = queue.take();
                batch[count++] = state;
                GlobalMdpOracle.back(world, discount, state, values, q);
                next[state] = q[state * n + GlobalMdpOracle.best(q, state, n)];
                work += world.first((state + 1) * n) - world.first(state * n);
            }
            check(work);
            for (int k = 0; k < count; k++) {
                int state = batch[k];
                if (next[state] != values[state]) {
                    values[state] = next[state];
                    queue.addBefore(before, state);
                }
            }
        }
        return q;
    }

    private void check(long work) {
        Interruption.check("values of an episode");
        if (work > WORK_MAX) {
            throw Problem.limit(
                    "option horizon", "steps x outcomes that change <= " + WORK_MAX + " in solve", horizon + " steps");
        }
    }

    /** The best expected undiscounted return of one episode. */
    double optimalReturn() {
        double[] values = new double[states]; // [S]
        GlobalMdpOracle.maxima(q(1), values);
        double sum = 0;
        for (int state = 0; state < states; state++) {
            sum += world.startProbability(state) * values[state];
        }
        return sum;
    }

    /** The expected undiscounted return of one episode in which every primitive is equally likely to win. */
    double uniformReturn() {
        UniformWalk walk = new UniformWalk(world);
        long work = 0;
        for (int step = 0; step < horizon; step++) {
            work += walk.step();
            check(work);
            if (walk.settled()) {
                return walk.earned() + (horizon - 1.0 - step) * walk.rate();
            }
        }
        return walk.earned();
    }
}
