package walras.env.stackelberg.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Training to convergence, and the deviation panel against a pair whose play is known. */
final class CollusionStudyTest {
    private static final double[] GRID = MarketTables.grid(1.05, 1.7, 4);
    private static final MarketTables TABLES = new MarketTables(new LogitMarket(new double[] {2, 2}, 0, .25), GRID);
    private static final double[] COSTS = {1, 1};

    // Sellers that know nothing of the last prices: seller 0 deviates to the best response and comes back at once.
    @Test
    void follow_untrainedSellers_deviateForOnePeriod() {
        QSellers sellers = new QSellers(1, TABLES, false, new QSellers.Learning(.25, .95, 1e-4));
        sellers.reset(0, COSTS, 0);
        int greedy = sellers.greedy(0, 0, 0);
        DeviationPath paths = new DeviationPath(
                TABLES, new BuyBox(DisplayRule.NO_INTERVENE, GRID, 0, TABLES.profiles()), profile -> 0, COSTS, sellers);
        DeviationPath.Path kept = paths.follow(5, 0, 10, 3, false);
        DeviationPath.Path left = paths.follow(5, 0, 10, 3, true);
        double price = GRID[greedy];
        assertArrayEquals(new double[] {price, price, price}, kept.own(), 1e-12);
        assertArrayEquals(kept.rival(), left.rival(), 1e-12);
        assertArrayEquals(new double[] {price, price}, new double[] {left.own()[1], left.own()[2]}, 1e-12);
        double best = 0;
        for (int level = 0; level < 4; level++) {
            best = Math.max(best, TABLES.profit(level * 4 + greedy, 3, 0, 1));
        }
        assertEquals(best, left.profit()[0], 1e-12);
        assertTrue(left.profit()[0] >= kept.profit()[0]);
    }

    // Spec invariant 30 for one seed: collusion, and training that ends by itself.
    @Test
    void train_publishedRates_convergesAboveNash() {
        CollusionStudy.Pair pair = new CollusionStudy().train(.25, 1e-4, 10_000_000, 1);
        assertTrue(pair.converged());
        assertTrue(pair.index() > .2 && pair.index() < 1, "index " + pair.index());
        assertEquals(1 + CollusionStudy.TRACKED, pair.rivalPrice().length);
    }
}
