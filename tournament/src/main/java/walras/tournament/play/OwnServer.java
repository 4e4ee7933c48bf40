package walras.tournament.play;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.report.Json;

/**
 * The tournament's own server, a process that outlives its runner: another runner adopts it by the file that says which
 * process it is. When it dies it is started again on its port and its logs, and has every session as it was.
 */
final class OwnServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on ([^ ,;]+:(\\d+))");
    private static final int START_SECONDS = 60;
    private static final int ATTEMPTS = 5;
    private static final int STOP_SECONDS = 15;
    private static final int EVERY_DAY = 36_500;
    private static final int MOST_LOGS = Integer.MAX_VALUE;

    private final Path folder;
    private final Path said;
    private final Path mark;
    private int port;
    private final AtomicInteger starts = new AtomicInteger(); // how often this runner has started it
    private @Nullable ProcessHandle process;

    private OwnServer(Path folder) {
        this.folder = folder;
        said = folder.resolve("server.log");
        mark = folder.resolve("server.json");
    }

    /** Adopts the server that a runner before this one has left, or starts one. */
    static OwnServer start(Path folder) throws IOException, InterruptedException {
        OwnServer server = new OwnServer(folder);
        if (!server.adopted()) {
            server.begin();
        }
        return server;
    }

    private boolean adopted() throws IOException, InterruptedException {
        if (!Files.exists(mark) || !(Json.parse(Files.readString(mark)) instanceof Map<?, ?> map)) {
            return false;
        }
        port = (int) number(map, "port");
        ProcessMark left = new ProcessMark(number(map, "pid"), number(map, "start"));
        Optional<ProcessHandle> alive = left.alive();
        process = alive.orElse(null);
        if (alive.isPresent() && port == 0) { // the runner died while it started
            port = awaitPort(alive.get());
            write(alive.get());
        }
        return alive.isPresent();
    }

    private static long number(Map<?, ?> mark, String name) {
        return ((Number) Objects.requireNonNull(mark.get(name), name)).longValue();
    }

    /** The port of one that died may be somebody's for a moment: a client that calls it may even have called itself. */
    private void begin() throws IOException, InterruptedException {
        starts.incrementAndGet();
        for (int attempt = 1; ; attempt++) {
            try {
                beginOnce();
                return;
            } catch (Problem failed) {
                if (port == 0 || attempt == ATTEMPTS) {
                    throw failed;
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private void beginOnce() throws IOException, InterruptedException {
        Files.deleteIfExists(said);
        List<String> line = new ArrayList<>(Program.ownGroup());
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("-X") || flag.startsWith("--") || flag.startsWith("-Dwalras.root")) {
                line.add(flag);
            }
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "walras.server.cli.Walras", "serve"));
        line.addAll(List.of("--port", String.valueOf(port), "--http-port", "0"));
        line.addAll(List.of("--data-dir", folder.resolve("logs").toString()));
        line.addAll(List.of("--closed-days", String.valueOf(EVERY_DAY)));
        line.addAll(List.of("--closed-logs", String.valueOf(MOST_LOGS), "--closed-mib", String.valueOf(MOST_LOGS)));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().remove("WALRAS_TOKEN");
        builder.environment().remove("WALRAS_UDS");
        ProcessHandle begun = builder.start().toHandle();
        process = begun;
        write(begun);
        port = awaitPort(begun);
        write(begun);
    }

    private void write(ProcessHandle begun) throws IOException {
        ProcessMark now = ProcessMark.of(begun);
        SecretFile.write(mark, Json.line(Map.of("pid", now.pid(), "start", now.start(), "port", port)));
    }

    private int awaitPort(ProcessHandle begun) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            String text = Files.readString(said);
            Matcher line = LISTENING.matcher(text);
            if (line.find()) {
                return Integer.parseInt(String.valueOf(line.group(2)));
            }
            if (!ProcessMark.runs(begun)) {
                throw Problem.of(
                        Problem.Kind.UNAVAILABLE,
                        "UNAVAILABLE",
                        "the tournament's server",
                        "a start",
                        text.strip(),
                        "");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw Problem.of(
                Problem.Kind.UNAVAILABLE, "UNAVAILABLE", "the tournament's server", "a start", "none in a minute", "");
    }

    /** {@code HOST:PORT}, which stays. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Grows when the server is started again: programs may have ended because of that. */
    int starts() {
        return starts.get();
    }

    long pid() {
        ProcessHandle present = process;
        return present == null ? -1 : present.pid();
    }

    /** Starts it again if it has died. */
    synchronized void revive() throws IOException, InterruptedException {
        ProcessHandle present = process;
        if (present == null || !ProcessMark.runs(present)) {
            begin();
        }
    }

    /** Ends it: it drains. */
    @Override
    public synchronized void close() throws IOException {
        ProcessHandle present = process;
        if (present != null && present.isAlive()) {
            present.destroy();
            try {
                present.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException stuck) {
                present.destroyForcibly();
            } catch (InterruptedException | ExecutionException interrupted) {
                present.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Files.deleteIfExists(mark);
    }
}
