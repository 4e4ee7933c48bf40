package walras.env.stackelberg.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Solution;

/** Equilibria and joint optima of n sellers against published digits, invariances, and certificates that find faults. */
final class NashPricesTest {
    private static final String FLAT = "1.0";

    private static double[] numbers(String text) { // [numbers]
        return Arrays.stream(text.trim().split(" +"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Solution solve(Map<String, ?> options) {
        PlatformEnvironment environment = new PlatformEnvironment();
        return environment.economy(environment.options().resolve(options)).solve();
    }

    private static List<Double> list(double... values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static Map<String, Object> options(double[] qualities, double[] costs, double[] nests, double[] alike) {
        Map<String, Object> options = new HashMap<>();
        options.put("sellers", (long) qualities.length);
        options.put("qualities", list(qualities));
        options.put("costs", list(costs));
        options.put("nests", list(nests));
        options.put("dissimilarity", list(alike));
        return options;
    }

    /** P1 to P10 of the specification. */
    @ParameterizedTest
    @CsvSource({
        "2 2, 1 1, 0 0, 1.0, .25, 0, 1.4729267 1.4729267, .057246381, .71509771, 1.9249809, .32707805",
        "2.2 1.8, 1 .9, 0 0, 1.0, .25, 0, 1.5902421 1.2988913, .050292116, .74747674, 1.993383, .34491384",
        "2.5 2 1.6, 1.2 1 .7, 0 0 0, 1.0, .25, 0, 1.6971517 1.3449468 1.015489, .020034768, .97757153, 2.2968617, .36968687",
        "3 2.4 2 1.5, 1.5 1.1 .9 .6, 0 0 0 0, 1.0, .4, .5, 2.10665 1.6324326 1.3824707 1.0505914, .12741566, 1.3241202,"
                + "2.5943378, .90257608",
        "1 1.5 2 2.5 3 3.5, .5 .8 1.1 1.4 1.7 2, 0 0 0 0 0 0, 1.0, .5, 1, 1.0206096 1.3307156 1.6457249 1.9679057 2.3003622"
                + " 2.6469849, .30482322, 1.5940116, 1.5036398, 1.3483902",
        "2 2 2, 1 1 1, 0 0 1, .5 1, .25, 0, 1.2166467 1.2166467 1.3504264, .02132192, .9620049, 1.9595507, .33625105",
        "2.2 1.9 2.4 1.7, 1 .9 1.3 .8, 0 0 1 1, .6 .4, .25, 0, 1.2939798 1.0984365 1.5284374 .92666747, .011644192,"
                + " 1.1132369, 2.0605384, .36126776",
        "2.5 2 1.8 2.2 1.5, 1.2 1 .8 1.1 .6, 0 1 1 2 2, 1 .7 .3, .3, .2, 1.6339103 1.2825979 1.0825979 1.32153 .71421395,"
                + ".033508147, 1.21879, 2.2511041, .57614418",
        "3 2.8 2 1.9 1.2 1, 1.6 1.5 1 .9 .5 .4, 0 0 1 1 2 2, .8 .5 .25, .35, 0, 2.04215 1.8993886 1.2570251 1.1570251"
                + " .67346125 .52219524, .023405324, 1.3141771, 2.9104462, .46206644",
        "100 99.9 50, 99 99 49, 0 0 0, 1.0, .05, 0, 99.089615 99.056554 49.089615, , , ,",
    })
    void solve_specified_matches(
            String a,
            String c,
            String nests,
            String alike,
            double mu,
            double outside,
            String prices,
            Double nashOutside,
            Double surplus,
            Double joint,
            Double jointSurplus) {
        Map<String, Object> options = options(numbers(a), numbers(c), numbers(nests), numbers(alike));
        options.put("mu", mu);
        options.put("outside_quality", outside);
        Solution solution = solve(options);
        double tolerance = nashOutside == null ? 1e-6 : 1e-7;
        assertArrayEquals(numbers(prices), solution.table("nash_prices").values(), tolerance);
        if (nashOutside != null) {
            assertEquals(nashOutside, solution.table("nash_outside").scalar(), 1e-7);
            assertEquals(surplus, solution.table("nash_surplus").scalar(), 1e-7);
            assertEquals(joint, solution.table("monopoly_prices").values()[0], 1e-7);
            assertEquals(jointSurplus, solution.table("monopoly_surplus").scalar(), 1e-7);
        }
        assertCertified(solution);
    }

    private static void assertCertified(Solution solution) {
        Map<String, Double> certificate = solution.certificate();
        assertTrue(certificate.getOrDefault("nash_residual", Double.NaN) <= 1e-12, certificate.toString());
        assertTrue(certificate.getOrDefault("nash_bracket", Double.NaN) <= 1e-10, certificate.toString());
        assertTrue(certificate.getOrDefault("nash_gain", Double.NaN) <= 1e-12, certificate.toString());
        assertTrue(certificate.getOrDefault("monopoly_residual", Double.NaN) <= 1e-12, certificate.toString());
    }

    /** Any economy within the options' bounds, dominant and hopeless sellers and nests of near twins included. */
    @Test
    void solve_random_isCertified() {
        SplittableRandom random = new SplittableRandom(5);
        for (int game = 0; game < 60; game++) {
            int n = 2 + game % 5;
            double spread = game % 3 == 0 ? 5 : 1;
            double[] nests = random.ints(n, 0, 3).asDoubleStream().toArray(); // [n]
            double[] alike = {.05, .5, 1}; // [nest]
            int used = 1 + (int) Arrays.stream(nests).max().orElseThrow();
            Map<String, Object> options = options(
                    random.doubles(n, 1, 1 + spread).toArray(),
                    random.doubles(n, 0, 1).toArray(),
                    nests,
                    Arrays.copyOf(alike, used));
            options.put("mu", random.nextDouble(.05, 2));
            options.put("price_levels", 2L);
            assertCertified(solve(options));
        }
    }

    /** P11: nests of dissimilarity 1 change nothing. */
    @Test
    void solve_dissimilarityOne_isFlat() {
        double[] a = {2.5, 2, 1.6};
        double[] c = {1.2, 1, .7};
        Solution flat = solve(options(a, c, new double[3], numbers(FLAT)));
        Solution nested = solve(options(a, c, new double[] {2, 0, 2}, new double[] {1, 1, 1}));
        flat.tables()
                .forEach(table -> assertArrayEquals(
                        table.values(), nested.table(table.name()).values(), 1e-12, table.name()));
    }

    /** P11: permuted sellers have permuted tables. */
    @Test
    void solve_permuted_permutes() {
        double[] a = {2.2, 1.9, 2.4, 1.7};
        double[] c = {1, .9, 1.3, .8};
        double[] nests = {0, 0, 1, 1};
        int[] order = {2, 0, 3, 1}; // [seller]
        Solution plain = solve(options(a, c, nests, new double[] {.6, .4}));
        Solution moved =
                solve(options(permuted(a, order), permuted(c, order), permuted(nests, order), new double[] {.6, .4}));
        for (Solution.Table table : plain.tables()) {
            boolean bySeller = table.dims().equals(List.of("seller"));
            double[] expected = bySeller ? permuted(table.values(), order) : table.values();
            if (table.dims().size() < 2) {
                assertArrayEquals(expected, moved.table(table.name()).values(), 1e-12, table.name());
            }
        }
        double[] surplus = plain.table("consumer_surplus").values(); // [4, 4, 4, 4]
        double[] after = moved.table("consumer_surplus").values(); // [4, 4, 4, 4]
        assertEquals(surplus[(1 * 4 + 2) * 16 + 3 * 4], after[(3 * 4 + 1) * 16 + 2], 1e-12);
    }

    private static double[] permuted(double[] values, int[] order) {
        return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
    }

    /** P12: equal {@code a - c}, equal markups; a nest of one seller does not depend on its dissimilarity. */
    @Test
    void solve_equalAdvantageAndLoneNest_areInvariant() {
        double[] a = {2, 2.5, 1.5};
        double[] c = {1, 1.5, .5};
        double[] prices = solve(options(a, c, new double[3], new double[] {.4}))
                .table("nash_prices")
                .values(); // [3]
        IntStream.range(0, 3).forEach(i -> assertEquals(prices[0] - 1, prices[i] - c[i], 1e-12));
        double[] nests = {0, 0, 1};
        Solution one = solve(options(a, c, nests, new double[] {.5, 1}));
        Solution other = solve(options(a, c, nests, new double[] {.5, .2}));
        one.tables()
                .forEach(table -> assertArrayEquals(
                        table.values(), other.table(table.name()).values(), 1e-12, table.name()));
    }

    /** P13, and other solvers that are a little wrong: each is found out by its certificate. */
    @Test
    void certificate_brokenSolvers_areFoundOut() {
        LogitMarket market = new LogitMarket(new double[] {2.2, 1.8}, 0, .25);
        double[] costs = {1, .9};
        double[] nash = NashPrices.of(market, costs).prices(); // [2]
        double[] high = Arrays.stream(nash).map(price -> 1.01 * price).toArray();
        for (int seller = 0; seller < 2; seller++) {
            assertTrue(PriceCertificate.gain(market, seller, high, costs[seller]) > 1e-6);
            assertTrue(PriceCertificate.gain(market, seller, nash, costs[seller]) <= 1e-12);
        }
        assertTrue(PriceCertificate.of(market, costs, high).nashResidual() > 1e-3);
        // A solver that forgets nests answers with plain logit's prices.
        LogitMarket nested = new LogitMarket(new double[] {2.2, 1.8}, new int[2], new double[] {.5}, 0, .25);
        assertTrue(PriceCertificate.of(nested, costs, nash).nashResidual() > .1);
        assertTrue(PriceCertificate.of(nested, costs, nash).nashGain() > 1e-3);
        // A Newton step too few: prices that are off in the tenth digit.
        double[] near = {nash[0] + 1e-10, nash[1]};
        assertTrue(PriceCertificate.of(market, costs, near).nashResidual() > 1e-11);
        assertTrue(PriceCertificate.jointResidual(market, costs, nash) > .1);
    }

    /** The displayed share the market by the formula, whoever is hidden; a nest without displayed sellers drops out. */
    @Test
    void clear_everyMask_followsFormula() {
        double[] a = {2.2, 1.9, 2.4, 1.7};
        int[] nests = {0, 0, 1, 1};
        double[] alike = {.6, .4};
        double[] prices = {1.3, 1.1, 1.5, .9};
        LogitMarket market = new LogitMarket(a, nests, alike, .3, .25);
        for (int mask = 0; mask < 16; mask++) {
            double[] sums = new double[2]; // [nest]
            for (int i = 0; i < 4; i++) {
                sums[nests[i]] += (mask >> i & 1) * Math.exp((a[i] - prices[i]) / .25 / alike[nests[i]]);
            }
            double total = Math.exp(.3 / .25) + Math.pow(sums[0], .6) + Math.pow(sums[1], .4);
            double[] demand = new double[5]; // [seller + 1]
            assertEquals(.25 * Math.log(total), market.clear(prices, mask, demand), 1e-12);
            for (int i = 0; i < 4; i++) {
                double weight = (mask >> i & 1) * Math.exp((a[i] - prices[i]) / .25 / alike[nests[i]]);
                double own = weight == 0 ? 0 : weight * Math.pow(sums[nests[i]], alike[nests[i]] - 1) / total;
                assertEquals(own, demand[i], 1e-12);
            }
            assertEquals(1, Arrays.stream(demand).sum(), 1e-12);
        }
    }

    @Test
    void of_sixSellers_isFast() {
        LogitMarket market = new LogitMarket(
                new double[] {3, 2.8, 2, 1.9, 1.2, 1},
                new int[] {0, 0, 1, 1, 2, 2},
                new double[] {.8, .5, .25},
                0,
                .35);
        double[] costs = {1.6, 1.5, 1, .9, .5, .4};
        long best = Long.MAX_VALUE;
        for (int k = 0; k < 30; k++) {
            long start = System.nanoTime();
            NashPrices found = NashPrices.of(market, costs);
            best = Math.min(best, System.nanoTime() - start);
            assertTrue(found.bracket() <= 1e-10);
        }
        assertTrue(best < 10_000_000, best / 1e6 + " ms");
    }
}
