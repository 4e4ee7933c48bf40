package walras.env.stackelberg.bandit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.Economy;
import walras.env.Metric;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

final class BanditEnvironmentTest {
    private static Economy economy(Map<String, ?> options) {
        BanditEnvironment environment = new BanditEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /**
     * Plays to the end of the episode and returns the mean of a metric over the last tenth of the steps that settle.
     */
    private static double late(Batch batch, int steps, int stride, String metric) {
        batch.reset(null, null);
        double sum = 0;
        int count = 0;
        for (int t = 0; t < steps; t++) {
            batch.step();
            if (t >= steps - steps / 10 && t % stride == stride - 1) {
                sum += batch.tensors().metric(metric).f64()[0];
                count++;
            }
        }
        return sum / count;
    }

    /** Invariant 34 through the engine: EXP3 against an inner FBM, and against a seated one. */
    @Test
    void exp3_insideOrSeatedFbm_endsAtManipulation() {
        Batch inside = Batch.of(economy(Map.of("follower", "fbm", "horizon", 50_000)))
                .policy("leader", "exp3", Map.of())
                .metrics(List.of("manipulation_play"))
                .build();
        assertTrue(late(inside, 50_000, 1, "manipulation_play") > .95);
        Batch seated = Batch.of(economy(Map.of("follower", "seat", "horizon", 50_000)))
                .policy("leader", "exp3", Map.of())
                .policy("follower", "fbm", Map.of())
                .metrics(List.of("manipulation_play"))
                .build();
        assertTrue(late(seated, 100_000, 2, "manipulation_play") > .95);
    }

    @Test
    void seats_oneRound_alternatesAndHidesReply() {
        Batch batch = Batch.of(economy(Map.of("follower", "seat", "horizon", 1, "noise", "none")))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        var leader = batch.tensors().group("leader");
        var follower = batch.tensors().group("follower");
        leader.actions().get(0).i32()[0] = 1;
        batch.step();
        assertEquals(1, follower.observations().get(0).i32()[0]);
        assertEquals(0, leader.active().u8()[0]);
        follower.actions().get(0).i32()[0] = 0;
        batch.step();
        assertEquals(.2, leader.reward().f64()[0]);
        assertEquals(1, follower.reward().f64()[0]);
        assertEquals(.2, follower.observation("leader_reward").f64()[0]);
        assertEquals(1, batch.tensors().truncated().u8()[0]);
    }

    /** Every metric by hand for every pair of actions. */
    @Test
    void metrics_everyPair_areWhatMeansAndRewardsSay() {
        double[][] leaderMeans = {{.3, .1}, {.2, .3}}; // [leader action][follower action]
        double[][] followerMeans = {{.1, .05}, {1, .1}};
        Economy economy = economy(Map.of(
                "leader_payoff",
                List.of(List.of(.3, .1), List.of(.2, .3)),
                "follower_payoff",
                List.of(List.of(.1, .05), List.of(1.0, .1)),
                "follower",
                "seat",
                "noise",
                "none"));
        List<Metric> metrics = economy.spec().metrics();
        assertEquals(
                List.of("reward units", "reward units", "reward units", "reward units", "", ""),
                metrics.stream().map(Metric::unit).toList());
        Batch batch = Batch.of(economy)
                .metrics(metrics.stream().map(Metric::name).toList())
                .build();
        batch.reset(null, null);
        for (int pair = 0; pair < 4; pair++) {
            int a = pair / 2;
            int b = pair % 2;
            batch.tensors().group("leader").actions().get(0).i32()[0] = a;
            batch.step();
            batch.tensors().group("follower").actions().get(0).i32()[0] = b;
            batch.step();
            double paid = batch.tensors().group("leader").reward().f64()[0];
            double replied = batch.tensors().group("follower").reward().f64()[0];
            assertEquals(leaderMeans[a][b], paid, 0);
            assertEquals(followerMeans[a][b], replied, 0);
            double best = Math.max(followerMeans[a][0], followerMeans[a][1]);
            double[] expected = {paid, replied, .3 - paid, best - replied, pair == 0 ? 1 : 0, pair == 2 ? 1 : 0};
            for (int k = 0; k < expected.length; k++) {
                String name = metrics.get(k).name();
                assertEquals(expected[k], batch.tensors().metric(name).f64()[0], 1e-15, name + " of pair " + pair);
            }
        }
    }

    @Test
    void solve_ownPayoffs_findsEquilibriumAndManipulation() {
        Solution solution = economy(Map.of(
                        "leader_payoff", List.of(List.of(.3, .1), List.of(.2, .3)),
                        "follower_payoff", List.of(List.of(.1, .05), List.of(1.0, .1))))
                .solve();
        assertEquals(0, solution.table("equilibrium_leader_action").scalar());
        assertEquals(0, solution.table("equilibrium_follower_action").scalar());
        assertEquals(1, solution.table("manipulation_leader_action").scalar());
        assertEquals(0, solution.table("manipulation_follower_action").scalar());
        assertEquals(.3, solution.table("leader_value").scalar());
        assertEquals(.1, solution.table("follower_value").scalar());
        assertEquals(1, solution.table("manipulation_follower_value").scalar());
    }

    @Test
    void options_contradictions_sayWhy() {
        assertThrows(Problem.class, () -> economy(Map.of("information", "limited", "follower", "fmucb")));
        assertThrows(Problem.class, () -> economy(Map.of("leader_payoff", List.of(List.of(.3, .1)))));
    }
}
