package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.TestCertificate;

/** What a machine lacks: each has a line of its own, and what keeps a server from starting an exit code. */
final class DoctorCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private static CommandRun doctor(String... flags) {
        List<String> words = new ArrayList<>(List.of("doctor", "--port", "0", "--http-port", "0"));
        words.addAll(List.of(flags));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static void assertFound(CommandRun run, int exit, String line) {
        assertEquals(exit, run.exit(), run.out());
        assertTrue(
                run.out().lines().anyMatch(found -> found.startsWith(line)), "expected " + line + " in\n" + run.out());
    }

    @Test
    void doctor_onAWellMachine_findsNothingBad() {
        CommandRun run = doctor("--data-dir", folder.resolve("new/data").toString());
        for (String subject : List.of("java", "settings", "memory", "port", "http-port", "exposure", "tls")) {
            assertFound(run, 0, "good  " + subject + ": ");
        }
        assertFound(run, 0, "good  data-dir: " + folder.resolve("new/data"));
        assertTrue(Files.notExists(folder.resolve("new")), "it only looks");
    }

    @Test
    void doctor_takenPort_isBad() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            CommandRun run = CommandRun.of("doctor", "--port", "0", "--http-port", port);
            assertFound(run, 1, "bad   http-port: 127.0.0.1:" + port + ": ");
        }
    }

    @Test
    void doctor_wrongFile_saysEveryPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("walras.yaml"), "max-row: 5\nmax-sessions: 0\n");
        CommandRun run = doctor("--config", file.toString());
        assertFound(run, 1, "bad   settings: " + file + ":1:1: ");
        assertFound(run, 1, "bad   settings: " + file + ":2:15: ");
        assertFound(run, 1, "good  java: ");
    }

    @Test
    void doctor_strangersAndSecrets_areNamed() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "alpha\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertFound(doctor("--token-file", token.toString()), 0, "warn  token-file: " + token);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        assertFound(doctor("--token-file", token.toString()), 0, "good  token-file: " + token);
        assertFound(doctor("--host", "0.0.0.0"), 1, "bad   exposure: plaintext");
        assertFound(doctor("--host", "0.0.0.0", "--plaintext"), 0, "warn  exposure: other machines, by plaintext");
        Files.writeString(token, "# none\n");
        assertFound(doctor("--token-file", token.toString()), 1, "bad   credentials: --token-file " + token);
        TestCertificate old =
                TestCertificate.make(folder, "old", "-keyalg", "EC", "-startdate", "-10d", "-validity", "1");
        CommandRun run = doctor(
                "--tls-cert",
                old.certificate().toString(),
                "--tls-key",
                old.key().toString());
        assertFound(run, 0, "warn  tls-cert: " + old.certificate() + " of CN=localhost, until ");
        assertTrue(run.out().contains(": expired"), run.out());
    }

    @Test
    void doctor_limits_areCompared() throws IOException {
        assertFound(doctor("--max-table-mib", "9999999"), 0, "warn  memory: callers may fill ");
        Path inTheWay = Files.createFile(folder.resolve("file"));
        assertFound(doctor("--data-dir", inTheWay + "/data"), 1, "bad   data-dir: " + inTheWay);
        var findings = JsonParser.parseString(doctor("--json").out()).getAsJsonArray();
        assertEquals("java", findings.get(0).getAsJsonObject().get("subject").getAsString());
    }
}
