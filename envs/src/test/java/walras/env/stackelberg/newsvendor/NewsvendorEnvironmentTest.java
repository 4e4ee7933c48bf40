package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.Economy;
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
