package walras.tournament.play;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import walras.tournament.file.Entrant;
import walras.tournament.file.PlayLimits;

/**
 * An entrant's process with all that it starts: a session of its own, limits on what it writes, and one address in its
 * environment. It is told to end when the match is over, and killed as a tree when it does not, or takes too much.
 */
final class Program {
    /** What a program may know of the user's environment; anything else is named in the file. */
    private static final Set<String> PASSED = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "TMPDIR",
            "USER",
            "JAVA_HOME",
            "GOPATH",
            "GOCACHE",
            "GOFLAGS",
            "GOTOOLCHAIN",
            "NODE_PATH",
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "LD_LIBRARY_PATH",
            "CARGO_HOME",
            "RUSTUP_HOME");

    private static final int END_MILLIS = 1_500;
    private static final int KILLS = 50;

    private final ProcessHandle handle;
    private final @Nullable Process process; // null where another runner started it
    private final Path output;
    private final String address;
    private final PlayLimits limits;
    private final List<String> ending; // the container's own way; empty for a process
    private final long endsNanos;
    private volatile String condemned = "";

    private Program(
            ProcessHandle handle,
            @Nullable Process process,
            Path output,
            String address,
            PlayLimits limits,
            List<String> ending) {
        this.handle = handle;
        this.process = process;
        this.output = output;
        this.address = address;
        this.limits = limits;
        this.ending = ending;
        endsNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.matchSeconds());
    }

    /** A process that another runner has started. */
    static Program adopt(ProcessHandle handle, Path output, String address, PlayLimits limits, String container) {
        return new Program(handle, null, output, address, limits, Containers.ending(container));
    }

    /**
     * Starts an entrant.
     *
     * @param container a name for its container
     * @param output takes whatever it says
     * @throws IOException if there is no such program
     */
    static Program start(Entrant entrant, Path folder, Path output, String address, PlayLimits limits, String container)
            throws IOException {
        boolean boxed = !entrant.image().isEmpty();
        List<String> line = new ArrayList<>(ownGroup());
        if (boxed) {
            line.addAll(Containers.line(entrant, container, limits));
        } else {
            line.addAll(limited(limits));
            line.addAll(entrant.command());
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED);
        environment.putAll(entrant.environment());
        environment.put("WALRAS_JOIN", address);
        requireProgram(entrant, folder);
        Process process = builder.start();
        return new Program(
                process.toHandle(), process, output, address, limits, boxed ? Containers.ending(container) : List.of());
    }

    /** What stands before it would be found, and the entrant not: say so before it looks like a crash. */
    private static void requireProgram(Entrant entrant, Path folder) throws IOException {
        String program = entrant.image().isEmpty() ? entrant.command().get(0) : Containers.engine();
        boolean there = program.contains("/")
                ? Files.isExecutable(folder.resolve(program))
                : OnPath.find(program).isPresent();
        if (!there) {
            throw new IOException(program + ": no such program");
        }
    }

    /** The words that put a process into a session and group of its own, where the system has them. */
    static List<String> ownGroup() {
        return OnPath.find("setsid").isPresent() ? List.of("setsid") : List.of();
    }

    private static List<String> limited(PlayLimits limits) {
        if (OnPath.find("prlimit").isEmpty()) {
            return List.of();
        }
        return List.of("prlimit", "--fsize=" + ((long) limits.outputMib() << 20), "--core=0", "--");
    }

    ProcessHandle handle() {
        return handle;
    }

    /** False for one that has ended, though whoever started it has not asked how. */
    boolean alive() throws IOException {
        return process == null ? ProcessMark.runs(handle) : process.isAlive();
    }

    /** Kills it because it took too much, and says what of. */
    void condemn(String kind) {
        if (condemned.isEmpty()) {
            condemned = kind;
        }
        killTree();
    }

    /** Holds it against its limits. */
    void check(ProcessTable table) throws IOException {
        if (!alive()) {
            return;
        }
        List<ProcessTable.Row> tree = table.tree(handle.pid());
        long bytes = tree.stream().mapToLong(ProcessTable.Row::residentBytes).sum();
        long threads = tree.stream().mapToLong(ProcessTable.Row::threads).sum();
        if (threads > limits.processes()) { // first: so many of them take memory, too
            condemn("processes");
        } else if (bytes > (long) limits.memoryMib() << 20) {
            condemn("memory");
        } else if (System.nanoTime() - endsNanos > 0) {
            condemn("time");
        }
    }

    /** Why it ended before its match did: memory, processes, time, output, left or crash. */
    String fault() throws IOException {
        if (!condemned.isEmpty()) {
            return condemned;
        }
        if (Files.exists(output) && Files.size(output) >= (long) limits.outputMib() << 20) {
            return "output";
        }
        OptionalInt code = process == null ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        return code.isPresent() && code.getAsInt() == 0 ? "left" : "crash";
    }

    /** The match is over: it may end by itself, and has to. */
    void end() {
        boolean interrupted = Thread.interrupted();
        try {
            handle.onExit().get(interrupted ? 0 : END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException stubborn) {
            // It is killed, as its children are that outlive it.
        }
        killTree();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills everything that it has started and that still runs: its group at once, then whoever has left it. */
    void killTree() {
        try {
            if (!ending.isEmpty()) {
                quietly(ending);
            }
            for (int k = 0; k < KILLS && !left().isEmpty(); k++) {
                quietly(List.of("kill", "-KILL", "--", "-" + handle.pid()));
                handle.descendants().forEach(ProcessHandle::destroyForcibly);
                handle.destroyForcibly();
                left().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException unreadable) {
            handle.destroyForcibly();
        } catch (InterruptedException interrupted) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Processes of it that run; those that have ended, and were not asked how, are nobody's business. */
    private Set<Long> left() throws IOException {
        if (!ProcessTable.readable()) {
            return handle.isAlive() ? Set.of(handle.pid()) : Set.of();
        }
        ProcessTable table = ProcessTable.now();
        Set<Long> left = new HashSet<>(table.withEnvironment("WALRAS_JOIN=" + address));
        table.tree(handle.pid()).stream()
                .filter(row -> !row.ended())
                .map(ProcessTable.Row::pid)
                .forEach(left::add);
        return left;
    }

    private static void quietly(List<String> line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
