package walras.server.experiment.auction;

/** Q-learning or SARSA from somebody else's play. What a time limit cuts off teaches nothing. */
final class TabularLearner {
    private final int primitives;
    private final double rate;
    private final double discount;
    private final boolean onPolicy;
    private final double[] q; // [S, N]
    private int lastPair = -1;
    private double lastReward;

    TabularLearner(int states, int primitives, double rate, double discount, boolean onPolicy) {
        this.primitives = primitives;
        this.rate = rate;
        this.discount = discount;
        this.onPolicy = onPolicy;
        q = new double[states * primitives];
    }

    /** How far bids in a state are from the estimates. Of the copies of a primitive the lowest bid counts: explorers overbid. */
    double difference(int state, double[] bids) { // bids [m]
        double largest = 0;
        for (int i = 0; i < primitives; i++) {
            double lowest = Double.POSITIVE_INFINITY;
            for (int copy = i; copy < bids.length; copy += primitives) {
                lowest = Math.min(lowest, bids[copy]);
            }
            double off = Math.abs(lowest - q[state * primitives + i]);
            // A solitary explorer's own estimate cannot be seen in its bid; the others' can.
            boolean hidden = bids.length == primitives && lowest == Math.nextUp(top(state));
            largest = hidden ? largest : Math.max(largest, off);
        }
        return largest;
    }

    private double top(int state) {
        double top = 0;
        for (int i = 0; i < primitives; i++) {
            top = Math.max(top, q[state * primitives + i]);
        }
        return top;
    }

    /** One step of the play. */
    void watch(int state, int primitive, double reward, boolean terminated, boolean truncated) {
        int pair = state * primitives + primitive;
        if (lastPair >= 0) {
            teach(lastPair, lastReward + discount * (onPolicy ? q[pair] : top(state)));
        }
        if (terminated) {
            teach(pair, reward);
        }
        lastPair = terminated || truncated ? -1 : pair;
        lastReward = reward;
    }

    private void teach(int pair, double target) {
        q[pair] += rate * (target - q[pair]);
    }
}
