package walras.env.stackelberg.matrix;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What an answer to a one-shot game is worth, from the answer and the game alone and in exact arithmetic. Residuals are
 * shares of the payoff range of the player whose payoffs they are of; a number that is not finite fails. A payoff is
 * the shortest decimal that reads as its double, as the game's author wrote it down.
 *
 * @param feasibility by how much the commitment misses a distribution over rows
 * @param regret what the follower could gain by another column
 * @param value by how much the stated values miss those of the commitment and the column
 * @param gap what the dual leaves open above the leader's value: no commitment with a best reply earns more than the value and this
 */
record CommitmentCertificate(double feasibility, double regret, double value, double gap) {
    /** Largest residual that verifies. */
    static final double TOLERANCE = 1e-9;

    static CommitmentCertificate of(MatrixGame game, MixedEquilibrium answer) {
        int columns = game.columns();
        boolean shaped = answer.commitment().length == game.rows()
                && answer.dual().length == columns * columns
                && answer.column() >= 0
                && answer.column() < columns;
        boolean finite = java.util.stream.DoubleStream.concat(
                        java.util.Arrays.stream(answer.commitment()), java.util.Arrays.stream(answer.dual()))
                .allMatch(Double::isFinite);
        if (!shaped || !finite || !Double.isFinite(answer.leaderValue() + answer.followerValue())) {
            return new CommitmentCertificate(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double leader = value(game.leader(), game, answer, answer.column(), answer.leaderValue());
        double follower = value(game.follower(), game, answer, answer.column(), answer.followerValue());
        double regret = 0;
        for (int c = 0; c < game.columns(); c++) {
            regret = Math.max(regret, -value(game.follower(), game, answer, c, answer.followerValue()));
        }
        return new CommitmentCertificate(
                feasibility(answer.commitment()),
                regret,
                Math.max(Math.abs(leader), Math.abs(follower)),
                gap(game, answer));
    }

    boolean verified() {
        return obeyed() && gap <= TOLERANCE;
    }

    /** Whether it is a commitment with its best reply and their values; nothing is said of a better one. */
    boolean obeyed() {
        return feasibility <= TOLERANCE && regret <= TOLERANCE && value <= TOLERANCE;
    }

    private static double feasibility(double[] commitment) { // [R]
        double worst = 0;
        double total = 0;
        for (double weight : commitment) {
            worst = Math.max(worst, -weight);
            total += weight;
        }
        return Math.max(worst, Math.abs(total - 1));
    }

    /** A stated value less what the commitment earns against a column. */
    private static double value(double[] payoff, MatrixGame game, MixedEquilibrium answer, int column, double stated) {
        BigDecimal sum = new BigDecimal(stated);
        for (int r = 0; r < game.rows(); r++) {
            BigDecimal weight = new BigDecimal(answer.commitment()[r]);
            sum = sum.subtract(weight.multiply(BigDecimal.valueOf(payoff[r * game.columns() + column])));
        }
        return share(sum, payoff);
    }

    private static double gap(MatrixGame game, MixedEquilibrium answer) {
        BigDecimal worst = new BigDecimal(answer.leaderValue());
        for (int k = 0; k < game.columns(); k++) {
            worst = worst.max(bound(game, answer, k));
        }
        return share(worst.subtract(new BigDecimal(answer.leaderValue())), game.leader());
    }

    /** What no commitment with this best reply can pass. */
    private static BigDecimal bound(MatrixGame game, MixedEquilibrium answer, int reply) {
        int columns = game.columns();
        BigDecimal[] terms = new BigDecimal[game.rows()];
        for (int r = 0; r < game.rows(); r++) {
            BigDecimal own = BigDecimal.valueOf(game.follower(r, reply));
            terms[r] = BigDecimal.valueOf(game.leader(r, reply));
            for (int o = 0; o < columns; o++) {
                double multiplier = answer.dual()[reply * columns + o];
                if (multiplier > 0) { // a negative one proves nothing
                    BigDecimal more = own.subtract(BigDecimal.valueOf(game.follower(r, o)));
                    terms[r] = terms[r].add(new BigDecimal(multiplier).multiply(more));
                }
            }
        }
        return java.util.Arrays.stream(terms).reduce(BigDecimal::max).orElseThrow();
    }

    private static double share(BigDecimal amount, double[] payoff) {
        double low = java.util.Arrays.stream(payoff).min().orElse(0);
        double high = java.util.Arrays.stream(payoff).max().orElse(0);
        double rounding =
                16 * Math.ulp(Math.max(Math.abs(low), Math.abs(high))); // of a value that is a sum of products
        double range = Math.max(high - low, rounding / TOLERANCE);
        return amount.divide(new BigDecimal(range), MathContext.DECIMAL64).doubleValue();
    }
}
