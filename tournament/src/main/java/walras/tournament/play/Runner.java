package walras.tournament.play;

import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.report.Json;
import walras.server.report.Progress;
import walras.tournament.file.Entrant;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.store.Store;
import walras.v1.GetServerInfoResponse;
import walras.v1.LogMode;

/** Plays all matches of a tournament that have not been played yet, several at once. */
public final class Runner {
    private static final int END_SECONDS = 60;

    private final Tournament tournament;
    private final Path out;
    private final Settings settings;
    private final PrintWriter said;

    /**
     * @param workers matches at once
     * @param server address of another server than one of our own; empty for none
     * @param serverData that server's data directory
     */
    public record Settings(int workers, String server, Path serverData) {}

    public Runner(Tournament tournament, Path out, Settings settings, PrintWriter said) {
        this.tournament = tournament;
        this.out = out;
        this.settings = settings;
        this.said = said;
    }

    /**
     * Plays these matches, without those that are in the store.
     *
     * @throws Problem if another runner is at it, or a match cannot be played
     */
    public void play(List<Match> matches, Store store, Registry registry, Progress progress)
            throws IOException, InterruptedException {
        makeFolders();
        try (FileChannel file =
                        FileChannel.open(out.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            Set<Integer> played = store.played();
            List<Match> left = matches.stream()
                    .filter(match -> !played.contains(match.index()))
                    .toList();
            if (!left.isEmpty() && lock.isValid()) {
                serve(left, matches.size(), store, registry, progress);
            }
        }
    }

    /**
     * Plays all that has not been played on the server in which this runs; nothing that it has begun is left when it fails or
     * is interrupted.
     *
     * @param channel to that server, in the name of the tournament's maker
     * @param data the server's data directory
     */
    public void playWithin(Channel channel, Path data, Store store, Registry registry, Guests guests, Progress progress)
            throws IOException, InterruptedException {
        makeFolders();
        List<Match> matches = Plan.of(tournament).matches();
        Set<Integer> played = store.played();
        List<Match> left = matches.stream()
                .filter(match -> !played.contains(match.index()))
                .toList();
        try (ServerLink link = new ServerLink(channel, data);
                Watchdog watchdog = new Watchdog()) {
            Ground ground = Ground.of(tournament, out, registry, store, link, null, watchdog, said, guests);
            try {
                playAll(left, matches.size(), ground, progress);
            } finally {
                boolean interrupted = Thread.interrupted(); // which would break off what is to be done yet
                abandon(left, ground);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Closes the sessions of matches that were begun and are not over. */
    private static void abandon(List<Match> matches, Ground ground) throws IOException {
        for (Match match : matches) {
            MatchState state = MatchState.of(
                    ground.secrets(), match.index(), match.setting().seats().size());
            if (state.begun()) {
                new MatchSession(ground, match, state).close();
                state.forget();
            }
        }
    }

    private void makeFolders() throws IOException {
        Files.createDirectories(out.resolve("entrants"));
        Path secrets = Files.createDirectories(out.resolve("private"));
        if (Files.getFileStore(secrets).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        FileLock lock = file.tryLock();
        if (lock == null) {
            throw Problem.precondition("BUSY", out.toString(), "one runner at a time", "another one that is at it");
        }
        return lock;
    }

    private void serve(List<Match> left, int all, Store store, Registry registry, Progress progress)
            throws IOException, InterruptedException {
        if (!settings.server().isEmpty()) {
            try (ServerLink link = new ServerLink(settings.server(), settings.serverData())) {
                requireLogs(link);
                playAll(left, all, store, registry, link, null, progress);
            }
            return;
        }
        try (OwnServer own = OwnServer.start(out);
                ServerLink link = new ServerLink(own.address(), out.resolve("logs"))) {
            playAll(left, all, store, registry, link, own, progress);
        }
        sweep(store);
    }

    /** Takes away logs that no match knows: of sessions that were made, or given up, when a runner or the server died. */
    private void sweep(Store store) throws IOException {
        Set<String> known = store.sessions();
        known.addAll(begun(out).keySet());
        for (String folder : List.of("sessions", "closed", "damaged")) {
            for (Path log : files(out.resolve("logs").resolve(folder))) {
                if (!known.contains(String.valueOf(log.getFileName()).replaceAll("\\..*", ""))) {
                    Files.delete(log);
                }
            }
        }
    }

    /** The sessions of matches that were begun and are not over, each with its host's token. */
    public static Map<String, String> begun(Path out) throws IOException {
        Map<String, String> begun = new HashMap<>();
        for (Path state : files(out.resolve("private"))) {
            if (Json.parse(Files.readString(state)) instanceof Map<?, ?> map) {
                begun.put(String.valueOf(map.get("session")), String.valueOf(map.get("host_token")));
            }
        }
        return begun;
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Results are read from logs: a server without any plays for nothing. */
    private static void requireLogs(ServerLink link) {
        GetServerInfoResponse info = link.info()
                .orElseThrow(() -> Problem.of(
                        Problem.Kind.UNAVAILABLE,
                        "UNAVAILABLE",
                        "--server",
                        "a Walras server",
                        link.address() + ", where none answers",
                        ""));
        if (info.getDefaultLogMode() == LogMode.LOG_MODE_OFF || !Files.isDirectory(link.data())) {
            throw Problem.request(
                    "--server " + link.address(),
                    "a server with --data-dir, a folder that this machine sees as --server-data (OUT/logs unless given)",
                    info.getDefaultLogMode() == LogMode.LOG_MODE_OFF ? "one that keeps no logs" : link.data());
        }
    }

    private void playAll(
            List<Match> left,
            int all,
            Store store,
            Registry registry,
            ServerLink link,
            @Nullable OwnServer own,
            Progress progress)
            throws IOException, InterruptedException {
        try (Watchdog watchdog = new Watchdog()) {
            Guests guests = (match, seat, guest, session, ticket) -> print(match, guest, link.seat(session, ticket));
            Ground ground = Ground.of(tournament, out, registry, store, link, own, watchdog, said, guests);
            Thread hook = new Thread(() -> stop(watchdog, own));
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                playAll(left, all, ground, progress);
            } finally {
                forget(hook);
            }
        }
    }

    /** Prints a guest's address, which is told once. */
    private void print(Match match, Entrant guest, String address) {
        synchronized (said) {
            said.println("match " + match.index() + ": " + guest.name() + " joins by " + address);
            said.flush();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            hook.setName("walras-stopping"); // it runs already
        }
    }

    /** The user ends the tournament: nothing of it is left running, and another runner goes on with it. */
    private static void stop(Watchdog watchdog, @Nullable OwnServer own) {
        watchdog.killAll();
        if (own != null) {
            ProcessHandle.of(own.pid()).ifPresent(ProcessHandle::destroy);
        }
    }

    private void playAll(List<Match> left, int all, Ground ground, Progress progress)
            throws IOException, InterruptedException {
        Deque<Match> waiting = new ArrayDeque<>(left);
        AtomicInteger done = new AtomicInteger(all - left.size());
        int workers = Math.min(settings.workers(), left.size());
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int k = 0; k < workers; k++) {
                running.add(pool.submit(() -> {
                    for (Match match = next(waiting); match != null; match = next(waiting)) {
                        new MatchPlay(ground, match).play();
                        progress.update(done.incrementAndGet(), all, "match " + match.index());
                    }
                    return true;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw unwrapped(failed);
        } finally {
            synchronized (waiting) {
                waiting.clear(); // the others finish the matches that they are at, or are interrupted
            }
            pool.shutdownNow();
            pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static @Nullable Match next(Deque<Match> waiting) {
        synchronized (waiting) {
            return waiting.poll();
        }
    }

    private static RuntimeException unwrapped(ExecutionException failed) throws IOException {
        Throwable cause = failed.getCause();
        if (cause instanceof IOException outside) {
            throw outside;
        } else if (cause instanceof RuntimeException inside) {
            return inside;
        }
        return new IllegalStateException(cause);
    }
}
