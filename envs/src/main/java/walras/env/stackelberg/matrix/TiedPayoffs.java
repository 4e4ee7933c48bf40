package walras.env.stackelberg.matrix;

import java.util.Arrays;
import walras.env.stackelberg.response.TieRule;

/** Payoffs in which what counts as equal is equal: each becomes the smallest payoff of the same player that is within the tolerance. */
public final class TiedPayoffs {
    private TiedPayoffs() {}

    public static MatrixGame of(MatrixGame game) {
        return new MatrixGame(game.rows(), game.columns(), tied(game.leader()), tied(game.follower()));
    }

    private static double[] tied(double[] payoffs) { // [R, C]
        double tolerance = TieRule.tolerance(payoffs);
        double[] sorted = payoffs.clone();
        Arrays.sort(sorted);
        double[] heads = new double[sorted.length];
        int count = 0;
        for (double payoff : sorted) {
            if (count == 0 || payoff - heads[count - 1] > tolerance) {
                heads[count++] = payoff;
            }
        }
        double[] known = Arrays.copyOf(heads, count);
        return Arrays.stream(payoffs).map(payoff -> head(known, payoff)).toArray();
    }

    private static double head(double[] heads, double payoff) {
        int at = Arrays.binarySearch(heads, payoff);
        return heads[at >= 0 ? at : -at - 2];
    }
}
