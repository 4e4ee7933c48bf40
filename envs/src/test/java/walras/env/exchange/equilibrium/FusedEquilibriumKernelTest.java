package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusedEquilibriumKernelTest {
    private static double[] draws(int count, double skew, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(skew * random.nextGaussian()));
        return values;
    }

    /** Guards against lanes that leak into one another, and against chunks that depend on threads. */
    @ParameterizedTest
    @CsvSource({"COBB_DOUGLAS, 0", "ADDITIVE_CES, 0.5", "CES, 0.9", "CES, -2", "LINEAR, 0", "LEONTIEF, 0"})
    void solve_anyBatchSize_sameBytesPerRow(Utility family, double rho) {
        Preferences preferences = Preferences.uniform(3, 4, family, rho);
        int cells = 12;
        int rows = 300;
        double[] weights = draws(rows * cells, 1, 1); // [B, N, L]
        double[] owned = draws(rows * cells, 1, 2); // [B, N, L]
        Equilibria all = Equilibria.allocate(rows, 3, 4);
        FusedEquilibriumKernel kernel = new FusedEquilibriumKernel(preferences);
        kernel.solve(rows, weights, owned, all);
        for (int row : new int[] {0, 1, 127, 128, 255, 299}) {
            Equilibria one = Equilibria.allocate(1, 3, 4);
            double[] w = Arrays.copyOfRange(weights, row * cells, (row + 1) * cells); // [N, L]
            double[] e = Arrays.copyOfRange(owned, row * cells, (row + 1) * cells); // [N, L]
            new FusedEquilibriumKernel(preferences).solve(1, w, e, one);
            assertArrayEquals(Arrays.copyOfRange(all.prices(), row * 4, row * 4 + 4), one.prices());
            assertArrayEquals(Arrays.copyOfRange(all.allocation(), row * cells, (row + 1) * cells), one.allocation());
            assertEquals(all.iterations()[row], one.iterations()[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({"COBB_DOUGLAS, 0", "ADDITIVE_CES, 0.5", "CES, 0.95", "CES, -1", "LINEAR, 0"})
    void solve_thirtyTwoByThirtyTwo_isCertified(Utility family, double rho) {
        Preferences preferences = Preferences.uniform(32, 32, family, rho);
        double[] weights = draws(20 * 32 * 32, 1, 3); // [B, N, L]
        double[] owned = draws(20 * 32 * 32, 1, 4); // [B, N, L]
        Equilibria found = Equilibria.allocate(20, 32, 32);
        new FusedEquilibriumKernel(preferences).solve(20, weights, owned, found);
        for (int row = 0; row < 20; row++) {
            assertTrue(found.statusOf(row).certified(), "row " + row + ": " + found.statusOf(row));
        }
        assertTrue(Equilibria.worst(found.clearing()) <= 1e-9);
    }

    @Test
    void solve_flawedRows_areNamedAndLeaveTheirNeighboursAlone() {
        double[] weights = {
            1, 1, 1, 1, //
            1, 1, 1, 1, //
            0, 0, 1, 1, //
            1, Double.NaN, 1, 1, //
            1, 1, 1, 1, //
            1, 2, 3, 4
        }; // [B, N, L]
        double[] owned = {
            1, 0, 0, 1, //
            0, 0, 1, 1, //
            1, 0, 0, 1, //
            1, 0, 0, 1, //
            1, 0, 1, 0, //
            1, 0, 0, 1
        }; // [B, N, L]
        Equilibria found = Equilibria.allocate(6, 2, 2);
        new FusedEquilibriumKernel(Preferences.uniform(2, 2, Utility.CES, .5)).solve(6, weights, owned, found);
        Status[] expected = {
            Status.CONVERGED,
            Status.ZERO_ENDOWMENT,
            Status.NO_WANTS,
            Status.INVALID_INPUT,
            Status.ZERO_SUPPLY,
            Status.CONVERGED
        }; // [B]
        for (int row = 0; row < 6; row++) {
            assertEquals(expected[row], found.statusOf(row), "row " + row);
        }
        assertFalse(Status.ZERO_ENDOWMENT.certified());
        assertEquals(0, found.allocation()[4], "an agent without endowment consumes nothing");
    }

    /** A bound that held only at the optimum would certify anything: it must stay above the true gap elsewhere. */
    @ParameterizedTest
    @CsvSource({"COBB_DOUGLAS, 0", "ADDITIVE_CES, 0.5", "ADDITIVE_CES, 0.8", "CES, -2", "LINEAR, 0", "LEONTIEF, 0"})
    void demandGap_anyBundle_boundsTheTrueGap(Utility family, double rho) {
        Preferences preferences = Preferences.uniform(1, 3, family, rho);
        Certificate certificate = new Certificate(preferences);
        Demand demand = new Demand(preferences);
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 1000; trial++) {
            double[] weights = draws(3, 1, random.nextLong()); // [L]
            double[] owned = draws(3, 1, random.nextLong()); // [L]
            double[] prices = draws(3, 1, random.nextLong()); // [L]
            double[] bundle = draws(3, 1, random.nextLong()); // [L]
            double income = prices[0] * owned[0] + prices[1] * owned[1] + prices[2] * owned[2];
            double cost = prices[0] * bundle[0] + prices[1] * bundle[1] + prices[2] * bundle[2];
            for (int j = 0; j < 3; j++) {
                bundle[j] *= income / cost;
            }
            double v = demand.indirect(0, weights, 0, prices, 0, income);
            double u = demand.utility(0, weights, 0, bundle, 0);
            double bound = certificate.demandGap(weights, 0, owned, bundle, 0, prices, 0);
            assertTrue(bound >= (v - u) / v - 1e-12, "bound " + bound + ", gap " + (v - u) / v);
        }
    }

    @Test
    void run_iterationLimit_isNeverCalledConverged() {
        Preferences preferences = Preferences.uniform(3, 3, Utility.CES, .5);
        Tatonnement process = new Tatonnement(preferences, Case.G, Case.G_OWNED, new double[] {.6, .2, .2}, 0.5);
        assertEquals(Status.ITERATION_CAP, process.run(4, 1e-12));
    }

    @Test
    void preferences_rhoOutOfRange_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Preferences.uniform(2, 2, Utility.CES, 0));
        assertThrows(IllegalArgumentException.class, () -> Preferences.uniform(2, 2, Utility.ADDITIVE_CES, -1));
    }

    /** Undamped proportional response cycles in prices; the lazy one arrives (specification 3.3). */
    @Test
    void proportionalResponse_lazy_findsTheLinearEquilibrium() {
        double[] weights = {1, 2, 4, 3, 1, 1, 2, 2, 5}; // [N, L]
        double[] owned = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // [N, L]
        ProportionalResponse lazy = new ProportionalResponse(3, 3, weights, owned, 0.25);
        assertEquals(Status.CONVERGED, lazy.run(20_000, 1e-12));
        Certificate certificate = new Certificate(Preferences.uniform(3, 3, Utility.LINEAR, 0));
        assertTrue(certificate.budget(owned, lazy.allocation(), 0, lazy.prices(), 0) < 1e-9);
    }
}
