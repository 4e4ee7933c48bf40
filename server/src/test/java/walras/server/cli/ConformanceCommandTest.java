package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.conformance.ConformanceTable;

/** Drivers of real clients are run by the clients' own tests; here are those that are wrong. */
final class ConformanceCommandTest {
    // Guards against a runner that lets everything pass.
    @Test
    void conformance_driverThatEchoes_failsAndCounts() {
        CommandRun run = CommandRun.of("conformance", "--case", "nobody-there", "--case", "seeds", "--", "cat");
        assertEquals(1, run.exit());
        assertTrue(run.out().stripTrailing().endsWith("0 passed, 2 failed"), run.out());
    }

    @Test
    void conformance_driverThatEnds_failsWithThatWord() {
        CommandRun run = CommandRun.of("conformance", "--json", "--case", "seeds", "--", "true");
        assertEquals(1, run.exit());
        var json = JsonParser.parseString(run.out()).getAsJsonObject();
        String problem = json.getAsJsonArray("cases")
                .get(0)
                .getAsJsonObject()
                .get("problem")
                .getAsString();
        assertTrue(problem.contains("has ended"), problem);
    }

    @Test
    void conformance_knownFailures_areGood_andOldListsAreNot(@TempDir Path folder) throws Exception {
        Path known = Files.writeString(folder.resolve("known"), "# of cat\nseeds\n");
        CommandRun run = CommandRun.of("conformance", "--known", known.toString(), "--case", "seeds", "--", "cat");
        assertEquals(0, run.exit(), run.out());
        Files.writeString(known, "seed\n");
        run = CommandRun.of("conformance", "--known", known.toString(), "--", "cat");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("seeds"), run.err());
    }

    // Guards against a client of HTTP that is asked for what needs a stream, or passes it unasked.
    @Test
    void conformance_http_hasNoCasesOfStreams() {
        CommandRun run = CommandRun.of("conformance", "--http", "--list");
        assertTrue(run.out().contains("rollout: "), run.out());
        assertEquals(-1, run.out().indexOf("lost-answer: "));
        run = CommandRun.of("conformance", "--http", "--case", "lost-answer", "--", "cat");
        assertEquals(2, run.exit());
    }

    @Test
    void conformance_wrongWords_exitTwo() {
        assertEquals(2, CommandRun.of("conformance").exit());
        CommandRun run = CommandRun.of("conformance", "--case", "sedes", "--", "cat");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("seeds"), run.err());
    }

    // Guards against a table that says something else than the lists of known failures.
    @Test
    void table_inTheClientsPage_isThatOfTheLists() throws Exception {
        Path clients = Path.of("..", "clients");
        assertEquals(ConformanceTable.page(clients), Files.readString(clients.resolve("README.md")));
    }
}
