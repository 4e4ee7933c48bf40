package walras.env.stackelberg.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Invariants 25, 26 and 28 of the stackelberg specification. */
final class LogitMarketTest {
    private static final LogitMarket MARKET = new LogitMarket(new double[] {2, 2}, 0, .25);
    private static final double[] COSTS = {1, 1}; // [seller]
    private static final MarketTables TABLES = new MarketTables(MARKET, MarketTables.grid(1.05, 1.7, 4));

    private static double profit(double price) {
        double[] demand = new double[3]; // [seller + 1]
        MARKET.clear(new double[] {price, price}, 3, demand);
        return (price - 1) * demand[0];
    }

    private static double surplus(double price, int displayed) {
        return MARKET.clear(new double[] {price, price}, displayed, new double[3]);
    }

    @Test
    void nashAndMonopoly_twoSellers_matchSpecification() {
        double nash = NashPrices.of(MARKET, COSTS).prices()[0];
        double monopoly = 1 + new BestPrices(MARKET, COSTS).jointMarkup();
        assertEquals(1.4729266600, nash, 1e-10);
        assertEquals(1.9249809191, monopoly, 1e-10);
        assertEquals(.2229266600, profit(nash), 1e-10);
        assertEquals(.3374904595, profit(monopoly), 1e-10);
        assertEquals(.7150977, surplus(nash, 3), 1e-7);
        assertEquals(.3270780, surplus(monopoly, 3), 1e-7);
        assertEquals(1.1755658, surplus(1, 3), 1e-7);
        assertEquals(0, surplus(1, BuyBox.NOBODY), 1e-15);
    }

    /** Heterogeneous costs: each price is a best reply on a fine grid, and joint profit has no better common markup. */
    @Test
    void nashPrices_differentCosts_areMutualBestReplies() {
        double[] costs = {.9, 1.2}; // [seller]
        double[] prices = NashPrices.of(MARKET, costs).prices(); // [seller]
        double[] demand = new double[3]; // [seller + 1]
        for (int seller = 0; seller < 2; seller++) {
            MARKET.clear(prices, 3, demand);
            double own = (prices[seller] - costs[seller]) * demand[seller];
            for (double p = 1; p < 2.5; p += .001) {
                double[] deviation = prices.clone(); // [seller]
                deviation[seller] = p;
                MARKET.clear(deviation, 3, demand);
                assertTrue((p - costs[seller]) * demand[seller] <= own + 1e-12);
            }
        }
    }

    @Test
    void profit_grid_matchesSpecification() {
        double[][] expected = {
            {.024723, .034657, .041699, .045594},
            {.077696, .129877, .180966, .216817},
            {.071224, .137876, .227279, .312441},
            {.047410, .100565, .190209, .304190},
        };
        for (int own = 0; own < 4; own++) {
            for (int rival = 0; rival < 4; rival++) {
                assertEquals(expected[own][rival], TABLES.profit(own * 4 + rival, 3, 0, 1), 5e-7);
                assertEquals(expected[own][rival], TABLES.profit(rival * 4 + own, 3, 1, 1), 5e-7);
            }
        }
    }

    @Test
    void gridNash_everyCap_matchesSpecification() {
        assertArrayEquals(new int[] {2 * 5}, equilibria(DisplayRule.NO_INTERVENE, 0));
        assertArrayEquals(new int[] {0}, equilibria(DisplayRule.PDP, 0));
        int[] levels = {0, 1, 2, 2}; // [cap]
        double[] surplus = {1.1261, .9132, .7053, .7053}; // [cap]
        for (int cap = 0; cap < 4; cap++) {
            int[] nash = equilibria(DisplayRule.LEARN_THRESHOLD, cap); // [equilibrium]
            assertArrayEquals(new int[] {levels[cap] * 5}, nash);
            assertEquals(surplus[cap], TABLES.surplus(nash[0], 3), 5e-5);
        }
    }

    private static int[] equilibria(DisplayRule rule, int action) {
        BuyBox box = new BuyBox(rule, MarketTables.grid(1.05, 1.7, 4), .3, TABLES.profiles());
        return new GridNash(TABLES, box, COSTS).profiles(action);
    }
}
