package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import walras.env.Registry;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/**
 * A data directory that version 0.1.0 left when it was killed: steps, rollouts, resets with options, a restore, parts, shards
 * and every mode of autoreset. Later versions open it, and play every log again to the same hashes.
 */
final class EarlierDataTest {
    private static final String FOLDER = "/data-directory-0.1.0/";

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(root.resolve("sessions"));
        for (String line : lines()) {
            String[] cells = line.split(",", -1); // session, shard, environment, turns, last step
            try (InputStream log = resource("sessions/" + cells[0] + "." + cells[1] + ".log")) {
                Files.copy(log, root.resolve("sessions").resolve(cells[0] + "." + cells[1] + ".log"));
            }
        }
    }

    private static List<String> lines() throws IOException {
        try (InputStream turns = resource("turns.csv")) {
            return new String(turns.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(EarlierDataTest.class.getResourceAsStream(FOLDER + name), name);
    }

    @ParameterizedTest(name = "{2} {0}")
    @CsvFileSource(resources = FOLDER + "turns.csv", numLinesToSkip = 1)
    void verify_logOfAnEarlierVersion_sameHashes(
            String session, int shard, String environment, long turns, long lastStep) throws IOException {
        ReplayReport report = new ReplayVerifier(Registry.discover(), Limits.defaults())
                .verify(root.resolve("sessions").resolve(session + "." + shard + ".log"));
        assertEquals(environment, report.environment());
        assertEquals(turns, report.turns());
        assertEquals(lastStep, report.lastStep());
    }

    @Test
    void recover_directoryOfAnEarlierVersion_everySessionIsBack() throws IOException {
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Limits limits = Limits.defaults();
            Sessions sessions = new Sessions(
                    new SessionPlanner(Registry.discover(), limits),
                    limits,
                    new StepExecutor(Runnable::run),
                    new FakeTimer(),
                    SessionObserver.NONE,
                    store);
            sessions.recover();
            assertEquals(
                    lines().stream()
                            .map(line -> line.split(",", -1)[0])
                            .distinct()
                            .sorted()
                            .toList(),
                    sessions.all().stream().map(Session::id).sorted().toList());
        }
    }
}
