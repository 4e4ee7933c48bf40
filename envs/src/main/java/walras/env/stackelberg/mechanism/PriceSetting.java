package walras.env.stackelberg.mechanism;

import java.util.Arrays;

/**
 * Buyers with private types for one item.
 *
 * @param buyers n
 * @param values value of each type of each buyer {@code [n, T]}, increasing in T
 * @param prior probability of each type profile {@code [P]}, P = T^n, buyer 0 most significant
 */
@SuppressWarnings("ArrayRecordComponent")
public record PriceSetting(int buyers, double[] values, double[] prior) {

    public PriceSetting {
        int types = values.length / buyers;
        if (values.length != buyers * types || prior.length != Math.pow(types, buyers)) {
            throw new IllegalArgumentException("setting: expected values [" + buyers + ", T] and prior [T^" + buyers
                    + "], got " + values.length + " and " + prior.length + " numbers");
        }
    }

    /** Two buyers: {.2 w.p. .8, 1 w.p. .2} and {0, .4} with equal odds (after Agrawal et al., 2020). */
    public static PriceSetting pi() {
        return new PriceSetting(2, new double[] {.2, 1, 0, .4}, new double[] {.4, .4, .1, .1});
    }

    /** Two buyers, independent and uniform on {@code types} equally spaced points of [0, 1]. */
    public static PriceSetting uniform(int types) {
        if (types < 2) {
            throw new IllegalArgumentException("types: expected at least 2, got " + types);
        }
        double[] values = new double[2 * types];
        Arrays.setAll(values, k -> (double) (k % types) / (types - 1));
        double[] prior = new double[types * types];
        Arrays.fill(prior, 1.0 / prior.length);
        return new PriceSetting(2, values, prior);
    }

    /** Types of each buyer, T. */
    public int types() {
        return values.length / buyers;
    }

    /** Value of a buyer in a profile. */
    public double value(int profile, int buyer) {
        int types = types();
        int digits = profile;
        for (int k = buyers - 1; k > buyer; k--) {
            digits /= types;
        }
        return values[buyer * types + digits % types];
    }

    /** The largest value of a profile: the welfare of the best allocation. */
    public double bestValue(int profile) {
        double best = 0;
        for (int i = 0; i < buyers; i++) {
            best = Math.max(best, value(profile, i));
        }
        return best;
    }

    /** The profiles of positive probability. */
    public Scenarios scenarios() {
        int[] support = java.util.stream.IntStream.range(0, prior.length)
                .filter(p -> prior[p] > 0)
                .toArray();
        double[][] draws = new double[support.length][buyers];
        double[] weight = new double[support.length];
        for (int s = 0; s < support.length; s++) {
            int profile = support[s];
            Arrays.setAll(draws[s], i -> value(profile, i));
            weight[s] = prior[profile];
        }
        return new Scenarios(1, draws, weight);
    }
}
