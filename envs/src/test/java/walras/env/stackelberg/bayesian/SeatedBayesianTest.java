package walras.env.stackelberg.bayesian;

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
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Followers as participants, and types that learn by Q-learning. */
final class SeatedBayesianTest {
    private static final int ROWS = 4096;

    private static Economy economy(Map<String, ?> options) {
        BayesianEnvironment environment = new BayesianEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /** Turns alternate; the exact commitment against best replies earns what the oracle says, within three standard errors. */
    @ParameterizedTest
    @CsvSource({"1, mixed", "2, mixed", "1, pure", "3, pure"})
    void games_equilibriumAgainstBestReplies_earnTheOracles(int messages, String commitment) {
        Map<String, Object> options = new HashMap<>(Map.of("messages", messages, "commitment", commitment));
        options.put("follower_seat", true);
        options.put("reward_unit", "raw");
        Economy economy = economy(options);
        Batch batch = Batch.of(economy)
                .rows(ROWS)
                .seed(3)
                .autoreset(AutoresetMode.DISABLED)
                .metrics(List.of("follower_regret"))
                .policy("leader", "equilibrium", Map.of())
                .policy("followers", "best-response", Map.of())
                .build();
        batch.reset(null, null);
        for (int step = 0; step < messages; step++) {
            assertEquals(1, batch.tensors().group("leader").active().u8()[7]);
            assertEquals(0, batch.tensors().group("followers").active().u8()[7]);
            assertEquals(
                    step, batch.tensors().group("leader").observation("message").i32()[7]);
            batch.step();
            assertEquals(0, batch.tensors().group("leader").reward().f64()[7]);
        }
        assertEquals(0, batch.tensors().group("leader").active().u8()[7]);
        assertEquals(1, batch.tensors().group("followers").active().u8()[7]);
        batch.step();
        assertEquals(1, batch.tensors().terminated().u8()[7]);
        double[] paid = batch.tensors().group("leader").reward().f64(); // [B]
        double mean = Arrays.stream(paid).average().orElseThrow();
        double square = Arrays.stream(paid).map(x -> (x - mean) * (x - mean)).sum();
        double error = Math.sqrt(square) / ROWS;
        String table = commitment.equals("pure") ? "menu_leader_value" : "mixed_leader_value";
        assertEquals(economy.solve().table(table).scalar(), mean, 3 * error + 1e-9);
        assertTrue(Arrays.stream(batch.tensors().metric("follower_regret").f64())
                        .max()
                        .orElseThrow()
                <= 1e-9);
    }

    /** Two followers see one commitment; the leader is paid the sum, each its own. */
    @Test
    void games_twoFollowers_paySumAndRegret() {
        Map<String, Object> options = new HashMap<>(Map.of("follower_seat", true, "reward_unit", "raw"));
        options.put("prior", List.of(List.of(1, 0), List.of(0, 1)));
        options.put("leader_payoff", List.of(cube(1), cube(10)));
        options.put("follower_payoff", List.of(cube(-1), cube(5)));
        options.put("commitment", "pure");
        Batch batch =
                Batch.of(economy(options)).metrics(List.of("follower_regret")).build();
        batch.reset(null, null);
        batch.tensors().group("leader").action("action").i32()[0] = 1;
        batch.step();
        double[] seen =
                batch.tensors().group("followers").observation("commitment").f64(); // [1, 2, 1, 2]
        assertEquals(List.of(0.0, 1.0, 0.0, 1.0), Arrays.stream(seen).boxed().toList());
        assertEquals(0, batch.tensors().group("followers").observation("type").i32()[0]);
        assertEquals(1, batch.tensors().group("followers").observation("type").i32()[1]);
        batch.tensors().group("followers").action("answer").i32()[0] = 0;
        batch.tensors().group("followers").action("answer").i32()[1] = 1;
        batch.step();
        // Entry of type t, action r, answer j is factor (4 t + 2 r + j): of the first 2, of the second 7.
        assertEquals(2 + 70, batch.tensors().group("leader").reward().f64()[0]);
        assertEquals(-2, batch.tensors().group("followers").reward().f64()[0]);
        assertEquals(35, batch.tensors().group("followers").reward().f64()[1]);
        assertEquals(0, batch.tensors().metric("follower_regret").f64()[0]);
        assertEquals(0, batch.tensors().metric("follower_regret").f64()[1]);
    }

    private static List<List<List<Double>>> cube(double factor) { // -> [type][action][answer]
        return List.of(
                List.of(List.of(0.0, factor), List.of(2 * factor, 3 * factor)),
                List.of(List.of(4 * factor, 5 * factor), List.of(6 * factor, 7 * factor)));
    }

    /** Types that learn by Q-learning answer the robust commitment best, so that the leader earns nearly the optimum. */
    @Test
    void learning_qLearners_findTheirReplies() {
        Map<String, Object> options = Map.of("followers", "q-learning", "response_steps", 4000, "reward_unit", "raw");
        Economy economy = economy(options);
        Batch batch = Batch.of(economy)
                .rows(8)
                .seed(2)
                .autoreset(AutoresetMode.DISABLED)
                .metrics(List.of("distance"))
                .policy("leader", "equilibrium", Map.of("margin", .05))
                .build();
        batch.reset(null, null);
        while (!batch.pending(0)) {
            batch.step();
        }
        for (double distance : batch.tensors().metric("distance").f64()) {
            assertTrue(distance >= -1e-9 && distance < .5, "distance " + distance);
        }
    }
}
