package walras.server.experiment.exchange;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Status;
import walras.env.exchange.equilibrium.Utility;
import walras.server.experiment.Finding;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Interval;

/**
 * Random economies of every family, N and L from 2 to 8, log-normal tastes and endowments (sigma 2), elasticities log-uniform from
 * 0.25 to 20: how each search for the equilibrium ended.
 */
final class RandomMarkets {
    private static final int ECONOMIES = 1000;
    private static final double SKEW = 2;
    private static final int STATUSES = Status.values().length;
    private static final String MIXED = "mixed";
    private static final String SHARES = "leontief, proportional endowments";
    private static final String GENERAL = "leontief, square";

    /** Families and the two kinds of Leontief economies; only the last is without a promise. */
    static final List<String> FAMILIES =
            List.of("cobb-douglas", "ces", "additive-ces", "linear", MIXED, SHARES, GENERAL);

    private RandomMarkets() {}

    /** Per family how many of {@link #ECONOMIES} ended in each {@link Status}, by its byte. */
    static Map<String, double[]> tally(long seed) {
        Map<String, double[]> tallies = new HashMap<>();
        for (String family : FAMILIES) {
            SplittableRandom random = new SplittableRandom(seed * 31 + family.hashCode());
            double[] counts = new double[STATUSES]; // [statuses]
            for (int k = 0; k < ECONOMIES; k++) {
                counts[solve(family, random)]++;
            }
            tallies.put(family, counts);
        }
        return tallies;
    }

    /** The byte of the status. */
    private static int solve(String family, SplittableRandom random) {
        int n = 2 + random.nextInt(7);
        int l = family.equals(GENERAL) ? n : 2 + random.nextInt(7);
        double[] tastes = draws(n * l, random); // [N, L]
        double[] owned = family.equals(SHARES) ? shares(n, l, random) : draws(n * l, random); // [N, L]
        for (int i = 0; i < n; i++) {
            double sum = Arrays.stream(tastes, i * l, (i + 1) * l).sum();
            for (int j = 0; j < l; j++) {
                tastes[i * l + j] /= sum;
            }
        }
        Equilibria found = Equilibria.allocate(1, n, l);
        Preferences preferences = preferences(family, n, l, random);
        new FusedEquilibriumKernel(preferences).solve(1, tastes, owned, found);
        new Certificate(preferences).verify(1, tastes, owned, found, FusedEquilibriumKernel.TOLERANCE);
        return found.status()[0];
    }

    private static Preferences preferences(String family, int n, int l, SplittableRandom random) {
        Utility[] families = new Utility[n]; // [N]
        double[] rho = new double[n]; // [N]
        double common = elasticity(random);
        for (int i = 0; i < n; i++) {
            double s = family.equals(MIXED) ? elasticity(random) : common;
            families[i] = switch (family) {
                case MIXED -> random.nextInt(3) == 0 ? Utility.COBB_DOUGLAS : Utility.CES;
                case SHARES, GENERAL -> Utility.LEONTIEF;
                default -> Utility.of(family);
            };
            rho[i] = 1 - 1 / (families[i] == Utility.ADDITIVE_CES ? Math.max(s, 1.01) : s);
        }
        return new Preferences(l, families, rho);
    }

    private static double elasticity(SplittableRandom random) {
        return 0.25 * Math.exp(random.nextDouble() * Math.log(80));
    }

    private static double[] draws(int count, SplittableRandom random) { // [count]
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(SKEW * random.nextGaussian()));
        return values;
    }

    private static double[] shares(int n, int l, SplittableRandom random) { // [N, L]
        double[] supply = draws(l, random); // [L]
        double[] part = draws(n, random); // [N]
        double[] owned = new double[n * l];
        Arrays.setAll(owned, k -> part[k / l] * supply[k % l]);
        return owned;
    }

    /** Where an equilibrium is promised, that every economy ends certified; elsewhere the share that does. */
    static Finding finding(String family, List<SeedResult> runs) {
        if (!family.equals(GENERAL)) {
            // That an equilibrium exists is a theorem; that our solver reaches it within 1e-9 is our own demand.
            return Finding.everyAbove(
                    "Every random economy ends certified within 1e-9 (" + family + ").",
                    family + ": 1 where certified, by a certificate made anew",
                    eachEconomy(family, runs),
                    1);
        }
        double[] share = runs.stream()
                .mapToDouble(run -> certified(run.series(family)) / ECONOMIES)
                .toArray(); // [seeds]
        return Finding.above(
                "Small general Leontief economies mostly end certified; the others name their cause.",
                family + ": share certified of " + ECONOMIES * runs.size(),
                Interval.ofMean(share),
                0.95);
    }

    /** That nothing that a kernel certified fails the certificate that is made anew. */
    static Finding sound(List<SeedResult> runs) {
        double[] wrong = runs.stream()
                .flatMapToDouble(run -> FAMILIES.stream().mapToDouble(family -> wrong(run.series(family))))
                .toArray(); // [seeds * families]
        return Finding.everyBelow(
                        "Nothing is certified that is no equilibrium.",
                        "economies of " + ECONOMIES + ", of a family and seed, whose certificate fails when made anew",
                        wrong,
                        0)
                .against(Target.THEOREM);
    }

    /** One where an economy is certified, zero where it is not. */
    private static double[] eachEconomy(String family, List<SeedResult> runs) { // [economies]
        double[] each = new double[ECONOMIES * runs.size()];
        for (int k = 0; k < runs.size(); k++) {
            int certified = (int) certified(runs.get(k).series(family));
            Arrays.fill(each, k * ECONOMIES, k * ECONOMIES + certified, 1);
        }
        return each;
    }

    private static double wrong(double[] counts /* [statuses] */) {
        double sum = 0;
        for (int code = 0; code < counts.length; code++) {
            sum += Status.of((byte) code) == Status.NOT_CERTIFIED ? counts[code] : 0;
        }
        return sum;
    }

    private static double certified(double[] counts /* [statuses] */) {
        double sum = 0;
        for (int code = 0; code < counts.length; code++) {
            sum += Status.of((byte) code).certified() ? counts[code] : 0;
        }
        return sum;
    }

    /** Family, how the search ended, how many. */
    static Csv table(List<SeedResult> runs) {
        Csv csv = new Csv("random_economies", "family", "ended", "certified", "economies");
        for (String family : FAMILIES) {
            for (int code = 0; code < STATUSES; code++) {
                int at = code;
                Status status = Status.of((byte) code);
                double count =
                        runs.stream().mapToDouble(run -> run.series(family)[at]).sum();
                if (count > 0) {
                    csv.row(family, status.name(), status.certified(), (int) count);
                }
            }
        }
        return csv;
    }
}
