package walras.tournament.rating;

import java.util.List;
import java.util.Map;
import walras.tournament.file.Tournament;

/**
 * What a tournament came to.
 *
 * @param planned matches
 * @param played matches
 * @param standings entrants that are ranked, the best first
 * @param entrants {@code [n]} what is known of each
 * @param payoff who earned what with whom
 * @param alphaRank {@code [n]} mass; empty where there is none
 * @param ratingKind what {@code rating} is
 * @param p {@code [n][n]} corrected p-values of the difference of mean payoffs; NaN where not both are ranked
 * @param settings of each economy
 */
public record Results(
        Tournament tournament,
        int planned,
        int played,
        List<Integer> standings,
        List<Standing> entrants,
        Matrix payoff,
        double[] alphaRank,
        String ratingKind,
        double[][] p,
        List<SettingResult> settings) {
    /** Differences whose corrected p-value is below this are real ones. */
    public static final double LEVEL = 0.05;

    /**
     * One entrant.
     *
     * @param rank 1 for the best; those who cannot be told apart from the first of their rank share it
     * @param rankLow the best rank that the data allow
     * @param rankHigh the worst
     */
    public record Standing(
            String name,
            boolean ranked,
            double meanPayoff,
            double meanPayoffSe,
            double rating,
            double ratingLow,
            double ratingHigh,
            double bradleyTerry,
            double mu,
            double sigma,
            int rank,
            int rankLow,
            int rankHigh,
            int matches,
            Map<String, Integer> faults) {}

    /** Mean payoff of the row's entrant with the column's, and its 95% interval; NaN where they never met. */
    public record Matrix(double[][] mean, double[][] low, double[][] high) {}

    /**
     * One economy.
     *
     * @param payoffs {@code [n]} mean payoff; NaN where the entrant has not played there
     * @param metrics mean of all matches
     * @param metricsOf {@code [n]} mean of the matches of each entrant
     */
    public record SettingResult(
            int index, double[] payoffs, Map<String, Double> metrics, List<Map<String, Double>> metricsOf) {}

    /** True when every match was played. */
    public boolean complete() {
        return played == planned;
    }

    /** True if the data tell the two apart. */
    public boolean differ(int i, int j) {
        return p[i][j] < LEVEL;
    }
}
