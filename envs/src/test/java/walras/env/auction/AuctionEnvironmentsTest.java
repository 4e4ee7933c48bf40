package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;

/** The tabular auction environments as participants meet them. */
final class AuctionEnvironmentsTest {
    private static final double TOLERANCE = 1e-9;

    private static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }

    private static Batch batch(String id, Map<String, ?> options, String policy, Map<String, ?> policyOptions) {
        Economy economy = economy(id, options);
        BatchBuilder builder = Batch.of(economy).rows(4).seed(5).autoreset(AutoresetMode.DISABLED);
        String group = economy.spec().groups().get(0).name();
        builder.metrics(
                economy.spec().metrics().stream().map(metric -> metric.name()).toList());
        Batch batch = builder.policy(group, policy, policyOptions).build();
        batch.reset(null, null);
        return batch;
    }

    /** Specification tests 7 and 8 through the engine: a solitary credit-conserving society, settled by utility. */
    @Test
    void step_truthfulSolitaryChain_paysUtilitiesOneStepLate() {
        Batch batch = batch("auction/chain-v0", Map.of("copies", 1), "truthful", Map.of());
        double[] paid = new double[5]; // [T]
        for (int step = 0; step < 5; step++) {
            batch.step();
            double[] reward = batch.tensors().group("bidders").reward().f64(); // [B, m]
            assertEquals(0, reward[0]);
            paid[step] = reward[1];
        }
        assertArrayEquals(new double[] {0, -0.007607920, 0, 0, 0.01592}, paid, TOLERANCE);
        assertEquals(1, batch.tensors().terminated().u8()[0]);
        assertEquals(0, batch.tensors().truncated().u8()[0]);
    }

    /** Cash flows at once: the first price is lost to the economy, later ones only change hands. */
    @Test
    void step_truthfulClonedChainInCash_conservesCredit() {
        Batch batch = batch("auction/chain-v0", Map.of("settlement", "cash"), "truthful", Map.of());
        for (int step = 0; step < 5; step++) {
            batch.step();
            double[] reward = batch.tensors().group("bidders").reward().f64(); // [B, m]
            double sum = Arrays.stream(reward, 0, 4).sum();
            double found = batch.tensors().metric("environment_reward").f64()[0];
            assertEquals(step == 0 ? -0.768476808 : found, sum, TOLERANCE);
            assertEquals(0, batch.tensors().metric("credit_created").f64()[0], TOLERANCE);
            assertEquals(0, batch.tensors().metric("regret").f64()[0], TOLERANCE);
            assertEquals(1, batch.tensors().metric("winner").f64()[0]);
            assertEquals(0, batch.tensors().metric("bid_distance").f64()[3], TOLERANCE);
        }
    }

    /** Where copies are exact only copy 0 is heard: what the others say is off by nothing, whatever it is. */
    @Test
    void bidDistance_exactClones_measuresBidsThatCount() {
        Economy economy = economy("auction/bandit-v0", Map.of("clone_sampling", "exact"));
        Batch batch = Batch.of(economy).rows(1).metrics(List.of("bid_distance")).build();
        batch.reset(null, null);
        double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [1, 8]
        System.arraycopy(new double[] {0.2, 0.4, 0.6, 0.7, 1, 1, 1, 1}, 0, bids, 0, 8);
        batch.step();
        assertArrayEquals(
                new double[] {0, 0, 0, 0.1, 0, 0, 0, 0.1},
                batch.tensors().metric("bid_distance").f64(),
                TOLERANCE);
    }

    /** A horizon truncates and never terminates; with a last auction the episode is one step longer. */
    @ParameterizedTest
    @CsvSource({"zero, 10", "auction, 11"})
    void step_duality_isCutAtTheHorizon(String truncation, int steps) {
        Batch batch = batch("auction/duality-v0", Map.of("truncation", truncation), "truthful", Map.of());
        double found = 0;
        for (int step = 1; step <= steps; step++) {
            batch.step();
            assertEquals(0, batch.tensors().terminated().u8()[0]);
            assertEquals(step == steps ? 1 : 0, batch.tensors().truncated().u8()[0]);
            found += batch.tensors().metric("environment_reward").f64()[0];
        }
        assertEquals(5.0, found, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"auction/bandit-v0, 0.8", "auction/chain-v0, 0.8", "auction/duality-v0, 5.0"})
    void plannerOptimal_playsTheOptimum(String id, double optimum) {
        Batch batch = batch(id, Map.of("control", "planner", "observation", "one-hot"), "planner-optimal", Map.of());
        double sum = 0;
        for (boolean over = false; !over; ) {
            batch.step();
            sum += batch.tensors().group("planner").reward().f64()[0];
            over = (batch.tensors().terminated().u8()[0]
                            | batch.tensors().truncated().u8()[0])
                    != 0;
        }
        assertEquals(optimum, sum, TOLERANCE);
        Solution solution = economy(id, Map.of("control", "planner")).solve();
        assertEquals(optimum, solution.table("optimal_return").scalar(), TOLERANCE);
    }

    /** Specification test 27: two copies of every primitive, and a canvas for each of 60,000 images in 8 variants. */
    @ParameterizedTest
    @CsvSource({"bandit, 8", "chain, 4", "duality, 4", "two-rooms, 6", "mental-rotation, 12"})
    void spec_publishedWorlds_haveThePublishedBidders(String world, int bidders) {
        Economy economy = economy("auction/" + world + "-v0", Map.of());
        assertEquals(bidders, economy.spec().group("bidders").agents());
        long canvases = 60_000L * MentalRotationWarp.VARIANTS;
        assertEquals(480_000, canvases);
        assertEquals(7.32, canvases * MentalRotationWarp.PIXELS * Float.BYTES / 0x1p30, 0.005);
    }

    /** Specification section 4.1, equivalence: cloned societies learn the optimal values, and what a horizon cuts misleads nobody. */
    @ParameterizedTest
    @CsvSource({
        "auction/bandit-v0, credit-conserving-vickrey",
        "auction/chain-v0, credit-conserving-vickrey",
        "auction/chain-v0, vickrey",
    })
    void valueLearning_clonedSociety_bidsOptimalValues(String id, String mechanism) {
        Map<String, Object> exploring = Map.of("epsilon", 0.5, "learning_rate", 0.5);
        Economy economy = economy(id, Map.of("mechanism", mechanism));
        Batch batch = Batch.of(economy)
                .rows(2)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy("bidders", "value-learning", exploring)
                .metrics(List.of("bid_distance"))
                .build();
        batch.reset(null, null);
        double off = 1;
        for (int step = 0; step < 4000; step++) {
            batch.step();
            double[] distance = batch.tensors().metric("bid_distance").f64(); // [B, m]
            // Of four bidders in a row only the explorer may be off.
            double[] sorted =
                    Arrays.stream(distance, 0, distance.length / 2).sorted().toArray();
            off = step < 3900 ? 1 : Math.min(off, sorted[sorted.length - 2]);
        }
        assertEquals(0, off, 1e-3, mechanism);
    }

    /** Sitting out: between two and all bidders stay, and every number occurs. */
    @Test
    void dropout_manyEpisodes_leavesTwoOrMore() {
        Batch batch = Batch.of(economy("auction/bandit-v0", Map.of("dropout", true)))
                .rows(256)
                .policy("bidders", "random", Map.of())
                .build();
        batch.reset(null, null);
        int[] counts = new int[9]; // [bidders present]
        byte[] active = batch.tensors().group("bidders").active().u8(); // [B, m]
        for (int row = 0; row < 256; row++) {
            int present = 0;
            for (int i = 0; i < 8; i++) {
                present += active[row * 8 + i];
            }
            counts[present]++;
        }
        assertEquals(0, counts[0] + counts[1]);
        for (int present = 2; present <= 8; present++) {
            assertTrue(counts[present] > 10, present + " bidders in " + counts[present] + " of 256 rows");
        }
        batch.step();
        for (int row = 0; row < 256; row++) {
            int winner = (int) batch.tensors().metric("winner").f64()[row];
            assertEquals(1, active[row * 8 + winner], "an absent bidder won row " + row);
        }
    }

    /** One-hot observations say the same as indices; one agent's vector must not spill into the next one's. */
    @Test
    void observe_oneHot_hasOneOnePerAgent() {
        Batch batch = batch("auction/chain-v0", Map.of("observation", "one-hot"), "truthful", Map.of());
        batch.step();
        float[] shown = batch.tensors().group("bidders").observation("state").f32(); // [B, m, S]
        for (int at = 0; at < shown.length; at++) {
            assertEquals(at % 6 == 1 ? 1 : 0, shown[at]);
        }
    }

    /** A world given as probabilities that are all certain is the world given as states. */
    @Test
    void tabular_probabilitiesOrStates_sameValues() {
        List<?> states = List.of(List.of(0, 1), List.of(1, 0));
        List<?> chances = List.of(List.of(List.of(1, 0), List.of(0, 1)), List.of(List.of(0, 1), List.of(1, 0)));
        List<?> rewards = List.of(List.of(0.1, 0), List.of(0, 0.5));
        Solution one = economy("auction/tabular-v0", Map.of("transitions", states, "rewards", rewards))
                .solve();
        Solution two = economy("auction/tabular-v0", Map.of("transitions", chances, "rewards", rewards))
                .solve();
        assertArrayEquals(one.table("q_star").values(), two.table("q_star").values(), 0);
        assertArrayEquals(
                one.table("value_bids").values(), two.table("value_bids").values(), 0);
    }

    static List<Map<String, ?>> brokenWorlds() {
        List<?> two = List.of(List.of(0, 1), List.of(1, 0));
        return List.of(
                Map.of("transitions", List.of(List.of(0, 7), List.of(1, 0)), "rewards", two, "terminal", List.of(1)),
                Map.of("transitions", two),
                Map.of("transitions", two, "rewards", two, "terminal", List.of(2)),
                Map.of("transitions", two, "rewards", two, "start", 1.5),
                Map.of("transitions", two, "rewards", two, "start", List.of(0.5, 0.4)),
                Map.of("transitions", List.of(List.of(List.of(0.5, 0.6)), List.of(List.of(1, 0)))),
                Map.of("transitions", List.of(List.of(List.of(1, 0, 0)), List.of(List.of(1, 0, 0)))));
    }

    @ParameterizedTest
    @MethodSource("brokenWorlds")
    void tabular_brokenWorld_namesTheOption(Map<String, ?> options) {
        Problem problem = assertThrows(Problem.class, () -> economy("auction/tabular-v0", options));
        assertEquals("BAD_OPTION", problem.reason());
        assertTrue(String.valueOf(problem.getMessage()).startsWith("option "), problem.getMessage());
    }

    /** Undiscounted values of an endless world do not exist: said when the session is made, not when somebody first asks. */
    @Test
    void economy_undiscountedEndlessWorld_namesTheDiscount() {
        Problem problem = assertThrows(Problem.class, () -> economy("auction/duality-v0", Map.of("discount", 1)));
        assertTrue(problem.where().contains("discount"), problem.getMessage());
    }
}
