package walras.env.auction;

/** What one episode of a tabular world is worth, up to its horizon. */
final class EpisodeOracle {
    private final GlobalMdp world;
    private final int horizon;

    EpisodeOracle(GlobalMdp world, int horizon) {
        this.world = world;
        this.horizon = horizon;
    }

    /** The value of each pair at the beginning of an episode that goes on optimally. */
    double[] q(double discount) { // [S, N]
        double[] values = new double[world.states()];
        double[] q = new double[world.states() * world.primitives()]; // [S, N]
        for (int step = 0; step < horizon; step++) {
            GlobalMdpOracle.sweep(world, discount, values, q);
            GlobalMdpOracle.maxima(q, values);
        }
        return q;
    }

    /** The best expected undiscounted return of one episode. */
    double optimalReturn() {
        double[] values = new double[world.states()];
        GlobalMdpOracle.maxima(q(1), values);
        return started(values);
    }

    /** The expected undiscounted return of one episode in which every primitive is equally likely to win. */
    double uniformReturn() {
        int states = world.states();
        int primitives = world.primitives();
        double[] values = new double[states];
        double[] q = new double[states * primitives]; // [S, N]
        for (int step = 0; step < horizon; step++) {
            GlobalMdpOracle.sweep(world, 1, values, q);
            for (int state = 0; state < states; state++) {
                double sum = 0;
                for (int i = 0; i < primitives; i++) {
                    sum += q[state * primitives + i];
                }
                values[state] = sum / primitives;
            }
        }
        return started(values);
    }

    private double started(double[] values) { // values [S]
        double sum = 0;
        for (int state = 0; state < values.length; state++) {
            sum += world.startProbability(state) * values[state];
        }
        return sum;
    }
}
