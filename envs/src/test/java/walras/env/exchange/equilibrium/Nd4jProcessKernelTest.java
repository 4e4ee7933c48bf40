package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Rows;
import walras.env.exchange.equilibrium.ProcessRules.Kind;

/** The two backends of every price process walk the same path: a difference would clear a session's market elsewhere. */
final class Nd4jProcessKernelTest {
    private static final double TOLERANCE = 1e-7;

    @ParameterizedTest
    @CsvSource({
        "COBB_DOUGLAS, 0, 1, 1",
        "COBB_DOUGLAS, 0, 1, 1024",
        "ADDITIVE_CES, 0.5, 0.5, 7",
        "ADDITIVE_CES, 0.5, 0.3, 1024",
        "CES, 0.8, 0.2, 7",
        "CES, -0.9, 1, 7",
        "CES, -3, 0.5, 1024",
        "LEONTIEF, 0, 0.1, 7",
        "CES, 0.8, 0, 7"
    })
    void tatonnement_randomEconomies_walksAsTheFusedKernel(Utility family, double rho, double gamma, int rows) {
        for (int goods : rows == 1024 ? new int[] {3} : new int[] {2, 3, 5}) {
            Preferences preferences = Preferences.uniform(4, goods, family, rho);
            assertSame(preferences, new ProcessRules(Kind.TATONNEMENT, gamma, 120), rows, goods);
        }
    }

    @Test
    void tatonnement_mixedFamilies_walksAsTheFusedKernel() {
        Utility[] families = {Utility.COBB_DOUGLAS, Utility.CES, Utility.LEONTIEF, Utility.ADDITIVE_CES};
        Preferences preferences = new Preferences(3, families, new double[] {0, -2, 0, 0.4});
        assertSame(preferences, new ProcessRules(Kind.TATONNEMENT, 0.4, 300), 64, 5);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 7", "0.25, 1", "0.25, 7", "0.25, 1024", "0.9, 7"})
    void proportionalResponse_randomEconomies_walksAsTheFusedKernel(double laziness, int rows) {
        for (int goods : rows == 1024 ? new int[] {3} : new int[] {2, 3, 5}) {
            Preferences linear = Preferences.uniform(4, goods, Utility.LINEAR, 0);
            assertSame(linear, new ProcessRules(Kind.PROPORTIONAL_RESPONSE, laziness, 150), rows, goods);
        }
    }

    /** Rows that do not fill the recorded batch, rows without an economy, and goods that some do not want or own. */
    @ParameterizedTest
    @ValueSource(strings = {"TATONNEMENT", "PROPORTIONAL_RESPONSE"})
    void solve_oddRangesAndFlawedRows_agreesWithTheFusedKernel(Kind kind) {
        Utility family = kind == Kind.TATONNEMENT ? Utility.ADDITIVE_CES : Utility.LINEAR;
        Preferences preferences = Preferences.uniform(3, 3, family, 0.5);
        ProcessRules rules = new ProcessRules(kind, 0.5, 400);
        double[] weights = draws(20 * 9, 3); // [B, N, L]
        double[] owned = draws(20 * 9, 4); // [B, N, L]
        Arrays.fill(weights, 5 * 9, 5 * 9 + 3, 0);
        weights[7 * 9] = 0;
        owned[8 * 9 + 4] = 0;
        weights[9 * 9 + 2] = weights[9 * 9 + 5] = weights[9 * 9 + 8] = 0;
        Equilibria fused = Equilibria.allocate(20, 3, 3);
        Equilibria nd4j = Equilibria.allocate(20, 3, 3);
        new FusedProcessKernel(preferences, rules, TOLERANCE).solve(2, 19, weights, owned, fused);
        new Nd4jProcessKernel(preferences, rules, TOLERANCE, 8).solve(2, 19, weights, owned, nd4j);
        assertSame(fused, nd4j);
        assertEquals(Status.NO_WANTS, nd4j.statusOf(5));
        assertEquals(Status.UNWANTED_GOOD, nd4j.statusOf(9));
        assertEquals(0, nd4j.iterations()[1]);
    }

    /** Without it a test of agreement might compare two kernels that do nothing. */
    @Test
    void solve_grossSubstitutes_settlesWhereTheCertifiedKernelDoes() {
        Preferences preferences = Preferences.uniform(4, 3, Utility.ADDITIVE_CES, 0.5);
        double[] weights = draws(7 * 12, 1); // [B, N, L]
        double[] owned = draws(7 * 12, 2); // [B, N, L]
        Equilibria certified = Equilibria.allocate(7, 4, 3);
        Equilibria walked = Equilibria.allocate(7, 4, 3);
        new FusedEquilibriumKernel(preferences).solve(7, weights, owned, certified);
        new Nd4jProcessKernel(preferences, new ProcessRules(Kind.TATONNEMENT, 0.5, 10_000), 1e-10, 7)
                .solve(7, weights, owned, walked);
        assertArrayEquals(certified.prices(), walked.prices(), 1e-8);
        for (int row = 0; row < 7; row++) {
            assertEquals(Status.CONVERGED, walked.statusOf(row));
        }
        assertTrue(Equilibria.worst(walked.clearing()) <= 1e-10);
    }

    @Test
    void solve_scarf_saysThatItCycles() {
        Preferences preferences = Preferences.uniform(3, 3, Utility.LEONTIEF, 0);
        double[] scarf = {1, 1.1, 0, 0, 1, 1, 1, 0, 1}; // [N, L]
        double[] owned = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // [N, L]
        Equilibria found = Equilibria.allocate(1, 3, 3);
        new Nd4jProcessKernel(preferences, new ProcessRules(Kind.TATONNEMENT, 0.5, 500), 1e-9, 1)
                .solve(1, scarf, owned, found);
        assertEquals(Status.CYCLING, found.statusOf(0));
    }

    @Test
    void newKernel_agentsThatAProcessDoesNotTake_isRefused() {
        Preferences linear = Preferences.uniform(3, 3, Utility.LINEAR, 0);
        Preferences smooth = Preferences.uniform(3, 3, Utility.CES, 0.5);
        ProcessRules walk = new ProcessRules(Kind.TATONNEMENT, 0.5, 10);
        ProcessRules bids = new ProcessRules(Kind.PROPORTIONAL_RESPONSE, 0.5, 10);
        assertThrows(IllegalArgumentException.class, () -> new Nd4jProcessKernel(linear, walk, 1e-9, 4));
        assertThrows(IllegalArgumentException.class, () -> new Nd4jProcessKernel(smooth, bids, 1e-9, 4));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 7", "1, 64", "2, 1024"})
    void priceStep_randomDemands_agreesWithTheFusedStep(double gamma, int rows) {
        double[] fused = draws(rows * 3, 1); // [B, L]
        double[] nd4j = fused.clone(); // [B, L]
        double[] wanted = draws(rows * 12, 2); // [B, N, L]
        Arrays.fill(wanted, 0, 12, 0);
        double[] owned = draws(rows * 12, 3); // [B, N, L]
        byte[] mask = new byte[rows]; // [B]
        for (int row = 0; row < rows; row++) {
            mask[row] = (byte) (row % 3 == 0 ? 1 : 0);
        }
        Rows which = new Rows(0, rows, mask);
        new FusedPriceStep(4, 3, gamma).move(which, fused, wanted, owned);
        new Nd4jPriceStep(4, 3, gamma, rows).move(which, nd4j, wanted, owned);
        assertArrayEquals(fused, nd4j, 1e-12);
    }

    private static void assertSame(Preferences preferences, ProcessRules rules, int rows, long seed) {
        int size = preferences.agents() * preferences.goods();
        double[] weights = draws(rows * size, seed); // [B, N, L]
        double[] owned = draws(rows * size, seed + 100); // [B, N, L]
        Equilibria fused = Equilibria.allocate(rows, preferences.agents(), preferences.goods());
        Equilibria nd4j = Equilibria.allocate(rows, preferences.agents(), preferences.goods());
        new FusedProcessKernel(preferences, rules, TOLERANCE).solve(rows, weights, owned, fused);
        new Nd4jProcessKernel(preferences, rules, TOLERANCE, rows).solve(rows, weights, owned, nd4j);
        assertSame(fused, nd4j);
    }

    private static void assertSame(Equilibria fused, Equilibria nd4j) {
        assertArrayEquals(fused.status(), nd4j.status());
        assertArrayEquals(fused.iterations(), nd4j.iterations());
        assertArrayEquals(fused.prices(), nd4j.prices(), 1e-10);
        assertClose(fused.allocation(), nd4j.allocation());
        assertClose(fused.clearing(), nd4j.clearing());
        assertClose(fused.budget(), nd4j.budget());
        assertClose(fused.demandGap(), nd4j.demandGap());
    }

    private static void assertClose(double[] fused, double[] nd4j) {
        for (int k = 0; k < fused.length; k++) {
            boolean same = Double.compare(fused[k], nd4j[k]) == 0;
            assertTrue(
                    same || Math.abs(fused[k] - nd4j[k]) <= 1e-10 * Math.max(1, Math.abs(fused[k])),
                    k + ": fused " + fused[k] + ", nd4j " + nd4j[k]);
        }
    }

    private static double[] draws(int count, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(random.nextGaussian()));
        return values;
    }
}
