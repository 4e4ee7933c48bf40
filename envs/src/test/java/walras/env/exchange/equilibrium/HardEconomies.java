package walras.env.exchange.equilibrium;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Batches of economies that break solvers: ties, copies of agents and goods, zeros, scales from 1e-9 to 1e9, one agent, one good,
 * identity and proportional endowments, parts that do not trade with each other, substitution parameters at the ends.
 */
final class HardEconomies {
    static final int BATCH = 10;
    private static final Utility[] FAMILIES = Utility.values();
    private static final double[] RHO = {
        1e-300, -1e-300, 1e-15, -1e-15, 1e-4, -1e-4, 1e-2, -1e-2, .5, -1, .9, -4, .99, .999, -50, -1000
    };

    final Preferences preferences;
    final double[] weights; // [B, N, L]
    final double[] endowments; // [B, N, L]

    private HardEconomies(Preferences preferences, double[] weights, double[] endowments) {
        this.preferences = preferences;
        this.weights = weights;
        this.endowments = endowments;
    }

    /** A batch of a kind: a family's name, or "mixed". */
    static HardEconomies hard(String kind, SplittableRandom random) {
        int n = 1 + random.nextInt(6);
        int l = 1 + random.nextInt(6);
        Preferences preferences = preferences(kind, n, l, RHO[random.nextInt(RHO.length)], random);
        double[] weights = new double[BATCH * n * l];
        double[] owned = new double[BATCH * n * l];
        for (int row = 0; row < BATCH; row++) {
            double[] w = matrix(n, l, random); // [N, L]
            double[] e = random.nextInt(3) == 0 ? special(n, l, random) : matrix(n, l, random); // [N, L]
            if (random.nextInt(6) == 0) {
                separate(n, l, w, e);
            } else if (random.nextInt(8) != 0) {
                fill(n, l, w);
                fill(n, l, e);
            }
            System.arraycopy(w, 0, weights, row * n * l, n * l);
            System.arraycopy(e, 0, owned, row * n * l, n * l);
        }
        return new HardEconomies(preferences, weights, owned);
    }

    /** A batch of a kind that any solver should certify: positive, within two orders of magnitude, elasticities from 0.3 to 10. */
    static HardEconomies benign(String kind, SplittableRandom random) {
        int n = 2 + random.nextInt(5);
        int l = 2 + random.nextInt(5);
        double rho = 1 - 1 / (0.3 * Math.exp(random.nextDouble() * Math.log(33)));
        Preferences preferences = preferences(kind, n, l, rho, random);
        double[] weights = draws(BATCH * n * l, 1, random);
        double[] owned = draws(BATCH * n * l, 1, random);
        if (kind.equals("leontief")) {
            for (int row = 0; row < BATCH; row++) {
                System.arraycopy(proportional(n, l, 1, random), 0, owned, row * n * l, n * l);
            }
        }
        return new HardEconomies(preferences, weights, owned);
    }

    private static Preferences preferences(String kind, int n, int l, double rho, SplittableRandom random) {
        Utility[] family = new Utility[n]; // [N]
        double[] own = new double[n]; // [N]
        for (int i = 0; i < n; i++) {
            family[i] = kind.equals("mixed") ? FAMILIES[random.nextInt(FAMILIES.length)] : Utility.of(kind);
            own[i] = kind.equals("mixed") && i > 0 ? RHO[random.nextInt(RHO.length)] : rho;
            own[i] = family[i] == Utility.ADDITIVE_CES ? positive(own[i]) : own[i];
        }
        return new Preferences(l, family, own);
    }

    private static double positive(double rho) {
        return rho > 0 ? rho : rho > -1 ? -rho : rho / (rho - 1);
    }

    private static double[] draws(int count, double skew, SplittableRandom random) { // [count]
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(skew * random.nextGaussian()));
        return values;
    }

    /** Ties, spreads, zeros, copies and scales, each by chance. */
    private static double[] matrix(int n, int l, SplittableRandom random) { // [N, L]
        boolean ties = random.nextBoolean();
        double skew = random.nextInt(4) == 0 ? 5 : 1;
        double[] values = new double[n * l];
        Arrays.setAll(values, k -> ties ? 1 + random.nextInt(3) : Math.exp(skew * random.nextGaussian()));
        if (random.nextBoolean()) {
            double chance = random.nextDouble(0.1, 0.7);
            Arrays.setAll(values, k -> random.nextDouble() < chance ? 0 : values[k]);
        }
        if (random.nextInt(4) == 0) {
            copy(n, l, values, random);
        }
        if (random.nextBoolean()) {
            double[] byAgent = scales(n, random);
            double[] byGood = scales(l, random);
            boolean goodsToo = random.nextInt(4) == 0;
            Arrays.setAll(values, k -> values[k] * byAgent[k / l] * (goodsToo ? byGood[k % l] : 1));
        }
        return values;
    }

    private static double[] scales(int count, SplittableRandom random) { // [count]
        double common = random.nextDouble(-9, 9);
        boolean each = random.nextBoolean();
        double[] scale = new double[count];
        Arrays.setAll(scale, k -> Math.pow(10, each ? random.nextDouble(-9, 9) : common));
        return scale;
    }

    private static void copy(int n, int l, double[] values /* [N, L] */, SplittableRandom random) {
        int i = random.nextInt(n);
        int k = random.nextInt(n);
        System.arraycopy(values, i * l, values, k * l, l);
        int from = random.nextInt(l);
        int to = random.nextInt(l);
        for (int row = 0; row < n; row++) {
            values[row * l + to] = values[row * l + from];
        }
    }

    /** Everybody owns one good, as in an identity matrix, or the same part of every good. */
    private static double[] special(int n, int l, SplittableRandom random) { // [N, L]
        if (random.nextBoolean()) {
            return proportional(n, l, 2, random);
        }
        double[] owned = new double[n * l];
        for (int k = 0; k < Math.max(n, l); k++) {
            owned[k % n * l + k % l] = 1;
        }
        return owned;
    }

    private static double[] proportional(int n, int l, double skew, SplittableRandom random) { // [N, L]
        double[] part = draws(n, skew, random); // [N]
        double[] supply = draws(l, skew, random); // [L]
        double[] owned = new double[n * l];
        Arrays.setAll(owned, k -> part[k / l] * supply[k % l]);
        return owned;
    }

    /** Gives every agent and every good without an entry one, so that fewer economies are refused at sight. */
    private static void fill(int n, int l, double[] values /* [N, L] */) {
        double most = Math.max(Arrays.stream(values).max().orElse(0), 1e-9);
        for (int i = 0; i < n; i++) {
            if (Arrays.stream(values, i * l, (i + 1) * l).sum() == 0) {
                values[i * l + i % l] = most;
            }
        }
        for (int j = 0; j < l; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += values[i * l + j];
            }
            values[j % n * l + j] = sum == 0 ? most : values[j % n * l + j];
        }
    }

    /** Leaves only the two diagonal blocks: two economies that do not meet. */
    private static void separate(int n, int l, double[] weights /* [N, L] */, double[] owned /* [N, L] */) {
        for (int k = 0; k < n * l; k++) {
            if (k / l < n / 2 != k % l < l / 2) {
                weights[k] = 0;
                owned[k] = 0;
            }
        }
    }
}
