package walras.env.stackelberg.matrix;

import java.util.Arrays;
import walras.env.stackelberg.response.TieRule;

/**
 * Payoffs in which what counts as equal is equal. Of the leader each becomes the smallest payoff of the game that is within the
 * tolerance. The follower compares columns of one row: in each row its payoffs within the tolerance of the largest become the
 * largest, and so on with those below, so that exactly the replies that {@link TieRule} calls equally good are equal.
 */
public final class TiedPayoffs {
    private TiedPayoffs() {}

    public static MatrixGame of(MatrixGame game) {
        return new MatrixGame(game.rows(), game.columns(), tied(game.leader()), tiedRows(game));
    }

    private static double[] tiedRows(MatrixGame game) { // -> [R, C]
        double[] payoffs = game.follower().clone(); // [R, C]
        double tolerance = TieRule.tolerance(payoffs);
        for (int row = 0; row < game.rows(); row++) {
            double[] heads = Arrays.copyOfRange(payoffs, row * game.columns(), (row + 1) * game.columns()); // [C]
            Arrays.sort(heads);
            for (int k = heads.length - 2; k >= 0; k--) {
                heads[k] = heads[k + 1] - heads[k] <= tolerance ? heads[k + 1] : heads[k];
            }
            for (int at = row * game.columns(); at < (row + 1) * game.columns(); at++) {
                int found = Arrays.binarySearch(heads, payoffs[at]);
                payoffs[at] = heads[found >= 0 ? found : -found - 1];
            }
        }
        return payoffs;
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
