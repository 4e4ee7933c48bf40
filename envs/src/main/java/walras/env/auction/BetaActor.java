package walras.env.auction;

import java.util.Arrays;
import walras.env.StateVisitor;
import walras.env.StrictPower;

/**
 * Tables of Beta bid distributions and of state values, one entry per row, state and learner, and the memoryless policy gradient on them.
 *
 * <p>Every auction is a one-shot bandit: the advantage of a bid is its utility less the value of the state, {@code u - V(s)}, with neither bootstrap nor trace; time enters only through the
 * next price inside u. With several passes the ratio of new to old density is clipped, as in PPO; with one it is 1, and the step is the plain policy gradient. Steps are Adam's. The
 * concentration's step grows with it, so that narrow bids narrow as fast as wide ones, relatively.
 */
final class BetaActor {
    /** Softplus of it is 2: mean 1/2 and concentration 2 make the first bids uniform. */
    static final double FIRST_SPREAD = StrictMath.log(Math.exp(2) - 1);

    private static final double CENTRE_MAX = 9;
    private static final double SPREAD_MAX = 20_000;
    private static final double SPREAD_MIN = -3;
    private static final double MOMENTUM = 0.9;
    private static final double SECOND_MOMENTUM = 0.999;
    private static final double TINY = 1e-8;

    private final double clip;
    private final double valueRate;
    private final double[] centre; // [entries] logit of the mean
    private final double[] spread; // [entries] inverse softplus of the concentration
    private final double[] value; // [entries]
    private final int[] taught; // [entries] gradient steps so far
    private final double[] moments; // [entries, 4] Adam's first and second moments, of the centre and of the spread

    BetaActor(int entries, double valueRate, double clip) {
        this.valueRate = valueRate;
        this.clip = clip;
        centre = new double[entries];
        spread = new double[entries];
        value = new double[entries];
        taught = new int[entries];
        moments = new double[4 * entries];
        Arrays.fill(spread, FIRST_SPREAD);
    }

    double mean(int entry) {
        return 1 / (1 + StrictMath.exp(-centre[entry]));
    }

    double concentration(int entry) {
        return softplus(spread[entry]);
    }

    private static double softplus(double x) {
        return x > 30 ? x : StrictMath.log1p(StrictMath.exp(x));
    }

    /** The advantage of a bid: its utility less the value of its state, whatever came before or after. */
    double advantage(int entry, double utility) {
        return utility - value[entry];
    }

    /**
     * The gradient of the clipped surrogate of some of an entry's own bids, plus that of their entropy.
     *
     * @param bids [k] as shares of the bid range
     * @param advantages [k] standardised
     * @param oldLogs [k] log densities when the bids were made; empty where the entry has not moved since
     * @param gradient [2] receives the slopes by the centre and by the spread
     */
    void gradient(
            int entry,
            double[] bids,
            double[] advantages,
            double[] oldLogs,
            int count,
            double entropyWeight,
            double[] gradient) {
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
            double ratio = oldLogs.length == 0
                    ? 1
                    : StrictMath.exp(BetaDistribution.logDensity(mean, concentration, bids[k]) - oldLogs[k]);
            boolean clipped = advantages[k] > 0 ? ratio > 1 + clip : ratio < 1 - clip;
            double weight = clipped ? 0 : ratio * advantages[k] / count;
            byAlpha += weight * (ofAlpha + StrictMath.log(bids[k]));
            byBeta += weight * (ofBeta + StrictMath.log1p(-bids[k]));
        }
        double curve = (concentration - 2) * BetaDistribution.trigamma(concentration);
        byAlpha += entropyWeight * (curve - (alpha - 1) * BetaDistribution.trigamma(alpha));
        byBeta += entropyWeight * (curve - (beta - 1) * BetaDistribution.trigamma(beta));
        double slope = 1 - StrictMath.exp(-concentration); // of softplus, at what softplus gave
        gradient[0] = concentration * (byAlpha - byBeta) * mean * (1 - mean);
        gradient[1] = (mean * byAlpha + (1 - mean) * byBeta) * slope;
    }

    /** One step of Adam up a gradient. */
    void climb(int entry, double[] gradient, double rate) { // gradient [2]
        double concentration = concentration(entry);
        taught[entry]++;
        centre[entry] = bounded(centre[entry] + rate * adam(entry, 0, gradient[0]), -CENTRE_MAX, CENTRE_MAX);
        double relative = rate * Math.max(1, concentration);
        // Measured in relative changes of the concentration, the gradient keeps its size as bids narrow.
        double step = adam(entry, 1, gradient[1] * Math.max(1, concentration));
        spread[entry] = bounded(spread[entry] + relative * step, SPREAD_MIN, SPREAD_MAX);
    }

    private double adam(int entry, int which, double slope) {
        int at = 4 * entry + 2 * which;
        moments[at] += (1 - MOMENTUM) * (slope - moments[at]);
        moments[at + 1] += (1 - SECOND_MOMENTUM) * (slope * slope - moments[at + 1]);
        double first = moments[at] / (1 - StrictPower.of(MOMENTUM, taught[entry]));
        double second = moments[at + 1] / (1 - StrictPower.of(SECOND_MOMENTUM, taught[entry]));
        return first / (Math.sqrt(second) + TINY);
    }

    /** Moves a state's value towards the mean utility of its bids. */
    void value(int entry, double meanUtility) {
        value[entry] += valueRate * (meanUtility - value[entry]);
    }

    private static double bounded(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }

    /** What a society's file keeps. */
    void weights(StateVisitor visitor) {
        visitor.doubles("beta.centre", centre);
        visitor.doubles("beta.spread", spread);
        visitor.doubles("beta.value", value);
    }

    /** The optimiser's. */
    void state(StateVisitor visitor) {
        visitor.ints("beta.taught", taught);
        visitor.doubles("beta.moments", moments);
    }
}
