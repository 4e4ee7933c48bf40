package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.report.Json;

/** {@code --sweep} of {@code run} and {@code solve}: cell for cell the numbers of separate commands. */
class SweepTest {
    /** What may differ between a cell and a run of its own: how long it took, and which options are shown. */
    private static final Set<String> OWN = Set.of("options", "seconds", "steps_per_second");

    private static Map<?, ?> json(String... words) {
        CommandRun run = CommandRun.of(words);
        assertEquals(0, run.exit(), run.err());
        return (Map<?, ?>) Objects.requireNonNull(Json.parse(run.out()));
    }

    private static List<?> cells(Map<?, ?> json) {
        return (List<?>) Objects.requireNonNull(json.get("sweep"));
    }

    private static void assertCell(Object cell, Map<?, ?> alone) {
        alone.forEach((key, value) -> {
            if (!OWN.contains(String.valueOf(key))) {
                assertEquals(value, ((Map<?, ?>) cell).get(key), String.valueOf(key));
            }
        });
    }

    // Guards the whole promise: cells that share a batch of parts, cells of other shapes, cells that end earlier.
    @Test
    void run_sweptOverTwoOptions_hasTheNumbersOfSeparateRuns() {
        Map<?, ?> swept = json(
                "run",
                "auction/chain-v0",
                "--sweep",
                "horizon=[3,9]",
                "--sweep",
                "copies=1,2",
                "--num-envs",
                "5",
                "--seed",
                "3",
                "--policy",
                "bidders=random",
                "--episodes",
                "12",
                "--json");
        assertEquals("auction/chain-v0", swept.get("environment"));
        List<?> cells = cells(swept);
        assertEquals(4, cells.size());
        int at = 0;
        for (String horizon : List.of("3", "9")) {
            for (String copies : List.of("1", "2")) {
                Map<?, ?> options = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) cells.get(at)).get("options"));
                assertEquals(Set.of("horizon", "copies"), options.keySet());
                assertEquals(Long.valueOf(horizon), options.get("horizon"));
                assertCell(
                        cells.get(at++),
                        json(
                                "run",
                                "auction/chain-v0",
                                "-o",
                                "horizon=" + horizon,
                                "-o",
                                "copies=" + copies,
                                "--num-envs",
                                "5",
                                "--seed",
                                "3",
                                "--policy",
                                "bidders=random",
                                "--episodes",
                                "12",
                                "--json"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exchange/static-v0, tolerance=1e-6:1e-4:2, tolerance=1e-6, tolerance=1e-4",
        "stackelberg/matrix-v0, 'game=escape,maintain', game=escape, game=maintain",
        "counter-v0, 'target=[3,5]', target=3, target=5",
    })
    void run_sweptInEveryFamily_hasTheNumbersOfSeparateRuns(String id, String sweep, String first, String second) {
        List<?> cells = cells(json("run", id, "--sweep", sweep, "--num-envs", "3", "--steps", "7", "--json"));
        assertCell(cells.get(0), json("run", id, "-o", first, "--num-envs", "3", "--steps", "7", "--json"));
        assertCell(cells.get(1), json("run", id, "-o", second, "--num-envs", "3", "--steps", "7", "--json"));
    }

    @Test
    void run_swept_printsALineForEachCellAndWritesThem(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("cells.csv");
        CommandRun run = CommandRun.of(
                "run",
                "auction/chain-v0",
                "--sweep",
                "discount=0.5:0.7:3",
                "--num-envs",
                "4",
                "--csv",
                file.toString());
        assertEquals(0, run.exit(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("discount=0.6 "), lines.get(1));
        assertTrue(lines.get(1).contains("return_bidders ") && lines.get(1).contains(" +- "), lines.get(1));
        List<String> table = Files.readAllLines(file);
        assertEquals(4, table.size());
        assertTrue(table.get(0).startsWith("discount,episodes,return_bidders,return_bidders_se"), table.get(0));
        assertTrue(table.get(3).startsWith("0.7,4.0,"), table.get(3));
    }

    @Test
    void solve_swept_hasTheTablesOfSeparateSolutions() {
        List<?> cells = cells(json("solve", "auction/chain-v0", "--sweep", "discount=0.9,1", "--json"));
        assertEquals(2, cells.size());
        assertCell(cells.get(0), json("solve", "auction/chain-v0", "-o", "discount=0.9", "--json"));
        assertCell(cells.get(1), json("solve", "auction/chain-v0", "-o", "discount=1", "--json"));
    }

    @ParameterizedTest
    @CsvSource({
        "discuont=0.5, discount",
        "discount, NAME=VALUES",
        "discount=7, option discount",
        "discount=[], at least one value",
        "discount=0:1:0, whole number",
        "discount=0:x:3, three numbers",
    })
    void run_sweptOverWhatCannotBe_saysWhy(String sweep, String words) {
        CommandRun run = CommandRun.of("run", "auction/chain-v0", "--sweep", sweep);
        assertEquals(2, run.exit());
        assertTrue(run.err().contains(words), run.err());
    }
}
