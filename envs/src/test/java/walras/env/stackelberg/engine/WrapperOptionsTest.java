package walras.env.stackelberg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Environment;
import walras.env.Metric;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.RowWorkers;
import walras.env.batch.Snapshot;

/** What learners may learn from, tables of Q-learning followers, and that the wrapper's rows are their own everywhere. */
final class WrapperOptionsTest {

    private static BatchBuilder builder(String id, Map<String, ?> options, int rows, String policy) {
        Environment environment = Registry.discover().find(id);
        BatchBuilder builder = Batch.of(
                        environment.economy(environment.options().resolve(options)))
                .rows(rows)
                .seed(9)
                .autoreset(AutoresetMode.SAME_STEP);
        return policy.isEmpty() ? builder : builder.policy("leader", policy, Map.of());
    }

    // Hidden response transitions are played and not learned from; reward transitions always are.
    @ParameterizedTest
    @CsvSource({"visible,1", "hidden,0"})
    void learn_responseTransitions_areMarkedAsTheOptionSays(String transitions, int marked) {
        Map<String, Object> options = Map.of("game", "commitment", "response_transitions", transitions);
        Batch batch = builder("stackelberg/matrix-v0", options, 1, "").build();
        batch.reset(null, null);
        int[] phase = batch.tensors().privileged("phase").i32();
        int[] learn = batch.tensors().privileged("learn").i32();
        int response = 0;
        while (phase[0] == 0) {
            assertEquals(marked, learn[0]);
            batch.step();
            response++;
        }
        assertEquals(100, response);
        assertEquals(1, learn[0]);
    }

    // The ablation pays every response sub-game too; row 1 of the commitment game pays 0 and 2 of 3.
    @Test
    void responseRewards_on_payEverySubGame() {
        Map<String, Object> options = Map.of("game", "commitment", "response_rewards", true, "response_steps", 4);
        Batch batch = builder("stackelberg/matrix-v0", options, 1, "").build();
        batch.reset(null, null);
        List<Double> rewards = new ArrayList<>();
        do {
            batch.tensors().group("leader").action("row").i32()[0] = 1;
            batch.step();
            rewards.add(batch.tensors().group("leader").reward().f64()[0]);
        } while (batch.tensors().terminated().u8()[0] == 0);
        assertEquals(List.of(0.0, 2 / 3.0, 0.0, 2 / 3.0, 2 / 3.0), rewards);
    }

    // Q-learning with memory against its formula, from what a critic sees: the repeated game of chicken, a random
    // leader.
    @Test
    void qLearning_repeatedGame_agreesWithTheFormula() {
        double alpha = .3;
        double discount = .8;
        Map<String, Object> options = Map.of(
                "game",
                "chicken",
                "rounds",
                4,
                "followers",
                "q-learning",
                "learning_rate",
                alpha,
                "discount",
                discount,
                "response_steps",
                50,
                "exploration_decay",
                .001);
        Batch batch = builder("stackelberg/matrix-v0", options, 1, "").build();
        batch.reset(null, null);
        double[][] payoff = {{3, 4}, {2, 1}}; // the follower's, by row and column
        double[][] value = new double[5][2];
        int[] state = batch.tensors().group("leader").observation("state").i32();
        float[] shown = batch.tensors().privileged("weights").f32();
        int[] table = batch.tensors().privileged("joint_action").i32();
        int[] phase = batch.tensors().privileged("phase").i32();
        for (int step = 0; step < 200; step++) {
            assertEquals(0, phase[0]);
            int set = state[0];
            int row = (step * 7 / 3) % 2;
            int column = table[0] >> (4 - set) & 1;
            batch.tensors().group("leader").action("row").i32()[0] = row;
            batch.step();
            // The first answer at a state holds for the episode; what was played shows in the next state, but for the
            // last round.
            int next = 1 + 2 * held(row, set) + column;
            boolean last = step % 4 == 3;
            double future = last ? 0 : Math.max(value[next][0], value[next][1]);
            value[set][column] += alpha * (payoff[held(row, set)][column] / 4 + discount * future - value[set][column]);
            assertEquals(last ? 0 : next, state[0]);
            for (int s = 0; s < 5; s++) {
                double largest = Math.max(value[s][0], value[s][1]);
                for (int c = 0; c < 2; c++) {
                    assertEquals(largest > 0 ? value[s][c] / largest : 0, shown[2 * s + c], 1e-6);
                }
            }
        }
        assertEquals(1, phase[0]);
    }

    private final int[] held = {-1, -1, -1, -1, -1};

    private int held(int row, int set) {
        held[set] = held[set] < 0 ? row : held[set];
        return held[set];
    }

    static Stream<Arguments> worlds() {
        return Stream.of(
                Arguments.of(
                        "stackelberg/matrix-v0", Map.of("game", "chicken", "rounds", 3, "followers", "q-learning")),
                Arguments.of("stackelberg/matrix-v0", Map.of("commitment", "mixed", "extraction", "average")),
                Arguments.of("stackelberg/matrix-design-v0", Map.of("sweep", "sampled", "cycles", 2)),
                Arguments.of("stackelberg/allocation-v0", Map.of("followers", "exp3")),
                Arguments.of("stackelberg/price-mechanism-v0", Map.of("setting", "uniform", "types", 4)),
                Arguments.of("stackelberg/price-mechanism-v0", Map.of("extraction", "last-mixed", "sweep", "sampled")),
                Arguments.of("stackelberg/price-mechanism-v0", Map.of("setting", "two-worlds")),
                Arguments.of("stackelberg/pricing-platform-v0", Map.of("response_steps", 40, "reward_steps", 7)),
                Arguments.of("stackelberg/bandit-v0", Map.of("follower", "fmucb", "horizon", 60)),
                Arguments.of("stackelberg/newsvendor-v0", Map.of("follower", "oful", "horizon", 60)));
    }

    /** Every number that a participant, a critic or a meter sees, as bits, so that NaN equals itself. */
    private static long[] play(Batch batch, int row, int steps) {
        List<Long> seen = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            batch.step();
            record(batch, row, seen);
        }
        return seen.stream().mapToLong(Long::longValue).toArray();
    }

    private static void record(Batch batch, int row, List<Long> seen) {
        var tensors = new ArrayList<>(batch.tensors().group("leader").observations());
        tensors.add(batch.tensors().group("leader").reward());
        tensors.addAll(batch.tensors().privileged());
        tensors.addAll(batch.tensors().metrics());
        for (var tensor : tensors) {
            for (int k = row * tensor.rowSize(); k < (row + 1) * tensor.rowSize(); k++) {
                Number number = (Number) java.lang.reflect.Array.get(tensor.data(), k);
                seen.add(Double.doubleToLongBits(number.doubleValue()));
            }
        }
    }

    private static Batch measured(String id, Map<String, ?> options, int rows, RowWorkers workers) {
        Environment environment = Registry.discover().find(id);
        List<String> metrics = environment.economy(environment.options().resolve(options)).spec().metrics().stream()
                .map(Metric::name)
                .toList();
        Batch batch = builder(id, options, rows, "random")
                .metrics(metrics)
                .workers(workers)
                .minRowsPerThread(1)
                .build();
        batch.reset(null, null);
        return batch;
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void rows_anyBatchAndThreads_sameNumbers(String id, Map<String, ?> options) {
        try (RowWorkers one = new RowWorkers(1);
                RowWorkers two = new RowWorkers(2)) {
            assertArrayEquals(
                    play(measured(id, options, 1, one), 0, 30), play(measured(id, options, 1024, two), 0, 30));
            assertArrayEquals(play(measured(id, options, 7, two), 6, 30), play(measured(id, options, 8, one), 6, 30));
        }
    }

    // In the middle of a response phase, and of a sweep.
    @ParameterizedTest
    @MethodSource("worlds")
    void snapshot_insideTheResponsePhase_continuesIdentically(String id, Map<String, ?> options) {
        try (RowWorkers one = new RowWorkers(1)) {
            Batch batch = measured(id, options, 3, one);
            play(batch, 0, 17);
            Snapshot snapshot = Snapshot.fromBytes(batch.snapshot().toBytes());
            long[] first = play(batch, 2, 60);
            batch.restore(snapshot);
            assertArrayEquals(first, play(batch, 2, 60));
            Batch fresh = measured(id, options, 3, one);
            fresh.restore(snapshot);
            long[] elsewhere = play(fresh, 2, 60);
            assertArrayEquals(first, elsewhere);
            assertTrue(Arrays.stream(elsewhere).distinct().count() > 1);
        }
    }
}
