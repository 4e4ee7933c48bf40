package walras.tournament.rating;

/**
 * Alpha-rank of one population (Omidshafiei et al., "alpha-Rank: Multi-Agent Evaluation by Evolution", 2019): the stationary
 * distribution of a population in which one mutant at a time takes over or dies out, by the fixation probability of the
 * pairwise comparison process. Says which entrants last where strength goes in circles.
 */
public final class AlphaRank {
    /** Individuals of the population. */
    public static final int POPULATION = 50;

    /** How strongly they select, once payoffs are scaled to a range of 1. */
    public static final double ALPHA = 10;

    private AlphaRank() {}

    /** Mass of each entrant after payoffs are scaled to the range 0 to 1. */
    public static double[] ofScaled(double[][] payoff) { // [n][n] -> [n]
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < payoff.length; i++) {
            for (int j = 0; j < payoff.length; j++) {
                if (i != j) {
                    low = Math.min(low, payoff[i][j]);
                    high = Math.max(high, payoff[i][j]);
                }
            }
        }
        double range = high > low ? high - low : 1;
        double[][] scaled = new double[payoff.length][payoff.length];
        for (int i = 0; i < payoff.length; i++) {
            for (int j = 0; j < payoff.length; j++) {
                scaled[i][j] = i == j ? 0 : (payoff[i][j] - low) / range;
            }
        }
        return of(scaled, POPULATION, ALPHA);
    }

    /**
     * Mass of each entrant.
     *
     * @param payoff {@code [n][n]} of the row's where it meets the column's; the diagonal does not matter
     */
    public static double[] of(double[][] payoff, int population, double alpha) { // -> [n]
        int n = payoff.length;
        if (n == 1) {
            return new double[] {1};
        }
        double[][] chance = new double[n][n]; // from the row's to the column's
        for (int s = 0; s < n; s++) {
            double leaves = 0;
            for (int r = 0; r < n; r++) {
                if (r != s) {
                    chance[s][r] = fixation(alpha * (payoff[r][s] - payoff[s][r]), population) / (n - 1);
                    leaves += chance[s][r];
                }
            }
            chance[s][s] = 1 - leaves;
        }
        return stationary(chance);
    }

    /** The chance that one mutant takes over a population of others, of which it earns so much more. */
    private static double fixation(double advantage, int population) {
        if (advantage == 0) {
            return 1.0 / population;
        }
        // expm1 keeps its digits where the advantage is small, and overflows to the right limit where it is great.
        double one = -Math.expm1(-advantage);
        double all = -Math.expm1(-population * advantage);
        return Double.isInfinite(all) ? (Double.isInfinite(one) ? 0 : one / all) : one / all;
    }

    /** Grassmann, Taksar and Heyman's elimination: no differences, so that tiny chances keep their digits. */
    private static double[] stationary(double[][] chance) { // [n][n] -> [n]
        int n = chance.length;
        double[][] p = new double[n][];
        for (int i = 0; i < n; i++) {
            p[i] = chance[i].clone();
        }
        for (int k = n - 1; k > 0; k--) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += p[k][j];
            }
            if (sum == 0) {
                sum = Double.MIN_NORMAL; // whoever gets there stays, as far as numbers can tell
            }
            for (int i = 0; i < k; i++) {
                p[i][k] /= sum;
                for (int j = 0; j < k; j++) {
                    p[i][j] += p[i][k] * p[k][j];
                }
            }
        }
        double[] mass = new double[n];
        mass[0] = 1;
        double total = 1;
        for (int k = 1; k < n; k++) {
            for (int i = 0; i < k; i++) {
                mass[k] += mass[i] * p[i][k];
            }
            total += mass[k];
        }
        for (int k = 0; k < n; k++) {
            mass[k] /= total;
        }
        return mass;
    }
}
