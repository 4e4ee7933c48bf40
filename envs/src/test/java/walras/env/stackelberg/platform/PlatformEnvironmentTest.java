package walras.env.stackelberg.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Metric;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

final class PlatformEnvironmentTest {
    private static Economy economy(Map<String, ?> options) {
        PlatformEnvironment environment = new PlatformEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    private static double meanReward(Batch batch, int[] answers) {
        int[] action = batch.tensors().group("leader").actions().get(0).i32(); // [B, 1, answers]
        for (int k = 0; k < action.length; k++) {
            action[k] = answers[k % answers.length];
        }
        batch.reset(null, null);
        batch.step();
        return Arrays.stream(batch.tensors().group("leader").reward().f64())
                .average()
                .orElseThrow();
    }

    private static Batch ruleBatch(Map<String, ?> extra) {
        Map<String, Object> options = new HashMap<>(extra);
        options.put("commitment", "rule");
        return Batch.of(economy(options))
                .rows(16)
                .seed(3)
                .metrics(List.of("consumer_surplus", "mean_price"))
                .build();
    }

    /** Invariants 28 and 30: fixed caps end at the cap in every row, so the return is the surplus there. */
    @Test
    void rule_fixedCaps_payCapSurplus() {
        Batch batch = ruleBatch(Map.of("leader_observation", "none"));
        double[] surplus = {1.1261, .9132, .7053}; // [cap]
        for (int cap = 0; cap < 3; cap++) {
            assertEquals(surplus[cap], meanReward(batch, new int[] {cap}), 5e-4, "cap " + cap);
            assertEquals(1, batch.tensors().terminated().u8()[0]);
        }
    }

    /** A rule that depends on prices is the cap of no observation when it is constant. */
    @Test
    void rule_everybodyAdmitted_sellersCollude() {
        Batch batch = ruleBatch(Map.of("display_rule", "no_intervene", "response_steps", 150_000));
        double surplus = meanReward(batch, new int[] {0});
        assertEquals(.528, surplus, .06);
        assertTrue(batch.tensors().metric("mean_price").f64()[0] > 1.4);
    }

    /** Zero reward while sellers learn, surplus over the reward steps afterwards, then the end. */
    @Test
    void stepwise_tinyEpisode_paysOnlyInRewardPhase() {
        Batch batch = Batch.of(economy(Map.of("response_steps", 5, "reward_steps", 2)))
                .rows(2)
                .seed(1)
                .metrics(List.of("consumer_surplus"))
                .policy("leader", "cap", Map.of("level", 3))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        for (int t = 0; t < 7; t++) {
            assertEquals(
                    t >= 5 ? 1 : 0, batch.tensors().privileged("reward_phase").i32()[1]);
            batch.step();
            double surplus = batch.tensors().metric("consumer_surplus").f64()[1];
            assertEquals(
                    t < 5 ? 0 : surplus / 2,
                    batch.tensors().group("leader").reward().f64()[1],
                    1e-15);
            assertEquals(t == 6 ? 1 : 0, batch.tensors().terminated().u8()[1]);
        }
    }

    /** The wall: in either phase the leader sees the posted prices and nothing else, so nothing of Q or the phase. */
    @Test
    void observation_bothPhases_isPostedPricesAlone() {
        Batch batch = Batch.of(economy(Map.of("response_steps", 20, "reward_steps", 20)))
                .rows(3)
                .metrics(List.of("mean_price"))
                .policy("leader", "random", Map.of())
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        assertEquals(1, batch.tensors().group("leader").observations().size());
        double[] grid = MarketTables.grid(1.05, 1.7, 4); // [price]
        for (int t = 0; t < 40; t++) {
            int[] seen =
                    batch.tensors().group("leader").observations().get(0).i32().clone(); // [B, 1, 2]
            batch.step();
            for (int row = 0; row < 3; row++) {
                double posted = (grid[seen[2 * row]] + grid[seen[2 * row + 1]]) / 2;
                assertEquals(posted, batch.tensors().metric("mean_price").f64()[row], 1e-12);
            }
        }
    }

    /** Sellers on seats: two steps a period; profits and surplus of the posted profile come with the leader's step. */
    @Test
    void seats_onePeriod_alternatesAndPays() {
        Batch batch = Batch.of(economy(Map.of("followers", "seat", "response_steps", 0)))
                .rows(1)
                .metrics(List.of("consumer_surplus"))
                .build();
        batch.reset(null, null);
        var leader = batch.tensors().group("leader");
        var sellers = batch.tensors().group("sellers");
        assertEquals(0, leader.active().u8()[0]);
        sellers.actions().get(0).i32()[0] = 2;
        sellers.actions().get(0).i32()[1] = 1;
        batch.step();
        assertEquals(1, leader.active().u8()[0]);
        assertEquals(0, sellers.active().u8()[0]);
        assertEquals(2, leader.observations().get(0).i32()[0]);
        assertEquals(1, leader.observations().get(0).i32()[1]);
        leader.actions().get(0).i32()[0] = 3;
        batch.step();
        assertEquals(.137876, sellers.reward().f64()[0], 5e-7);
        assertEquals(.180966, sellers.reward().f64()[1], 5e-7);
        assertEquals(1, sellers.observations().get(1).i32()[1]);
        assertEquals(1, sellers.active().u8()[1]);
    }

    /** Every metric by hand, by plain logit, for every cap and every pair of prices. */
    @Test
    void metrics_everyPeriod_areWhatPricesAndRewardsSay() {
        Economy economy = economy(Map.of("followers", "seat", "response_steps", 0, "reward_steps", 64));
        List<Metric> metrics = economy.spec().metrics();
        String paid = "money per buyer";
        assertEquals(
                List.of(paid, paid, "money per unit", paid, "", "sellers"),
                metrics.stream().map(Metric::unit).toList());
        Batch batch = Batch.of(economy)
                .metrics(metrics.stream().map(Metric::name).toList())
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        Solution solution = economy.solve();
        double nash = solution.table("nash_profit").scalar();
        double range = solution.table("monopoly_profit").scalar() - nash;
        double most = .25 * Math.log(1 + 2 * Math.exp((2 - 1.05) / .25));
        for (int period = 0; period < 64; period++) {
            int[] posted = {period / 16, period / 4 % 4}; // [seller]
            int cap = period % 4;
            int[] price = batch.tensors().group("sellers").actions().get(0).i32(); // [B, seller]
            System.arraycopy(posted, 0, price, 0, 2);
            batch.step();
            batch.tensors().group("leader").actions().get(0).i32()[0] = cap;
            batch.step();
            double[] weight = new double[2]; // [seller]
            double all = 1;
            for (int i = 0; i < 2; i++) {
                weight[i] = posted[i] <= cap ? Math.exp((2 - price(posted[i])) / .25) : 0;
                all += weight[i];
            }
            double[] profit = new double[2]; // [seller]
            for (int i = 0; i < 2; i++) {
                profit[i] = (price(posted[i]) - 1) * weight[i] / all;
                assertEquals(
                        profit[i], batch.tensors().group("sellers").reward().f64()[i], 1e-12);
            }
            double surplus = .25 * Math.log(all);
            double mean = (profit[0] + profit[1]) / 2;
            double shown = (posted[0] <= cap ? 1 : 0) + (posted[1] <= cap ? 1 : 0);
            double prices = (price(posted[0]) + price(posted[1])) / 2;
            assertEquals(surplus / 64, batch.tensors().group("leader").reward().f64()[0], 1e-12);
            double[] expected = {surplus, most - surplus, prices, mean, (mean - nash) / range, shown}; // [metric]
            for (int k = 0; k < expected.length; k++) {
                String name = metrics.get(k).name();
                assertEquals(expected[k], batch.tensors().metric(name).f64()[0], 1e-9, name + " in " + period);
            }
        }
    }

    private static double price(int level) {
        return 1.05 + (1.7 - 1.05) * level / 3;
    }

    @Test
    void costs_hidden_differBetweenRowsAndStayPrivileged() {
        Batch batch = Batch.of(economy(Map.of("cost_spread", .2)))
                .rows(4)
                .policy("leader", "cap", Map.of())
                .build();
        batch.reset(null, null);
        double[] costs = batch.tensors().privileged("costs").f64(); // [B, seller]
        assertTrue(Arrays.stream(costs).distinct().count() == 8);
        assertTrue(Arrays.stream(costs).allMatch(c -> c >= .8 && c <= 1.2));
    }

    @Test
    void solve_defaults_matchesSpecification() {
        Solution solution = economy(Map.of()).solve();
        assertEquals(1.4729266600, solution.table("nash_price").scalar(), 1e-10);
        assertEquals(.3374904595, solution.table("monopoly_profit").scalar(), 1e-10);
        assertEquals(.312441, solution.table("profit").values()[2 * 4 + 3], 5e-7);
        assertEquals(1.1261, solution.table("consumer_surplus").values()[0], 5e-5);
        assertEquals(1.266667, solution.table("price_grid").values()[1], 1e-6);
        assertEquals(.7053, solution.table("equilibrium_surplus").values()[3], 5e-5);
        assertTrue(solution.certificate().getOrDefault("nash_residual", 1.0) < 1e-8);
    }

    // Buying may be worth less than nothing where not buying is worth still less.
    @ParameterizedTest
    @CsvSource({"2, 0", "-3, -3", "-24, -2.8", "0, -1", "-50, -50"})
    void solve_anyQualities_equilibriumSurplusIsOfTheGridsEquilibria(double quality, double outside) {
        Solution solution = economy(Map.of(
                        "quality", quality, "outside_quality", outside, "display_rule", "no_intervene", "mu", .25))
                .solve();
        int levels = solution.table("price_grid").values().length;
        double[] profit = solution.table("profit").values(); // [price of seller 0, of seller 1], sellers are alike
        double[] surplus = solution.table("consumer_surplus").values();
        double best = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < levels; a++) {
            for (int b = 0; b < levels; b++) {
                boolean stable = true;
                for (int other = 0; other < levels; other++) {
                    stable = stable
                            && profit[other * levels + b] <= profit[a * levels + b]
                            && profit[other * levels + a] <= profit[b * levels + a];
                }
                best = stable ? Math.max(best, surplus[a * levels + b]) : best;
            }
        }
        double expected = best == Double.NEGATIVE_INFINITY ? 0 : best;
        assertEquals(expected, solution.table("equilibrium_surplus").values()[0]);
        assertTrue(solution.verified(), () -> solution.certificate().toString());
    }
}
