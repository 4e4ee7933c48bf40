package walras.env.stackelberg.platform;

import java.util.Arrays;

/**
 * Nested logit demand between sellers and an outside good that stands alone. With {@code x_i = (a_i - p_i) / mu} and
 * {@code s_g = sum over displayed j of nest g of e^(x_j / l_g)}, a displayed seller i of nest g sells
 * {@code e^(x_i / l_g) / s_g * s_g^(l_g) / D}, {@code D = e^(a_0 / mu) + sum_g s_g^(l_g)}; a hidden one sells nothing.
 * Consumer surplus is {@code mu ln D}. Every {@code l_g = 1} is plain logit. A set of displayed sellers is a bit mask.
 */
final class LogitMarket {
    /** Exponents up to this size are taken as they are; beyond, the largest is taken out before. */
    private static final double PLAIN = 500;

    private final double[] qualities; // [n]
    private final int[] nests; // [n]
    private final double[] dissimilarities; // [nest]
    private final double outsideQuality;
    private final double mu;
    private final boolean flat;

    LogitMarket(double[] qualities, int[] nests, double[] dissimilarities, double outsideQuality, double mu) {
        this.qualities = qualities.clone();
        this.nests = nests.clone();
        this.dissimilarities = dissimilarities.clone();
        this.outsideQuality = outsideQuality;
        this.mu = mu;
        this.flat = Arrays.stream(dissimilarities).allMatch(each -> each == 1);
    }

    /** Plain logit. */
    LogitMarket(double[] qualities, double outsideQuality, double mu) {
        this(qualities, new int[qualities.length], new double[] {1}, outsideQuality, mu);
    }

    int sellers() {
        return qualities.length;
    }

    double mu() {
        return mu;
    }

    int nest(int seller) {
        return nests[seller];
    }

    /** How unlike the goods of a seller's nest are, 1 where they are no more alike than goods of different nests. */
    double dissimilarity(int seller) {
        return dissimilarities[nests[seller]];
    }

    /** The exponent {@code x} of a seller at a price. */
    double exponent(int seller, double price) {
        return (qualities[seller] - price) / mu;
    }

    double outsideExponent() {
        return outsideQuality / mu;
    }

    /**
     * Writes each seller's demand and the outside good's, which comes last, and returns the consumer surplus.
     *
     * @param prices {@code [n]}
     * @param demand {@code [n + 1]}
     */
    double clear(double[] prices, int displayed, double[] demand) {
        return flat ? clearFlat(prices, displayed, demand) : clearNested(prices, displayed, demand);
    }

    private double clearFlat(double[] prices, int displayed, double[] demand) {
        int n = qualities.length;
        double largest = outsideExponent();
        for (int i = 0; i < n; i++) {
            largest = shows(displayed, i) ? Math.max(largest, exponent(i, prices[i])) : largest;
        }
        double taken = taken(largest);
        demand[n] = StrictMath.exp(outsideExponent() - taken);
        double total = demand[n];
        for (int i = 0; i < n; i++) {
            demand[i] = shows(displayed, i) ? StrictMath.exp(exponent(i, prices[i]) - taken) : 0;
            total += demand[i];
        }
        for (int i = 0; i <= n; i++) {
            demand[i] /= total;
        }
        return mu * (StrictMath.log(total) + taken);
    }

    private double clearNested(double[] prices, int displayed, double[] demand) {
        int n = qualities.length;
        double[] worth = new double[dissimilarities.length]; // [nest], l_g ln s_g
        double largest = outsideExponent();
        for (int nest = 0; nest < worth.length; nest++) {
            worth[nest] = fillNest(nest, prices, displayed, demand);
            largest = Math.max(largest, worth[nest]);
        }
        double taken = taken(largest);
        demand[n] = StrictMath.exp(outsideExponent() - taken);
        double total = demand[n];
        for (int nest = 0; nest < worth.length; nest++) {
            worth[nest] = StrictMath.exp(worth[nest] - taken);
            total += worth[nest];
        }
        for (int i = 0; i < n; i++) {
            demand[i] *= worth[nests[i]] / total;
        }
        demand[n] /= total;
        return mu * (StrictMath.log(total) + taken);
    }

    /** Writes the shares within a nest to {@code demand} and returns {@code l ln s}, minus infinity where all are hidden. */
    private double fillNest(int nest, double[] prices, int displayed, double[] demand) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < qualities.length; i++) {
            boolean counts = nests[i] == nest && shows(displayed, i);
            largest = counts ? Math.max(largest, exponent(i, prices[i])) : largest;
        }
        double sum = 0;
        for (int i = 0; i < qualities.length; i++) {
            if (nests[i] == nest) {
                double above = (exponent(i, prices[i]) - largest) / dissimilarities[nest];
                demand[i] = shows(displayed, i) ? StrictMath.exp(above) : 0;
                sum += demand[i];
            }
        }
        for (int i = 0; i < qualities.length; i++) {
            demand[i] = nests[i] == nest && sum > 0 ? demand[i] / sum : demand[i];
        }
        return sum > 0 ? largest + dissimilarities[nest] * StrictMath.log(sum) : largest;
    }

    private static boolean shows(int displayed, int seller) {
        return (displayed >> seller & 1) == 1;
    }

    private static double taken(double largest) {
        return Math.abs(largest) > PLAIN ? largest : 0;
    }
}
