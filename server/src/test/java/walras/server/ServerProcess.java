package walras.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./walras serve} as a process of its own, on free ports unless a test says otherwise. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final int PATIENCE_SECONDS = 20;

    private final Process process;
    private final BufferedReader said; // what it writes, errors as well

    private ServerProcess(List<String> machine, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(machine);
        line.addAll(List.of(
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "walras.server.cli.Walras",
                "serve",
                "--shared-memory",
                "off"));
        line.addAll(arguments);
        process = new ProcessBuilder(line).redirectErrorStream(true).start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ServerProcess start(String... arguments) throws IOException {
        return startWith(List.of(), arguments);
    }

    /** @param machine options of its Java virtual machine */
    static ServerProcess startWith(List<String> machine, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments));
        if (!line.contains("--port")) {
            line.addAll(List.of("--port", "0"));
        }
        line.addAll(List.of("--http-port", "0"));
        return new ServerProcess(machine, line);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it serves; returns its port. */
    int port() throws IOException {
        Matcher port = PORT.matcher(waitFor("listening on"));
        assertTrue(port.find());
        return Integer.parseInt(port.group(1));
    }

    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** Waits until it has said something; returns the line. */
    String waitFor(String text) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains(text)) {
                return line;
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("never said " + text + ", but\n" + all);
    }

    /** All that it still says until it ends. */
    List<String> rest() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close what it still says
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        assertTrue(process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    int exitCode() throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the server still runs");
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
