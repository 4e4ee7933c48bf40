package walras.env.stackelberg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Metric;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.stackelberg.matrix.MatrixGames;

/** Spec invariants 51, 52 and 54, phase leaks, and what the wrapper's options do. */
class OuterEpisodeTest {
    private static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }

    private static Batch batch(Economy economy, int rows, String policy) {
        BatchBuilder builder = Batch.of(economy).rows(rows).seed(4).autoreset(AutoresetMode.NEXT_STEP);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        if (!policy.isEmpty()) {
            builder.policy("leader", policy, Map.of());
        }
        Batch batch = builder.build();
        batch.reset(null, null);
        return batch;
    }

    /** Plays rows of a matrix game by phase until the episode ends; the rewards. */
    private static List<Double> playRows(Batch batch, IntUnaryOperator rowOfPhase) {
        List<Double> rewards = new ArrayList<>();
        while (batch.tensors().terminated().u8()[0] == 0) {
            int phase = batch.tensors().privileged("phase").i32()[0];
            batch.tensors().group("leader").action("row").i32()[0] = rowOfPhase.applyAsInt(phase);
            batch.step();
            rewards.add(batch.tensors().group("leader").reward().f64()[0]);
        }
        return rewards;
    }

    // Invariant 54.
    @Test
    void episode_oneSweepOfTheCommitmentGame_playsBothColumnsThenTheBest() {
        Batch batch = batch(economy("stackelberg/matrix-v0", Map.of("game", "commitment", "response_steps", 2)), 1, "");
        List<Integer> columns = new ArrayList<>();
        List<Double> rewards = new ArrayList<>();
        while (batch.tensors().terminated().u8()[0] == 0) {
            columns.add(batch.tensors().privileged("joint_action").i32()[0]);
            batch.tensors().group("leader").action("row").i32()[0] = 1;
            batch.step();
            rewards.add(batch.tensors().group("leader").reward().f64()[0]);
        }
        assertEquals(List.of(0, 1, 1), columns);
        assertEquals(List.of(0.0, 0.0, 2 / 3.0), rewards);
    }

    // Section 1.4: budgets are rounded down to whole updates.
    @Test
    void episode_hundredStepsOfThreeColumns_takesNinetyNine() {
        Batch batch = batch(economy("stackelberg/matrix-v0", Map.of("game", "escape")), 1, "");
        assertEquals(100, playRows(batch, phase -> 0).size());
    }

    // The honest value: the sum of an episode's rewards is the commitment's value, whatever the number of reward games.
    @ParameterizedTest
    @CsvSource({"escape,1", "maintain,.6666666666666666", "commitment,.6666666666666666", "game-4,.3333333333333333"})
    void episode_equilibriumLeader_earnsTheEquilibriumValue(String game, double value) {
        Economy economy = economy("stackelberg/matrix-v0", Map.of("game", game, "reward_steps", 5));
        Batch batch = batch(economy, 1, "equilibrium");
        assertEquals(value, returns(batch)[0], 1e-12);
        assertEquals(value, batch.tensors().metric("leader_value").f64()[0], 1e-12);
        assertEquals(0, batch.tensors().metric("distance").f64()[0], 1e-12);
    }

    static Stream<String> games() {
        return MatrixGames.all().keySet().stream();
    }

    // A learner that is left indifferent takes the wrong column: the margin costs less than 2%, and nothing is gained.
    @ParameterizedTest
    @MethodSource("games")
    void episode_mixedEquilibriumLeader_earnsTheValueButForTheMargin(String game) {
        Economy economy = economy("stackelberg/matrix-v0", Map.of("game", game, "commitment", "mixed"));
        double value = economy.solve().table("mixed_leader_value").scalar()
                / economy.solve().certificate().getOrDefault("payoff_scale", Double.NaN);
        double earned = returns(batch(economy, 1, "equilibrium"))[0];
        assertTrue(earned >= .98 * value && earned <= value + 1e-9, "earned " + earned + " of " + value);
    }

    // Against a follower that favours the leader the commitment is the exact one, to the last bit.
    @ParameterizedTest
    @MethodSource("games")
    void episode_mixedEquilibriumAgainstBestResponse_earnsTheExactValue(String game) {
        Map<String, Object> options = Map.of("game", game, "commitment", "mixed", "followers", "best-response");
        Economy economy = economy("stackelberg/matrix-v0", options);
        Batch batch = batch(economy, 1, "equilibrium");
        double value = economy.solve().table("mixed_leader_value").scalar()
                / economy.solve().certificate().getOrDefault("payoff_scale", Double.NaN);
        assertEquals(value, returns(batch)[0], 1e-9);
    }

    private static double[] returns(Batch batch) {
        double[] total = new double[batch.rows()];
        boolean[] over = new boolean[batch.rows()];
        for (int live = batch.rows(); live > 0; ) {
            batch.step();
            for (int row = 0; row < batch.rows(); row++) {
                if (!over[row]) {
                    total[row] += batch.tensors().group("leader").reward().f64()[row];
                    over[row] = batch.tensors().terminated().u8()[row] != 0;
                    live -= over[row] ? 1 : 0;
                }
            }
        }
        return total;
    }

    // Invariant 4 and section 1.3: a leader that changes its row between the phases gains by it only without the hold.
    @Test
    void episode_cheatingLeader_gainsOnlyWithoutTheHold() {
        Map<String, Object> loose = Map.of("game", "commitment", "hold_commitment", false);
        IntUnaryOperator cheat = phase -> phase == 0 ? 1 : 0;
        assertEquals(1, sum(playRows(batch(economy("stackelberg/matrix-v0", loose), 1, ""), cheat)), 1e-12);
        Map<String, Object> held = Map.of("game", "commitment");
        assertEquals(2 / 3.0, sum(playRows(batch(economy("stackelberg/matrix-v0", held), 1, ""), cheat)), 1e-12);
        Map<String, Object> shown = Map.of("game", "commitment", "phase_visible", true);
        assertEquals(1, sum(playRows(batch(economy("stackelberg/matrix-v0", shown), 1, ""), cheat)), 1e-12);
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    // Invariant 51: a leader that never sells makes the longest episode.
    @ParameterizedTest
    @CsvSource({"argmax,208", "last-mixed,232"})
    void episode_leaderThatNeverSells_lastsAsLongAsTheSpecSays(String extraction, int steps) {
        Batch batch = batch(economy("stackelberg/price-mechanism-v0", Map.of("extraction", extraction)), 1, "");
        int taken = 0;
        while (batch.tensors().terminated().u8()[0] == 0) {
            batch.tensors().group("leader").action("offer").f64()[2] = 1;
            batch.step();
            taken++;
        }
        assertEquals(steps, taken);
    }

    // Invariant 52.
    @ParameterizedTest
    @ValueSource(strings = {"argmax", "last-mixed", "average", "certified"})
    void episode_firstBuyerForFree_losesTheSpecsWelfare(String extraction) {
        Batch batch = batch(economy("stackelberg/price-mechanism-v0", Map.of("extraction", extraction)), 1, "");
        double total = 0;
        while (batch.tensors().terminated().u8()[0] == 0) {
            batch.tensors().group("leader").action("offer").f64()[0] = 1;
            batch.step();
            total += batch.tensors().group("leader").reward().f64()[0];
        }
        assertEquals(-.08, total, 1e-12);
    }

    // Invariant 52: no response transition pays, for any leader.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "stackelberg/matrix-v0",
                "stackelberg/matrix-design-v0",
                "stackelberg/allocation-v0",
                "stackelberg/price-mechanism-v0"
            })
    void responsePhase_randomLeader_paysNothing(String id) {
        Batch batch = batch(economy(id, Map.of()), 1, "random");
        boolean paid = false;
        while (batch.tensors().terminated().u8()[0] == 0) {
            batch.step();
            double reward = batch.tensors().group("leader").reward().f64()[0];
            boolean response = batch.tensors().metric("phase").f64()[0] == 0;
            assertTrue(!response || reward == 0, "paid " + reward + " in the response phase");
            paid |= reward != 0;
        }
        assertTrue(paid || id.contains("matrix-v0"), "the reward phase must pay");
    }

    // Section 1.4: exact rewards equal the certificate's expectation, for every way to freeze.
    @ParameterizedTest
    @ValueSource(strings = {"argmax", "last-mixed", "average", "certified"})
    void rewardPhase_exact_sumsToTheLeadersValue(String extraction) {
        Economy economy =
                economy("stackelberg/allocation-v0", Map.of("reward_phase", "exact", "extraction", extraction));
        Batch batch = batch(economy, 8, "random");
        double[] returns = returns(batch);
        assertArrayEquals(returns, batch.tensors().metric("leader_value").f64(), 1e-12);
    }

    // Followers forget at the episode's start only: a second cycle begins with what the first one taught.
    @Test
    void cycles_two_carryFollowersOver() {
        Map<String, Object> options = Map.of("game", "maintain", "cycles", 2, "response_steps", 30);
        Batch batch = batch(economy("stackelberg/matrix-v0", options), 1, "equilibrium");
        float[] weights = batch.tensors().privileged("weights").f32();
        assertArrayEquals(new float[] {1, 1, 1}, weights);
        for (int step = 0; step < 31; step++) {
            batch.step();
        }
        assertEquals(0, batch.tensors().privileged("phase").i32()[0]);
        assertTrue(weights[1] < .7, "forgot: " + weights[1]);
        assertEquals(2 * 20 / 30.0, 20 / 30.0 + returns(batch)[0], 1e-12);
    }

    // Every learning rule finds the reply to a fixed row; guards rules that never learn.
    @ParameterizedTest
    @ValueSource(
            strings = {"hedge", "regret-matching", "fictitious-play", "best-response", "exp3", "ucb", "q-learning"})
    void followers_everyRule_findTheReply(String followers) {
        Map<String, Object> options =
                Map.of("game", "maintain", "followers", followers, "response_steps", 3000, "confidence", .1);
        Batch batch = batch(economy("stackelberg/matrix-v0", options), 4, "equilibrium");
        for (double value : returns(batch)) {
            assertEquals(20 / 30.0, value, 1e-12);
        }
        for (double gap : batch.tensors().metric("bcce_gap").f64()) {
            assertEquals(0, gap, 1e-12);
        }
    }

    // Sampled sweeps reach the same reply, and count two sub-games per follower and update.
    @Test
    void sweep_sampled_implementsTheDesign() {
        Map<String, Object> options = Map.of("sweep", "sampled", "response_steps", 400);
        Batch batch = batch(economy("stackelberg/matrix-design-v0", options), 8, "equilibrium");
        for (double value : returns(batch)) {
            assertEquals(10 / 6.0, value, 1e-12);
        }
    }

    // The repeated dilemma against the best table: invariant 4's 16, in units of the largest payoff.
    @Test
    void rounds_fiveOfTheDilemma_earnTheOraclesValue() {
        Map<String, Object> options =
                Map.of("game", "prisoners-dilemma", "rounds", 5, "followers", "best-response", "reward_unit", "raw");
        Batch batch = batch(economy("stackelberg/matrix-v0", options), 1, "equilibrium");
        assertEquals(16, returns(batch)[0], 1e-12);
    }

    // Same rows at B = 1, 7 and 1024, in the middle of a response phase and after it.
    @Test
    void seeds_everyBatchSize_giveTheSameReturns() {
        Economy economy = economy("stackelberg/price-mechanism-v0", Map.of("response_steps", 60));
        double[] wide = returns(batch(economy, 1024, "random"));
        double[] narrow = returns(batch(economy, 7, "random"));
        assertArrayEquals(narrow, java.util.Arrays.copyOf(wide, 7), 0);
        assertEquals(wide[0], returns(batch(economy, 1, "random"))[0]);
    }

    // Section 3.3: an optimal mechanism for PI loses nothing in 200 of 200 seeds; and for three types, better than any
    // without messages.
    @ParameterizedTest
    @ValueSource(strings = {"pi", "uniform"})
    void equilibriumLeader_priceMechanism_losesNothing(String setting) {
        Batch batch = batch(economy("stackelberg/price-mechanism-v0", Map.of("setting", setting)), 200, "equilibrium");
        for (double value : returns(batch)) {
            assertEquals(0, value, 1e-12);
        }
    }
}
