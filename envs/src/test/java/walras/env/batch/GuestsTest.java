package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Policy;
import walras.env.Registry;
import walras.env.Rows;

/** Players that are invited into the step play as if they had played before it. */
class GuestsTest {
    private static final int STEPS = 60;

    @ParameterizedTest
    @CsvSource({
        "counter-v0, 3, NEXT_STEP",
        "counter-v0, 3000, NEXT_STEP",
        "auction/chain-v0, 700, NEXT_STEP",
        "auction/chain-v0, 700, SAME_STEP",
        "stackelberg/matrix-v0, 40, NEXT_STEP"
    })
    void invite_playsAsBeforeTheStep(String environment, int rows, AutoresetMode mode) {
        Environment found = Registry.discover().find(environment);
        Economy economy = found.economy(found.options().defaults());
        Batch before = batch(economy, rows, mode);
        Batch within = batch(economy, rows, mode);
        List<Policy> players = players(before);
        Rows everyRow = Rows.every(0, rows);
        within.invite(players(within).toArray(Policy[]::new));
        for (int step = 0; step < STEPS; step++) {
            players.forEach(player -> player.act(everyRow));
            before.stepChecked();
            within.stepChecked();
            assertArrayEquals(before.snapshot().toBytes(), within.snapshot().toBytes(), "step " + step);
        }
    }

    // Guards runs: the same state, and the same rows seen at every step, whatever order ranges take them in.
    @ParameterizedTest
    @CsvSource({"counter-v0, 3", "counter-v0, 3000", "auction/chain-v0, 700", "stackelberg/matrix-v0, 40"})
    void run_isAsManySteps(String environment, int rows) {
        Environment found = Registry.discover().find(environment);
        Economy economy = found.economy(found.options().defaults());
        Batch single = batch(economy, rows, AutoresetMode.NEXT_STEP);
        Batch ranges = batch(economy, rows, AutoresetMode.NEXT_STEP);
        assertTrue(ranges.runs());
        single.invite(players(single).toArray(Policy[]::new));
        ranges.invite(players(ranges).toArray(Policy[]::new));
        double[][] rewards = new double[STEPS][]; // [steps][B * n]
        double[][] recorded = new double[STEPS][rewards(ranges).length]; // [steps][B * n]
        AtomicIntegerArray before = new AtomicIntegerArray(rows);
        for (int step = 0; step < STEPS; step++) {
            single.stepChecked();
            rewards[step] = rewards(single).clone();
        }
        for (int steps : new int[] {1, 9, STEPS - 10}) {
            int done = before.get(0);
            ranges.run(steps, new RangeRecorder() {
                @Override
                public void before(Rows range) {
                    for (int row = range.from(); row < range.to(); row++) {
                        before.incrementAndGet(row);
                    }
                }

                @Override
                public void after(int k, Rows range) {
                    int n = rewards(ranges).length / rows;
                    int from = range.from() * n;
                    System.arraycopy(rewards(ranges), from, recorded[done + k], from, (range.to() - range.from()) * n);
                }
            });
        }
        assertArrayEquals(single.snapshot().toBytes(), ranges.snapshot().toBytes());
        assertArrayEquals(rewards, recorded);
        for (int row = 0; row < rows; row++) {
            assertEquals(STEPS, before.get(row));
        }
    }

    private static double[] rewards(Batch batch) { // [B * n]
        return batch.tensors().groups().get(0).reward().f64();
    }

    private static Batch batch(Economy economy, int rows, AutoresetMode mode) {
        // Ranges as small as they come, so that several threads and ranges take part.
        Batch batch = Batch.of(economy)
                .rows(rows)
                .seed(3)
                .autoreset(mode)
                .minRowsPerThread(8)
                .build();
        batch.reset(null, null);
        return batch;
    }

    private static List<Policy> players(Batch batch) {
        List<Group> groups = batch.economy().spec().groups();
        return groups.stream()
                .map(group -> batch.standIn(group.name(), 0, group.agents(), "random", Map.of(), "guest"))
                .toList();
    }
}
