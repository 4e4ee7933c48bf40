package walras.env.exchange.markov;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import walras.env.Interruption;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;

/**
 * Seeded random economies: tastes and splits of each good uniform on the simplex, transitions Dirichlet(0.3), as the specification
 * suggests for sweeps. Leontief economies get proportional endowments, where their equilibrium is a convex programme.
 */
public final class RandomInstances {
    private static final double CONCENTRATION = 0.3;

    private RandomInstances() {}

    /** Sizes of a random model. */
    public record Size(int horizon, int states, int actions, int agents, int goods) {}

    /** Draws a model; the same arguments give the same model. */
    public static MarkovModel draw(Size size, Utility family, double rho, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int cells = size.agents() * size.goods();
        double[] weights = new double[size.horizon() * size.states() * cells]; // [H, S, N, L]
        for (int k = 0; k < weights.length; k += size.goods()) {
            Interruption.check("equilibria");
            dirichlet(random, 1, weights, k, size.goods());
        }
        double[] transitions =
                new double[size.horizon() * size.states() * size.actions() * size.states()]; // [H, S, A, S]
        for (int k = 0; k < transitions.length; k += size.states()) {
            Interruption.check("equilibria");
            dirichlet(random, CONCENTRATION, transitions, k, size.states());
        }
        double[] start = new double[size.states()]; // [S]
        start[0] = 1;
        return new MarkovModel(
                size.horizon(),
                size.states(),
                size.actions(),
                Preferences.uniform(size.agents(), size.goods(), family, rho),
                weights,
                endowments(random, size, family == Utility.LEONTIEF),
                IntStream.range(0, size.states()).mapToDouble(s -> 1).toArray(),
                transitions,
                start,
                LinearMixture.NONE);
    }

    private static double[] endowments(SplittableRandom random, Size size, boolean proportional) { // [H, S, N, L]
        int n = size.agents();
        int l = size.goods();
        double[] once = new double[size.states() * n * l]; // [S, N, L]
        double[] split = new double[n]; // [N]
        for (int s = 0; s < size.states(); s++) {
            for (int j = 0; j < l; j++) {
                if (j == 0 || !proportional) {
                    dirichlet(random, 1, split, 0, n);
                }
                for (int i = 0; i < n; i++) {
                    once[(s * n + i) * l + j] = n * split[i];
                }
            }
        }
        double[] all = new double[size.horizon() * once.length]; // [H, S, N, L]
        for (int h = 0; h < size.horizon(); h++) {
            Interruption.check("equilibria");
            System.arraycopy(once, 0, all, h * once.length, once.length);
        }
        return all;
    }

    /** Fills {@code [at, at + count)} with a draw from the symmetric Dirichlet distribution. */
    static void dirichlet(SplittableRandom random, double concentration, double[] out, int at, int count) {
        double total = 0;
        for (int k = 0; k < count; k++) {
            out[at + k] = Math.max(gamma(random, concentration), 1e-12);
            total += out[at + k];
        }
        for (int k = 0; k < count; k++) {
            out[at + k] /= total;
        }
    }

    /** Gamma variates after Marsaglia and Tsang (2000), boosted below shape one. */
    private static double gamma(SplittableRandom random, double shape) {
        if (shape < 1) {
            return gamma(random, shape + 1) * StrictMath.pow(random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                double u = 1 - random.nextDouble();
                if (StrictMath.log(u) < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                    return d * cube;
                }
            }
        }
    }
}
