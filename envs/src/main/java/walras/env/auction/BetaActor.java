package walras.env.auction;

import java.util.Arrays;

/**
 * Tables of Beta bid distributions and of state values, one entry per row, learner and state, and the memoryless policy gradient on them.
 *
 * <p>Every auction is a one-shot bandit: the advantage of a bid is its utility less the value of the state, {@code u - V(s)}, with neither bootstrap nor trace; time enters only through the
 * next price inside u. With several passes the ratio of new to old density is clipped, as in PPO; with one it is 1, and the step is the plain policy gradient.
 */
final class BetaActor {
    /** Softplus of it is 2: mean 1/2 and concentration 2 make the first bids uniform. */
    static final double FIRST_SPREAD = StrictMath.log(Math.exp(2) - 1);

    private static final double CENTRE_MAX = 9;
    private static final double SPREAD_MAX = 5_000;
    private static final double SPREAD_MIN = -3;

    private final double clip;
    private final double entropyWeight;
    private final double rate;
    private final double valueRate;
    final double[] centre; // [entries] logit of the mean
    final double[] spread; // [entries] inverse softplus of the concentration
    final double[] value; // [entries]

    BetaActor(int entries, double rate, double valueRate, double clip, double entropyWeight) {
        this.rate = rate;
        this.valueRate = valueRate;
        this.clip = clip;
        this.entropyWeight = entropyWeight;
        centre = new double[entries];
        spread = new double[entries];
        value = new double[entries];
        Arrays.fill(spread, FIRST_SPREAD);
    }

    double mean(int entry) {
        return 1 / (1 + StrictMath.exp(-centre[entry]));
    }

    double concentration(int entry) {
        return softplus(spread[entry]);
    }

    private static double softplus(double x) {
        return x > 30 ? x : StrictMath.log1p(Math.exp(x));
    }

    /** The advantage of a bid: its utility less the value of its state, whatever came before or after. */
    double advantage(int entry, double utility) {
        return utility - value[entry];
    }

    /**
     * One step on one entry, up the mean gradient of some of its own bids.
     *
     * @param bids [k] as shares of the bid range
     * @param advantages [k] standardised
     * @param oldLogs [k] log densities when the bids were made
     */
    void climb(int entry, double[] bids, double[] advantages, double[] oldLogs, int count) {
        double mean = mean(entry);
        double concentration = concentration(entry);
        double alpha = mean * concentration;
        double beta = concentration - alpha;
        double common = BetaDistribution.digamma(concentration);
        double ofAlpha = common - BetaDistribution.digamma(alpha);
        double ofBeta = common - BetaDistribution.digamma(beta);
        double byAlpha = 0;
        double byBeta = 0;
        for (int k = 0; k < count; k++) {
            double ratio = StrictMath.exp(BetaDistribution.logDensity(mean, concentration, bids[k]) - oldLogs[k]);
            boolean clipped = advantages[k] > 0 ? ratio > 1 + clip : ratio < 1 - clip;
            double weight = clipped ? 0 : ratio * advantages[k] / count;
            byAlpha += weight * (ofAlpha + StrictMath.log(bids[k]));
            byBeta += weight * (ofBeta + StrictMath.log1p(-bids[k]));
        }
        double curve = (concentration - 2) * BetaDistribution.trigamma(concentration);
        byAlpha += entropyWeight * (curve - (alpha - 1) * BetaDistribution.trigamma(alpha));
        byBeta += entropyWeight * (curve - (beta - 1) * BetaDistribution.trigamma(beta));
        double byMean = concentration * (byAlpha - byBeta) * mean * (1 - mean);
        double slope = 1 - StrictMath.exp(-concentration); // of softplus, at what softplus gave
        double bySpread = (mean * byAlpha + (1 - mean) * byBeta) * slope;
        centre[entry] = bounded(centre[entry] + rate * byMean, -CENTRE_MAX, CENTRE_MAX);
        spread[entry] = bounded(spread[entry] + rate * bySpread, SPREAD_MIN, SPREAD_MAX);
    }

    /** Moves a state's value towards the mean utility of its bids. */
    void value(int entry, double meanUtility) {
        value[entry] += valueRate * (meanUtility - value[entry]);
    }

    private static double bounded(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }
}
