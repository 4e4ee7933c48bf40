package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** What learning bidders learn, in worlds whose optimum is known. */
final class LearningSocietiesTest {
    private static final int ROWS = 4;

    private static Batch batch(String id, Map<String, ?> options, String policy, Map<String, ?> policyOptions) {
        Environment environment = Registry.discover().find("auction/" + id + "-v0");
        Economy economy = environment.economy(environment.options().resolve(options));
        Batch batch = Batch.of(economy)
                .rows(ROWS)
                .seed(5)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(List.of("environment_reward"))
                .policy("bidders", policy, policyOptions)
                .build();
        batch.reset(null, null);
        return batch;
    }

    /** Mean reward per decision. */
    private static double play(Batch batch, int steps) {
        double earned = 0;
        for (int step = 0; step < steps; step++) {
            batch.step();
            for (double reward : batch.tensors().metric("environment_reward").f64()) {
                earned += reward;
            }
        }
        return earned / steps / ROWS;
    }

    private static Map<String, Object> duality(int copies) {
        Map<String, Object> options = new HashMap<>();
        options.put("copies", copies);
        options.put("discount", 0.9);
        options.put("bid_max", 6.0);
        options.put("tie_rule", "random");
        return options;
    }

    /** The published failure and its remedy: alone, primitive 1 keeps the state that it should sell (0.32 a step); with clones it sells (0.5). */
    @ParameterizedTest
    @CsvSource({"1, 0.32", "2, 0.5"})
    void beta_duality_isTrappedWithoutClonesOnly(int copies, double expected) {
        Batch batch = batch("duality", duality(copies), "beta", Map.of());
        play(batch, 80_000);
        assertEquals(expected, play(batch, 2_000), 0.02 * expected);
    }

    /** The chain's action gaps are a hundredth of its values, and the drawn bids must still order them. */
    @Test
    void beta_clonedChain_walksStraightToTheGoal() {
        Batch batch = batch("chain", Map.of("tie_rule", "random"), "beta", Map.of());
        play(batch, 40_000);
        // Five steps to the goal that pays 0.8.
        assertEquals(0.8 / 5, play(batch, 4_000), 0.15 / 5);
    }

    @ParameterizedTest
    @CsvSource({
        "outbid, bandit",
        "uniform, bandit",
        "thompson, bandit",
        "outbid, chain",
        "uniform, chain",
        "thompson, chain",
        "absence, bandit",
        "absence, chain"
    })
    void valueLearning_anyExploration_findsTheOptimum(String exploration, String world) {
        Map<String, Object> policy = new HashMap<>();
        policy.put("exploration", exploration);
        policy.put("epsilon", exploration.equals("uniform") ? 0.05 : 0.2);
        policy.put("explore_steps", 6_000);
        Batch batch = batch(world, Map.of("tie_rule", "random"), "value-learning", policy);
        play(batch, 9_000);
        assertEquals(world.equals("chain") ? 0.8 / 5 : 0.8, play(batch, 1_000), 1e-9);
    }

    /** A draw must spread as it was told, and narrow with the root of the sales that an estimate rests on. */
    @Test
    void thompson_bids_narrowWithSales() {
        Map<String, Object> policy = Map.of("exploration", "thompson", "thompson_std", 0.1, "initial_bid", 0.5);
        Batch batch = batch("bandit", Map.of(), "value-learning", policy);
        double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [B, m]
        batch.step();
        double spread = 0;
        for (double bid : bids) {
            spread += (bid - 0.5) * (bid - 0.5) / bids.length;
        }
        assertEquals(0.1, Math.sqrt(spread), 0.04);
        play(batch, 5_000);
        double late = 0;
        for (int row = 0; row < ROWS; row++) {
            // Both copies of the best primitive, which makes nearly all sales.
            late = Math.max(late, Math.abs(bids[row * 8 + 3] - 0.8));
            late = Math.max(late, Math.abs(bids[row * 8 + 7] - 0.8));
        }
        assertTrue(late < 0.02, "off by " + late);
    }

    /** What bidders without shared weights know differs; copies that share are one learner. */
    @ParameterizedTest
    @CsvSource({"beta, true, 2", "beta, false, 4", "value-learning, true, 2", "value-learning, false, 4"})
    void weights_sharing_decidesHowManyLearn(String policy, boolean sharing, int learners) {
        Batch batch = batch("chain", Map.of(), policy, Map.of("sharing", sharing));
        Map<String, Integer> lengths = new LinkedHashMap<>();
        batch.weights("bidders", new DoublesVisitor(lengths));
        // Seven observable states, the unused one of the published world included.
        int states = batch.economy().solve().table("v_star").values().length;
        lengths.forEach((name, length) -> assertEquals(ROWS * states * learners, length, name));
        assertTrue(!lengths.isEmpty());
    }

    /** Exact copies have one voice: what copy 0 draws is what all of them learn from. */
    @Test
    void beta_exactCopies_bidAlike() {
        Batch batch = batch("chain", Map.of("clone_sampling", "exact"), "beta", Map.of());
        double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [B, m]
        for (int step = 0; step < 300; step++) {
            batch.step();
            assertEquals(bids[0], bids[2]);
            assertEquals(bids[1], bids[3]);
        }
    }

    private record DoublesVisitor(Map<String, Integer> lengths) implements walras.env.StateVisitor {
        @Override
        public void bytes(String name, byte[] values) {
            lengths.put(name, -1);
        }

        @Override
        public void ints(String name, int[] values) {
            lengths.put(name, -1);
        }

        @Override
        public void longs(String name, long[] values) {
            lengths.put(name, -1);
        }

        @Override
        public void floats(String name, float[] values) {
            lengths.put(name, -1);
        }

        @Override
        public void doubles(String name, double[] values) {
            lengths.put(name, values.length);
        }
    }
}
