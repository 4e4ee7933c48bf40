package walras.server.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. It does not outlive this one: whoever ends this, with Ctrl-C say, ends both. */
public final class ChildProcess {
    private static final long TICK_MILLIS = 100;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ChildProcess::end), "end of children"));
    }

    private ChildProcess() {}

    /** What a program printed. */
    public record Printed(String out, String err) {
        /** Its last line on standard output, which is its answer. */
        public String answer() {
            return out.substring(answerAt()).strip();
        }

        /** Everything else, for people: a JVM warns on standard output. */
        public String remarks() {
            return out.substring(0, answerAt()) + err;
        }

        private int answerAt() {
            return out.stripTrailing().lastIndexOf('\n') + 1;
        }
    }

    /**
     * Runs a program.
     *
     * @param what for error messages
     * @param tick called ten times a second while it runs
     * @throws IOException if it cannot be started or ends with another code than 0; with what it printed on standard error
     */
    public static Printed run(String what, List<String> command, Runnable tick)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        RUNNING.add(process);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = text(process.getInputStream());
            CompletableFuture<String> err = text(process.getErrorStream());
            while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                tick.run();
            }
            if (process.exitValue() != 0) {
                throw new IOException(what + ": its process ended with " + process.exitValue() + "\n"
                        + err.join().strip());
            }
            return new Printed(out.join(), err.join());
        } finally {
            end(process);
            RUNNING.remove(process);
        }
    }

    /** All that a stream has to say, read by a thread of its own: a full pipe would stop who writes into it. */
    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                reading -> {
                    Thread thread = new Thread(reading, "output of a child");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
