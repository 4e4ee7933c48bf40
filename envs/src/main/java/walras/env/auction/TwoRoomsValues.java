package walras.env.auction;

/** Exact values of the two rooms, by backward induction over the clock. World state: {@code clock * POSES + pose}. */
final class TwoRoomsValues {
    private final TwoRoomsStep step;
    private final double discount;
    private final boolean uniform;
    private final double[] q; // [clock, pose, N]
    private final double[] v; // [clock, pose]

    /** @param uniform whether every primitive is equally likely instead of the best one being chosen */
    TwoRoomsValues(TwoRoomsStep step, double discount, boolean uniform) {
        this.step = step;
        this.discount = discount;
        this.uniform = uniform;
        int states = (TwoRoomsStep.CLOCK_MAX + 1) * TwoRoomsGrid.POSES;
        q = new double[states * step.primitives()];
        v = new double[states];
        for (int clock = TwoRoomsStep.CLOCK_MAX - 1; clock >= 0; clock--) {
            for (int pose = 0; pose < TwoRoomsGrid.POSES; pose++) {
                solve(clock, pose);
            }
        }
    }

    private void solve(int clock, int pose) {
        int n = step.primitives();
        double best = 0;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int entry = step.entry(clock, pose, i);
            int later = (clock + step.length(entry)) * TwoRoomsGrid.POSES + step.pose(entry);
            double after = step.ends(clock, entry) ? 0 : StrictMath.pow(discount, step.length(entry)) * v[later];
            q[entry] = step.reward(entry, discount) + after;
            best = Math.max(best, q[entry]);
            sum += q[entry];
        }
        v[clock * TwoRoomsGrid.POSES + pose] = uniform ? sum / n : best;
    }

    double[] q() { // [clock, pose, N]
        return q;
    }

    double[] v() { // [clock, pose]
        return v;
    }

    /** The mean value over the start poses of a room. */
    double start(int room) {
        double sum = 0;
        int[] starts = TwoRoomsPlans.starts(room); // [starts]
        for (int pose : starts) {
            sum += v[pose];
        }
        return sum / starts.length;
    }

    /**
     * The mean over start poses of what the greedy policy of these values is paid: every option's reward discounted within the option, decisions not discounted.
     *
     * @param inner the discount within options
     */
    double greedyReturn(int room, double inner) {
        double sum = 0;
        int[] starts = TwoRoomsPlans.starts(room); // [starts]
        for (int start : starts) {
            int clock = 0;
            int pose = start;
            for (boolean over = false; !over; ) {
                int best = GlobalMdpOracle.best(q, clock * TwoRoomsGrid.POSES + pose, step.primitives());
                int entry = step.entry(clock, pose, best);
                sum += step.reward(entry, inner);
                over = step.ends(clock, entry);
                clock += step.length(entry);
                pose = step.pose(entry);
            }
        }
        return sum / starts.length;
    }
}
