package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.TestCertificate;

/** What keeps a server from starting: one line that says what and where, an exit code, and never a stack trace. */
final class ServeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file = folder;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("file"), "# nothing\n");
    }

    private static void assertFails(int exit, String expected, String... flags) {
        List<String> words = new ArrayList<>(List.of("serve"));
        for (String port : List.of("--port", "--http-port")) {
            if (!List.of(flags).contains(port)) {
                words.addAll(List.of(port, "0"));
            }
        }
        words.addAll(List.of(flags));
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertEquals("", run.out());
        assertEquals(exit, run.exit(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }

    // Guards operators who start a second server: which of the ports, and by which flag it moves.
    @Test
    void ports_thatAreTaken_areNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            assertFails(1, "--port " + port + " on --host 127.0.0.1: another program listens there", "--port", port);
            assertFails(
                    1,
                    "--http-port " + port + " on --http-host 127.0.0.1: another program listens there",
                    "--http-port",
                    port);
        }
    }

    @Test
    void hosts_thatCannotBeListenedOn_areNamed() {
        assertFails(1, "--host no.such.invalid: no address", "--host", "no.such.invalid");
        assertFails(1, "--http-host no.such.invalid: no address", "--http-host", "no.such.invalid");
        assertFails(1, "192.0.2.1 is no address of this machine", "--host", "192.0.2.1", "--plaintext");
        assertFails(1, "192.0.2.1 is no address of this machine", "--http-host", "192.0.2.1", "--plaintext");
        assertFails(1, "plaintext on --http-host 0.0.0.0", "--http-host", "0.0.0.0");
    }

    // Guards files: a socket's path that is somebody's file is not removed.
    @Test
    void sockets_thatCannotBeMade_areNamed() throws IOException {
        assertFails(1, "--uds " + file + ": what is there is no socket", "--uds", file.toString());
        assertEquals("# nothing\n", Files.readString(file));
        assertFails(1, "what is there is no socket", "--uds", folder.toString());
        assertFails(1, "at most 107 bytes", "--uds", folder + "/" + "long".repeat(30));
        assertFails(1, "--uds " + folder + "/none/socket: ", "--uds", folder + "/none/socket");
    }

    @Test
    void folders_thatCannotBeWritten_areNamed() {
        assertFails(1, "--shared-memory /proc/", "--shared-memory", "/proc");
        assertFails(2, "--shared-memory: expected a folder", "--shared-memory", file.toString());
        assertFails(2, "--shared-memory: expected a path, or off, got \"\"", "--shared-memory", "");
        assertFails(1, "--data-dir " + file + "/", "--data-dir", file + "/data");
        assertFails(1, "--data-dir /proc/walras", "--data-dir", "/proc/walras");
        assertFails(2, "--data-dir: expected a path, got \"\"", "--data-dir", "");
    }

    // Guards data directories in whose way something is: the flag is named, whichever part of it is wrong.
    @ParameterizedTest
    @ValueSource(strings = {"lock/", "sessions", "closed"})
    void dataDirectories_thatCannotBeUsed_areNamed(String inTheWay) throws IOException {
        Path way = folder.resolve("data").resolve(inTheWay);
        Files.createDirectories(way.getParent());
        if (inTheWay.endsWith("/")) {
            Files.createDirectory(way);
        } else {
            Files.createFile(way);
        }
        assertFails(
                1,
                "--data-dir " + way + ": ",
                "--data-dir",
                folder.resolve("data").toString());
    }

    // Guards sizes that no number of bytes holds.
    @Test
    void sizes_thatAreNone_areNamed() {
        for (String size : List.of("0", "-1", "2048")) {
            assertFails(
                    2, "--max-message-mib: expected a whole number, 1 .. 2047, got " + size, "--max-message-mib", size);
        }
        for (String size : List.of("0", "-5", "99999999999999")) {
            assertFails(
                    2,
                    "--max-inbound-mib: expected a whole number, 1 .. 8796093022207, got " + size,
                    "--max-inbound-mib",
                    size);
        }
    }

    // Guards secrets whose bytes are no text.
    @Test
    void tokenFiles_thatHoldBytes_areNamed() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertFails(1, "--token-file " + file + ": expected one token in one line", "--token-file", file.toString());
        assertFails(2, "--token-file: expected a readable file", "--token-file", folder.toString());
    }

    @Test
    void secrets_thatAreNone_areNamed() throws Exception {
        TestCertificate one = TestCertificate.make(folder, "one");
        TestCertificate other = TestCertificate.make(folder, "other");
        assertFails(1, "--token-file " + file + ": expected one token in one line", "--token-file", file.toString());
        assertFails(2, "--token-file: expected a readable file", "--token-file", folder + "/none");
        String certificate = one.certificate().toString();
        assertFails(2, "--tls-cert and --tls-key together", "--tls-cert", certificate);
        assertFails(1, "--tls-key " + file + ": expected", "--tls-cert", certificate, "--tls-key", file.toString());
        String key = other.key().toString();
        assertFails(1, "the key does not belong to", "--tls-cert", certificate, "--tls-key", key);
        String own = one.key().toString();
        assertFails(
                1,
                "--tls-client-ca " + file + ": expected",
                "--tls-cert",
                certificate,
                "--tls-key",
                own,
                "--tls-client-ca",
                file.toString());
    }

    // Guards what a failed start leaves behind: the port is free again, and shared memory has no folder of it.
    @Test
    void start_thatFails_leavesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free;
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = any.getLocalPort();
            }
            assertFails(
                    1,
                    "--http-port",
                    "--port",
                    Integer.toString(free),
                    "--http-port",
                    Integer.toString(taken.getLocalPort()),
                    "--shared-memory",
                    folder.toString());
            try (var left = Files.list(folder)) {
                assertEquals(List.of(file), left.toList());
            }
            new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
        }
    }
}
