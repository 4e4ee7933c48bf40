package walras.env.auction;

/**
 * What one primitive does: a literal action, or an option that runs until it says {@code done}, the goal is reached or the clock has run out. Worked out once for every clock, pose and primitive.
 *
 * <p>Entry {@code ((clock * POSES) + pose) * N + primitive}.
 */
final class TwoRoomsStep {
    /** Steps in which the goal must be reached. */
    static final int CLOCK_MAX = 50;

    private final int primitives;
    private final int[] pose; // [clock, pose, N] where it ends
    private final byte[] length; // [clock, pose, N] literal actions taken
    private final double[] reward; // [clock, pose, N] when the goal is reached, else 0

    TwoRoomsStep(boolean options, TwoRoomsGrid.Content goal) {
        primitives = options ? TwoRoomsOptions.count() : TwoRoomsGrid.ACTIONS;
        int size = CLOCK_MAX * TwoRoomsGrid.POSES * primitives;
        pose = new int[size];
        length = new byte[size];
        reward = new double[size];
        for (int entry = 0; entry < size; entry++) {
            run(options, goal, entry);
        }
    }

    private void run(boolean options, TwoRoomsGrid.Content goal, int entry) {
        int primitive = entry % primitives;
        int at = entry / primitives % TwoRoomsGrid.POSES;
        int clock = entry / primitives / TwoRoomsGrid.POSES;
        int taken = 0;
        boolean over = false;
        while (!over) {
            int action = options ? TwoRoomsOptions.action(primitive, at) : primitive;
            at = TwoRoomsGrid.next(at, action);
            taken++;
            boolean reached = action == TwoRoomsGrid.DONE && TwoRoomsGrid.under(at) == goal;
            reward[entry] = reached ? reward(clock + taken) : 0;
            over = reached || !options || action == TwoRoomsGrid.DONE || clock + taken == CLOCK_MAX;
        }
        pose[entry] = at;
        length[entry] = (byte) taken;
    }

    /** What reaching the goal with the k-th action pays. */
    static double reward(int k) {
        return 1 - 0.9 * k / CLOCK_MAX;
    }

    int primitives() {
        return primitives;
    }

    int entry(int clock, int at, int primitive) {
        return (clock * TwoRoomsGrid.POSES + at) * primitives + primitive;
    }

    int pose(int entry) {
        return pose[entry];
    }

    int length(int entry) {
        return length[entry];
    }

    /** What the primitive's actions find, undiscounted. */
    double found(int entry) {
        return reward[entry];
    }

    double reward(int entry, double discount) {
        return reward[entry] == 0 ? 0 : StrictMath.pow(discount, length[entry] - 1) * reward[entry];
    }

    /** Whether the episode is over once the primitive has acted. */
    boolean ends(int clock, int entry) {
        return reward[entry] != 0 || clock + length[entry] == CLOCK_MAX;
    }
}
