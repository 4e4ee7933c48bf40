package walras.env.stackelberg.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Backend;
import walras.env.Economy;
import walras.env.Problem;
import walras.env.batch.Batch;

/** Three and more sellers: display rules, play, learning, and what is refused. */
final class ManySellersTest {
    private static final LogitMarket MARKET = new LogitMarket(new double[] {2, 2.1, 1.9}, 0, .25);
    private static final double[] GRID = MarketTables.grid(1.05, 1.7, 4); // [price]
    private static final MarketTables TABLES = new MarketTables(MARKET, GRID);

    private static Economy economy(Map<String, ?> options) {
        PlatformEnvironment environment = new PlatformEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    private static int profile(int first, int second, int third) {
        return (first * 4 + second) * 4 + third;
    }

    private static int shown(DisplayRule rule, int profile, int previous, int occupant, int action) {
        return new BuyBox(rule, GRID, .3, TABLES.profiles()).displayed(profile, previous, occupant, action);
    }

    @Test
    void displayed_threeSellers_followsRule() {
        assertEquals(7, shown(DisplayRule.NO_INTERVENE, profile(3, 2, 1), 0, 0, 0));
        assertEquals(4, shown(DisplayRule.PDP, profile(3, 2, 1), 0, 0, 0));
        assertEquals(2, shown(DisplayRule.PDP, profile(3, 1, 1), 0, 0, 0));
        assertEquals(0, shown(DisplayRule.BLOCK_EQUAL, profile(2, 2, 2), 0, 0, 0));
        assertEquals(2, shown(DisplayRule.BLOCK_EQUAL, profile(2, 1, 2), 0, 0, 0));
        assertEquals(5, shown(DisplayRule.LEARN_THRESHOLD, profile(1, 3, 2), 0, 0, 2));
        assertEquals(2, shown(DisplayRule.LEARN_BINARY_THRESHOLD, profile(1, 0, 2), 0, 0, 1));
        // The incumbent 2 keeps the box a step above the lowest, loses it two steps above, and when it raises its
        // price.
        assertEquals(4, shown(DisplayRule.DPDP, profile(1, 2, 2), profile(1, 2, 2), 2, 0));
        assertEquals(1, shown(DisplayRule.DPDP, profile(1, 2, 3), profile(1, 2, 3), 2, 0));
        assertEquals(1, shown(DisplayRule.DPDP, profile(1, 2, 2), profile(1, 2, 1), 2, 0));
        assertEquals(2, BuyBox.occupantAfter(4, 0));
        assertEquals(1, BuyBox.occupantAfter(5, 1));
    }

    @Test
    void profiles_baseLevels_firstSellerFirst() {
        Profiles profiles = new Profiles(3, 4);
        assertEquals(64, profiles.count());
        assertEquals(profile(3, 1, 2), profiles.of(new int[] {9, 3, 1, 2}, 1));
        assertEquals(1, profiles.level(profile(3, 1, 2), 1));
        assertEquals(profile(3, 0, 2), profiles.with(profile(3, 1, 2), 1, 0));
    }

    /** What a price is worth at first: the mean over both rivals' prices, by hand. */
    @Test
    void firstValues_threeSellers_areMeans() {
        double open = 0;
        double closed = 0;
        for (int first = 0; first < 4; first++) {
            for (int third = 0; third < 4; third++) {
                int at = profile(first, 1, third);
                open += TABLES.profit(at, 7, 1, .9) / 16;
                int ties = 1 + (first == 1 ? 1 : 0) + (third == 1 ? 1 : 0);
                closed += first >= 1 && third >= 1 ? TABLES.profit(at, 2, 1, .9) / ties / 16 : 0;
            }
        }
        assertEquals(open / .05, new FirstValues(TABLES, false, .95).value(1, 1, .9), 1e-12);
        assertEquals(closed / .05, new FirstValues(TABLES, true, .95).value(1, 1, .9), 1e-12);
    }

    /** A market that is too large to be tabulated has the bits of one that is not. */
    @Test
    void tables_large_agreeWithSmall() {
        LogitMarket market = new LogitMarket(
                new double[] {2, 2, 2, 1, 1, 1}, new int[] {0, 0, 1, 1, 2, 2}, new double[] {.5, .7, 1}, 0, .25);
        MarketTables large = new MarketTables(market, GRID);
        double[] demand = new double[7]; // [seller + 1]
        double[] costs = {0, .1, .2, .3, .4, .5};
        double[] profits = new double[6]; // [seller]
        int profile = large.profiles().of(new int[] {3, 0, 1, 2, 2, 1}, 0);
        double[] prices = {GRID[3], GRID[0], GRID[1], GRID[2], GRID[2], GRID[1]};
        assertEquals(market.clear(prices, 0b101101, demand), large.surplus(profile, 0b101101), 0);
        large.profits(profile, 0b101101, costs, profits, 0);
        for (int i = 0; i < 6; i++) {
            assertEquals((prices[i] - costs[i]) * demand[i], profits[i], 0);
            assertEquals(demand[i], large.demand(profile, 0b101101, i), 0);
        }
    }

    /** Sellers on seats see their own price first and are paid their own profit. */
    @Test
    void seats_threeSellers_payEach() {
        Batch batch = Batch.of(economy(Map.of(
                        "sellers",
                        3L,
                        "qualities",
                        List.of(2.0, 2.1, 1.9),
                        "costs",
                        List.of(1.0, .9, .8),
                        "followers",
                        "seat",
                        "response_steps",
                        0L)))
                .rows(1)
                .metrics(List.of("displayed", "mean_price"))
                .build();
        batch.reset(null, null);
        var leader = batch.tensors().group("leader");
        var sellers = batch.tensors().group("sellers");
        System.arraycopy(new int[] {2, 1, 3}, 0, sellers.actions().get(0).i32(), 0, 3);
        batch.step();
        assertArrayEquals(new int[] {2, 1, 3}, leader.observations().get(0).i32());
        leader.actions().get(0).i32()[0] = 2;
        batch.step();
        double[] costs = {1, .9, .8};
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    TABLES.profit(profile(2, 1, 3), 3, i, costs[i]),
                    sellers.reward().f64()[i],
                    0);
        }
        assertArrayEquals(
                new int[] {2, 1, 3, 1, 2, 3, 3, 2, 1},
                sellers.observations().get(0).i32());
        assertEquals(2, batch.tensors().metric("displayed").f64()[0]);
        assertEquals(
                (GRID[2] + GRID[1] + GRID[3]) / 3,
                batch.tensors().metric("mean_price").f64()[0],
                1e-15);
    }

    /** Nash on the seats earns the market's profit at the nearest grid prices. */
    @Test
    void nashPolicy_ownCosts_postsNearest() {
        Economy economy = economy(Map.of(
                "sellers",
                3L,
                "costs",
                List.of(.7, 1.0, 1.2),
                "price_levels",
                14L,
                "followers",
                "seat",
                "response_steps",
                0L));
        Batch batch = Batch.of(economy)
                .rows(1)
                .policy("sellers", "nash", Map.of())
                .policy("leader", "cap", Map.of("level", 13L))
                .build();
        batch.reset(null, null);
        batch.step();
        double[] nash = economy.solve().table("nash_prices").values(); // [seller]
        double[] grid = MarketTables.grid(1.05, 1.7, 14); // [price]
        int[] posted = batch.tensors().group("leader").observations().get(0).i32();
        for (int i = 0; i < 3; i++) {
            assertTrue(Math.abs(grid[posted[i]] - nash[i]) <= .0251, Arrays.toString(posted));
        }
    }

    /** Three learners of two prices end at the lowest under a cap that hides the other, as two learners do. */
    @Test
    void rule_fixedCap_paysCapSurplus() {
        Batch batch = Batch.of(economy(
                        Map.of("sellers", 3L, "price_levels", 2L, "commitment", "rule", "leader_observation", "none")))
                .rows(4)
                .build();
        batch.reset(null, null);
        batch.step();
        double[] reward = batch.tensors().group("leader").reward().f64(); // [B]
        double expected = new MarketTables(new LogitMarket(new double[] {2, 2, 2}, 0, .25), GRID).surplus(0, 7);
        for (double each : reward) {
            assertEquals(expected, each, 1e-12);
        }
    }

    /** Greedy play of three trained sellers ends in a cycle whose means lie within the grid's. */
    @Test
    void train_threeSellers_reachesCycle() {
        BuyBox box = new BuyBox(DisplayRule.DPDP, GRID, .3, TABLES.profiles());
        SellerTraining training = new SellerTraining(
                TABLES, box, new QSellers.Learning(.25, .95, 1e-3), new double[] {1, 1, 1}, 1000, 30_000);
        GreedyCycle.Outcome cycle = training.train(1, profile -> 0).cycle();
        assertTrue(cycle.surplus() > 0 && cycle.surplus() <= TABLES.surplus(0, 7));
        assertTrue(cycle.price() >= 1.05 && cycle.price() <= 1.7 && cycle.length() >= 1);
    }

    @Test
    void nd4j_threeSellers_agreesWithFused() {
        double[][] paid = new double[2][]; // [backend][B]
        for (Backend backend : Backend.values()) {
            Batch batch = Batch.of(economy(Map.of(
                            "sellers", 3L, "commitment", "rule", "response_steps", 40L, "exploration_decay", .1)))
                    .rows(6)
                    .backend(backend)
                    .policy("leader", "random", Map.of())
                    .build();
            batch.reset(null, null);
            batch.step();
            paid[backend == Backend.FUSED ? 0 : 1] =
                    batch.tensors().group("leader").reward().f64().clone();
        }
        assertArrayEquals(paid[0], paid[1], 0);
    }

    @ParameterizedTest
    @CsvSource({
        "qualities, 2 2, qualities: expected one number per seller",
        "nests, 0 1.5 1, nests: expected whole numbers",
        "dissimilarity, .5 .5, dissimilarity: expected one number per nest",
        "dissimilarity, 0, dissimilarity: expected numbers above 0",
        "price_levels, 32, ''",
        "sellers, 7, sellers",
    })
    void options_unfit_areRefusedByName(String name, String value, String message) {
        List<Double> numbers =
                Arrays.stream(value.split(" ")).map(Double::parseDouble).toList();
        Map<String, Object> options = new HashMap<>(Map.of("sellers", 3L));
        options.put(
                name,
                name.equals("sellers") || name.equals("price_levels")
                        ? numbers.get(0).longValue()
                        : numbers);
        if (message.isEmpty()) {
            assertEquals(
                    32768, economy(options).solve().table("consumer_surplus").values().length);
            options.put("sellers", 4L);
            assertTrue(assertThrows(Problem.class, () -> economy(options))
                    .getMessage()
                    .contains("price_levels: expected at most 16 for 4 sellers (65536 price profiles), got 32"));
            return;
        }
        String got = assertThrows(Problem.class, () -> economy(options)).getMessage();
        assertTrue(got.contains(message), got);
    }

    @Test
    void batch_tooManyTables_isRefused() {
        Economy economy = economy(Map.of("sellers", 6L, "price_levels", 6L));
        Problem problem =
                assertThrows(Problem.class, () -> Batch.of(economy).rows(2000).build());
        assertTrue(problem.getMessage().contains("6 sellers with 6 prices"), problem.getMessage());
    }
}
