package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
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
