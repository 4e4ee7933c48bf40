package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The best trades that clear the market within budgets: against what can be known without the method. */
class FeasibleTradesTest {
    private static double[] draws(int count, double skew, SplittableRandom random) { // [count]
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = Math.exp(skew * random.nextGaussian());
        }
        return values;
    }

    private static double welfare(Preferences preferences, double[] weights /* [N, L] */, double[] x /* [N, L] */) {
        Demand demand = new Demand(preferences);
        double sum = 0;
        for (int i = 0; i < preferences.agents(); i++) {
            sum += demand.utility(i, weights, i * preferences.goods(), x, i * preferences.goods());
        }
        return sum;
    }

    /** Constraints hold, and no step towards another feasible allocation is an improvement. */
    @ParameterizedTest
    @EnumSource(
            value = Utility.class,
            names = {"COBB_DOUGLAS", "CES", "ADDITIVE_CES", "LINEAR"})
    void welfare_randomEconomies_isFeasibleAndNoNeighbourIsBetter(Utility family) {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 200; trial++) {
            int n = 1 + random.nextInt(6);
            int l = 1 + random.nextInt(6);
            double rho = family == Utility.CES ? -3 * random.nextDouble() - 0.05 : 0.05 + 0.9 * random.nextDouble();
            Preferences preferences = Preferences.uniform(n, l, family, rho);
            double[] weights = draws(n * l, 1, random); // [N, L]
            double[] owned = draws(n * l, 1, random); // [N, L]
            double[] prices = draws(l, 1, random); // [L]
            FeasibleTrades trades = new FeasibleTrades(preferences);
            double best = trades.welfare(weights, owned, 0, prices, 0);
            double[] x = trades.allocation().clone(); // [N, L]
            Certificate certificate = new Certificate(preferences);
            assertTrue(certificate.clearing(owned, x, 0, prices, 0) < 1e-9);
            assertTrue(certificate.budget(owned, x, 0, prices, 0) < 1e-9);
            assertEquals(best, welfare(preferences, weights, x), 1e-9 * best);
            assertTrue(best >= welfare(preferences, weights, owned) * (1 - 1e-9), "autarky is feasible");
            swap(preferences, weights, prices, x, best, random);
        }
    }

    /** Two agents swap equal values of two goods, as far as they have them. */
    private static void swap(
            Preferences preferences,
            double[] weights /* [N, L] */,
            double[] prices /* [L] */,
            double[] x /* [N, L] */,
            double best,
            SplittableRandom random) {
        int l = preferences.goods();
        for (int k = 0; k < 20; k++) {
            int a = random.nextInt(preferences.agents()) * l;
            int b = random.nextInt(preferences.agents()) * l;
            int give = random.nextInt(l);
            int take = random.nextInt(l);
            double value = random.nextDouble() * Math.min(x[a + give] * prices[give], x[b + take] * prices[take]);
            double[] other = x.clone(); // [N, L]
            other[a + give] -= value / prices[give];
            other[b + give] += value / prices[give];
            other[b + take] -= value / prices[take];
            other[a + take] += value / prices[take];
            assertTrue(welfare(preferences, weights, other) <= best + 2e-9 * (1 + best));
        }
    }

    /** A linear program small enough to see: agent 0 wants good 0 only, agent 1 good 1 only, each owns what the other wants. */
    @Test
    void welfare_linearSwap_isTheProgramsOptimum() {
        FeasibleTrades trades = new FeasibleTrades(Preferences.uniform(2, 2, Utility.LINEAR, 0));
        double[] weights = {1, 0, 0, 1}; // [N, L]
        double[] owned = {0, 1, 1, 0}; // [N, L]
        assertEquals(2, trades.welfare(weights, owned, 0, new double[] {.5, .5}, 0), 1e-9);
        double poor = trades.welfare(weights, owned, 0, new double[] {.8, .2}, 0);
        assertEquals(.25 + 1, poor, 1e-9, "agent 0 affords a quarter of good 0, and agent 1 all of good 1");
    }

    /** At equilibrium prices every agent has its best bundle, so no feasible trade is better. */
    @Test
    void welfare_atEquilibriumPrices_isTheEquilibriumsOwn() {
        SplittableRandom random = new SplittableRandom(6);
        Preferences preferences = Preferences.uniform(4, 3, Utility.ADDITIVE_CES, 0.5);
        double[] weights = draws(12, 1, random); // [N, L]
        double[] owned = draws(12, 1, random); // [N, L]
        Equilibria found = Equilibria.allocate(1, 4, 3);
        new FusedEquilibriumKernel(preferences).solve(1, weights, owned, found);
        double best = new FeasibleTrades(preferences).welfare(weights, owned, 0, found.prices(), 0);
        assertEquals(welfare(preferences, weights, found.allocation()), best, 1e-8);
    }

    @Test
    void construct_leontief_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new FeasibleTrades(Preferences.uniform(2, 2, Utility.LEONTIEF, 0)));
    }
}
