package walras.env.stackelberg.matrix;

/** What each column pays against a mixture of rows; one thread's memory. */
final class ExpectedPayoffs {
    final double[] leader; // [C]
    final double[] follower; // [C]
    private final MatrixGame game;

    ExpectedPayoffs(MatrixGame game) {
        this.game = game;
        leader = new double[game.columns()];
        follower = new double[game.columns()];
    }

    /** Takes the expectation under {@code mixture[at, at + R)}. */
    void take(double[] mixture, int at) {
        for (int c = 0; c < leader.length; c++) {
            leader[c] = 0;
            follower[c] = 0;
            for (int r = 0; r < game.rows(); r++) {
                leader[c] += mixture[at + r] * game.leader(r, c);
                follower[c] += mixture[at + r] * game.follower(r, c);
            }
        }
    }
}
