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

/** The two backends of the equilibrium kernel hold the same economies to the same prices. */
class Nd4jEquilibriumKernelTest {
    @ParameterizedTest
    @CsvSource({
        "COBB_DOUGLAS, 0, 1",
        "COBB_DOUGLAS, 0, 7",
        "COBB_DOUGLAS, 0, 1024",
        "ADDITIVE_CES, 0.5, 1",
        "ADDITIVE_CES, 0.5, 7",
        "ADDITIVE_CES, 0.5, 1024",
        "CES, 0.8, 7",
        "CES, -0.9, 7",
        "CES, -3, 7",
        "CES, 0.8, 1024"
    })
    void solve_randomEconomies_agreesWithTheFusedKernel(Utility family, double rho, int rows) {
        for (int goods : rows == 1024 ? new int[] {3} : new int[] {2, 3, 5}) {
            Preferences preferences = Preferences.uniform(4, goods, family, rho);
            double[] weights = draws(rows * 4 * goods, 1); // [B, N, L]
            double[] owned = draws(rows * 4 * goods, 2); // [B, N, L]
            Equilibria fused = Equilibria.allocate(rows, 4, goods);
            Equilibria nd4j = Equilibria.allocate(rows, 4, goods);
            new FusedEquilibriumKernel(preferences).solve(rows, weights, owned, fused);
            new Nd4jEquilibriumKernel(preferences, 1e-9, rows).solve(rows, weights, owned, nd4j);
            assertArrayEquals(fused.status(), nd4j.status());
            assertArrayEquals(fused.prices(), nd4j.prices(), 1e-10);
            assertArrayEquals(fused.allocation(), nd4j.allocation(), 1e-7);
            assertArrayEquals(fused.iterations(), nd4j.iterations());
        }
    }

    /** Rows that do not fill the recorded batch, and rows that need the thorough solver. */
    @Test
    void solve_oddRangesAndFlawedRows_agreesWithTheFusedKernel() {
        Preferences preferences = Preferences.uniform(3, 3, Utility.ADDITIVE_CES, .5);
        double[] weights = draws(20 * 9, 3); // [B, N, L]
        double[] owned = draws(20 * 9, 4); // [B, N, L]
        Arrays.fill(weights, 5 * 9, 5 * 9 + 3, 0);
        weights[7 * 9] = 0;
        Equilibria fused = Equilibria.allocate(20, 3, 3);
        Equilibria nd4j = Equilibria.allocate(20, 3, 3);
        new FusedEquilibriumKernel(preferences).solve(2, 19, weights, owned, fused);
        new Nd4jEquilibriumKernel(preferences, 1e-9, 8).solve(2, 19, weights, owned, nd4j);
        assertArrayEquals(fused.status(), nd4j.status());
        assertEquals(Status.NO_WANTS, nd4j.statusOf(5));
        assertArrayEquals(
                Arrays.copyOfRange(fused.prices(), 6 * 3, 19 * 3),
                Arrays.copyOfRange(nd4j.prices(), 6 * 3, 19 * 3),
                1e-10);
    }

    // Hard economies of one smooth family: whatever the device proposes, nothing wrong is certified.
    @ParameterizedTest
    @ValueSource(strings = {"cobb-douglas", "ces", "additive-ces"})
    void solve_hardEconomies_noneCertifiedWrongly(String kind) {
        SplittableRandom random = new SplittableRandom(11);
        int certified = 0;
        for (int k = 0; k < 20; k++) {
            HardEconomies hard = HardEconomies.hard(kind, random);
            Preferences preferences = hard.preferences;
            if (preferences.isOneSmoothFamily()) {
                int rows = HardEconomies.BATCH;
                Equilibria found = Equilibria.allocate(rows, preferences.agents(), preferences.goods());
                new Nd4jEquilibriumKernel(preferences, 1e-9, rows).solve(rows, hard.weights, hard.endowments, found);
                Definition definition = new Definition(preferences, hard.weights, hard.endowments, found);
                for (int row = 0; row < rows; row++) {
                    certified += found.statusOf(row).certified() ? 1 : 0;
                    assertEquals("", found.statusOf(row).certified() ? definition.flaw(row) : "", kind + " " + k);
                }
            }
        }
        assertTrue(certified > 50, kind + ": " + certified);
    }

    @Test
    void newKernel_linearAgents_isRefused() {
        Preferences linear = Preferences.uniform(3, 3, Utility.LINEAR, 0);
        assertThrows(IllegalArgumentException.class, () -> new Nd4jEquilibriumKernel(linear, 1e-9, 4));
    }

    private static double[] draws(int count, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(random.nextGaussian()));
        return values;
    }
}
