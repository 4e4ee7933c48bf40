package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.Economy;
import walras.env.Metric;
import walras.env.Solution;
import walras.env.batch.Batch;

final class NewsvendorEnvironmentTest {
    private static Economy economy(Map<String, ?> options) {
        NewsvendorEnvironment environment = new NewsvendorEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /** Invariants 35 and 38 through the oracle's tables. */
    @Test
    void solve_noneAndUniform_matchSpecification() {
        Solution none = economy(Map.of("noise", "none")).solve();
        assertEquals(5, none.table("wholesale_price").scalar(), 1e-6);
        assertEquals(7.5, none.table("retail_price").scalar(), 1e-6);
        assertEquals(2.5, none.table("quantity").scalar(), 1e-6);
        assertEquals(12.5, none.table("leader_profit").scalar(), 1e-9);
        assertEquals(6.25, none.table("follower_profit").scalar(), 1e-6);
        assertEquals(25, none.table("integrated_profit").scalar(), 1e-9);
        Solution uniform = economy(Map.of("noise", "uniform", "noise_std", 1 / Math.sqrt(3)))
                .solve();
        assertEquals(4.32633, uniform.table("wholesale_price").scalar(), 1e-5);
        assertEquals(12.06236, uniform.table("leader_profit").scalar(), 1e-5);
        assertTrue(uniform.certificate().getOrDefault("deviation_gain", 1.0) < 1e-9);
    }

    /** The equilibrium policy earns the equilibrium's profits: exactly as leader, in the mean as follower. */
    @Test
    void equilibriumPolicy_bestResponse_earnsOracle() {
        Economy economy = economy(Map.of("follower", "seat"));
        Batch batch = Batch.of(economy)
                .rows(20_000)
                .policy("leader", "equilibrium", Map.of())
                .policy("follower", "best-response", Map.of())
                .metrics(List.of("leader_regret", "equilibrium_distance"))
                .build();
        batch.reset(null, null);
        batch.step();
        batch.step();
        Solution solution = economy.solve();
        double follower = Arrays.stream(
                        batch.tensors().group("follower").reward().f64())
                .average()
                .orElseThrow();
        assertEquals(
                solution.table("leader_profit").scalar(),
                batch.tensors().group("leader").reward().f64()[5],
                1e-9);
        assertEquals(solution.table("follower_profit").scalar(), follower, .1);
        assertEquals(0, batch.tensors().metric("leader_regret").f64()[7], 1e-9);
        assertEquals(0, batch.tensors().metric("equilibrium_distance").f64()[7], 1e-9);
    }

    /** Every metric by hand, in the unit that it names, from a round's actions, observations and rewards; without noise all is known in closed form. */
    @Test
    void metrics_oneRound_areWhatActionsAndRewardsSay() {
        Economy economy = economy(Map.of("follower", "seat", "noise", "none"));
        Batch batch = Batch.of(economy)
                .metrics(economy.spec().metrics().stream().map(Metric::name).toList())
                .build();
        batch.reset(null, null);
        var leader = batch.tensors().group("leader");
        var follower = batch.tensors().group("follower");
        for (double[] round : new double[][] {{5, 7.5, 2.5}, {2, 6, 3}, {8, 9, .5}, {1, 9.5, 4}, {0, 5, 5}}) {
            double a = round[0];
            double p = round[1];
            double b = round[2];
            leader.actions().get(0).f64()[0] = a;
            batch.step();
            follower.actions().get(0).f64()[0] = p;
            follower.actions().get(1).f64()[0] = b;
            batch.step();
            double demand = leader.observation("last_demand").f64()[0];
            double bestPrice = (10 + a) / 2;
            double bestOrder = 10 - bestPrice;
            double profit = p * Math.min(b, demand) - a * b;
            assertEquals(10 - p, demand, 1e-12);
            assertEquals(a * b, leader.reward().f64()[0], 1e-12);
            assertEquals(profit, follower.reward().f64()[0], 1e-12);
            double[] expected = {
                a, b, p, demand, 12.5 - a * bestOrder, (bestPrice - a) * bestOrder - profit, Math.abs(a - 5)
            }; // [metric]
            assertMetrics(expected, batch);
        }
    }

    private static void assertMetrics(double[] expected, Batch batch) { // [metric]
        List<String> units = List.of(
                "money per unit",
                "units",
                "money per unit",
                "units",
                "money per round",
                "money per round",
                "money per unit");
        List<Metric> metrics = batch.economy().spec().metrics();
        assertEquals(units, metrics.stream().map(Metric::unit).toList());
        for (int k = 0; k < expected.length; k++) {
            String name = metrics.get(k).name();
            assertEquals(expected[k], batch.tensors().metric(name).f64()[0], 1e-6, name);
        }
    }

    /** An inner learner and the same learner on a seat see the same rounds. */
    @Test
    void oful_innerAndSeated_agreeWithoutNoise() {
        Batch inner = Batch.of(economy(Map.of("follower", "oful", "noise", "none")))
                .policy("leader", "equilibrium", Map.of())
                .metrics(List.of("quantity"))
                .build();
        Batch seated = Batch.of(economy(Map.of("follower", "seat", "noise", "none")))
                .policy("leader", "equilibrium", Map.of())
                .policy("follower", "follower-oful", Map.of())
                .metrics(List.of("quantity"))
                .build();
        inner.reset(null, null);
        seated.reset(null, null);
        for (int round = 0; round < 50; round++) {
            inner.step();
            seated.step();
            seated.step();
            assertEquals(
                    inner.tensors().metric("quantity").f64()[0],
                    seated.tensors().metric("quantity").f64()[0],
                    1e-9,
                    "round " + round);
        }
        assertEquals(2.5, inner.tensors().metric("quantity").f64()[0], .5);
    }
}
