package walras.env.stackelberg.matrix;

import java.util.List;
import walras.env.Solution;

/**
 * What the solver's pure answers are worth, from the tables and the game alone. Numbers are shares of the payoff range of the player
 * whose payoffs they are of.
 *
 * @param regret what the follower could gain by another column in the equilibrium row
 * @param gap what another row would pay the leader more than the stated value, by a best reply that leaves no doubt
 * @param value by how much the stated values miss the game's
 * @param nash the largest gain of either player by leaving a stated pure Nash equilibrium
 * @param order by how much an inequality fails that holds in every game: mixed >= pure >= any Nash value of the leader
 */
record RowCertificate(double regret, double gap, double value, double nash, double order) {

    static RowCertificate of(MatrixGame game, Solution tables) {
        RowCertificate pure = of(
                game,
                (int) tables.table("equilibrium_row").scalar(),
                (int) tables.table("equilibrium_column").scalar(),
                tables.table("leader_value").scalar(),
                tables.table("follower_value").scalar());
        double leaderRange = range(game.leader());
        return new RowCertificate(
                pure.regret(),
                pure.gap(),
                pure.value(),
                nash(game, tables, leaderRange, range(game.follower())),
                order(game, tables) / leaderRange);
    }

    /** Of a row and a column with their stated values alone. */
    static RowCertificate of(MatrixGame game, int row, int column, double leaderValue, double followerValue) {
        double leaderRange = range(game.leader());
        double followerRange = range(game.follower());
        double best = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < game.rows(); r++) {
            best = Math.max(best, certain(game, r));
        }
        return new RowCertificate(
                (top(game, row) - game.follower(row, column)) / followerRange,
                (best - leaderValue) / leaderRange,
                Math.max(
                        Math.abs(game.leader(row, column) - leaderValue) / leaderRange,
                        Math.abs(game.follower(row, column) - followerValue) / followerRange),
                0,
                0);
    }

    boolean verified() {
        return java.util.stream.DoubleStream.of(regret, gap, value, nash, order)
                .allMatch(residual -> residual <= CommitmentCertificate.TOLERANCE);
    }

    /** A payoff range, and no less than what makes rounding of the largest payoff a share within the tolerance. */
    static double range(double[] payoff) { // [R, C]
        double low = java.util.Arrays.stream(payoff).min().orElse(0);
        double high = java.util.Arrays.stream(payoff).max().orElse(0);
        double rounding = Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
        return Math.max(high - low, 16 * rounding / CommitmentCertificate.TOLERANCE);
    }

    private static double top(MatrixGame game, int row) {
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < game.columns(); c++) {
            top = Math.max(top, game.follower(row, c));
        }
        return top;
    }

    /** What a row pays by the leader's favourite among the follower's very best columns. */
    private static double certain(MatrixGame game, int row) {
        double best = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < game.columns(); c++) {
            if (game.follower(row, c) == top(game, row)) {
                best = Math.max(best, game.leader(row, c));
            }
        }
        return best;
    }

    private static double nash(MatrixGame game, Solution tables, double leaderRange, double followerRange) {
        double worst = 0;
        for (int[] cell : cells(tables)) {
            for (int r = 0; r < game.rows(); r++) {
                double gain = game.leader(r, cell[1]) - game.leader(cell[0], cell[1]);
                worst = Math.max(worst, gain / leaderRange);
            }
            double gain = top(game, cell[0]) - game.follower(cell[0], cell[1]);
            worst = Math.max(worst, gain / followerRange);
        }
        return worst;
    }

    private static double order(MatrixGame game, Solution tables) {
        double pure = tables.table("leader_value").scalar();
        double worst = pure - tables.table("mixed_leader_value").scalar();
        worst = Math.max(worst, pure - tables.table("phase_leak_value").scalar());
        for (int[] cell : cells(tables)) {
            worst = Math.max(worst, game.leader(cell[0], cell[1]) - pure);
        }
        return Math.max(0, worst);
    }

    private static List<int[]> cells(Solution tables) { // (row, column) each
        double[] flat = tables.table("nash").values();
        return java.util.stream.IntStream.range(0, flat.length / 2)
                .mapToObj(k -> new int[] {(int) flat[2 * k], (int) flat[2 * k + 1]})
                .toList();
    }
}
