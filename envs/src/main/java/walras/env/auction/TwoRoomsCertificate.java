package walras.env.auction;

/** Whether values of the two rooms are optimal, from the tables and the rooms alone. */
final class TwoRoomsCertificate {
    private TwoRoomsCertificate() {}

    /** The most by which a value is not what its best primitive pays and leads to. */
    static double residual(
            TwoRoomsStep step, double discount, double[] q, double[] v) { // q [clock, pose, N], v [clock, pose]
        int n = step.primitives();
        double residual = 0;
        for (int state = 0; state < v.length; state++) {
            int clock = state / TwoRoomsGrid.POSES;
            int pose = state % TwoRoomsGrid.POSES;
            double top = clock == TwoRoomsStep.CLOCK_MAX ? 0 : Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n && clock < TwoRoomsStep.CLOCK_MAX; i++) {
                int entry = step.entry(clock, pose, i);
                double value = step.reward(entry, discount);
                if (!step.ends(clock, entry)) {
                    double later = v[(clock + step.length(entry)) * TwoRoomsGrid.POSES + step.pose(entry)];
                    for (int k = 0; k < step.length(entry); k++) {
                        later *= discount;
                    }
                    value += later;
                }
                residual = Math.max(residual, Math.abs(value - q[state * n + i]));
                top = Math.max(top, value);
            }
            residual = Math.max(residual, Math.abs(top - v[state]));
        }
        return residual;
    }
}
