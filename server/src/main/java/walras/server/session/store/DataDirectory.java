package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.server.log.LogDisk;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;
import walras.server.session.plan.SessionConfig;

/**
 * Where logs lie: {@code sessions/ID.SHARD.log} of sessions that are open, {@code closed/} of those that have ended,
 * {@code damaged/} of those that nobody was ever told of. One server at a time.
 */
final class DataDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final String SUFFIX = ClosedLogs.SUFFIX;
    private static final String HALF = ".new"; // what a log that was being shortened leaves

    private final Path root;
    private final LogDisk disk;
    private final DirectoryLock lock;
    private final Path open;
    private final ClosedLogs closed;

    /** @throws IOException if the folders cannot be made, or another server has them */
    DataDirectory(Path root, LogDisk disk, Retention retention) throws IOException {
        this.root = Files.createDirectories(root);
        this.disk = disk;
        lock = DirectoryLock.take(root);
        try {
            open = Files.createDirectories(root.resolve("sessions"));
            closed = new ClosedLogs(root.resolve("closed"), retention);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    Path root() {
        return root;
    }

    LogDisk disk() {
        return disk;
    }

    private static String name(String id, int shard) {
        return id + "." + shard + SUFFIX;
    }

    /** The log of a shard of a session that is open or has ended; null if there is none. */
    @Nullable
    Path find(String id, int shard) {
        if (!id.matches("[0-9a-f]{1,64}")) {
            return null; // no id of ours, and no path that leads elsewhere
        }
        Path file = open.resolve(name(id, shard));
        if (Files.exists(file)) {
            return file;
        }
        Path ended = closed.folder().resolve(name(id, shard));
        return Files.exists(ended) ? ended : null;
    }

    /** True for a log of a session that has not ended. */
    boolean isOpen(Path file) {
        return open.equals(file.getParent());
    }

    /** The first shards' logs of all sessions, those written last first. */
    List<Path> youngest(int most) throws IOException {
        Map<Path, Long> written = new LinkedHashMap<>();
        for (Path folder : List.of(open, closed.folder())) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".0" + SUFFIX))
                        .toList()) {
                    written.put(file, file.toFile().lastModified()); // 0 for one that is moved meanwhile
                }
            }
        }
        return written.entrySet().stream()
                .sorted(Map.Entry.<Path, Long>comparingByValue().reversed())
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** New logs for a session, one per shard; none is left if one of them cannot be written. */
    List<ShardJournal> create(SessionIdentity identity, SessionConfig config, @Nullable LogSyncer syncer)
            throws IOException {
        List<ShardJournal> journals = new ArrayList<>();
        try {
            for (int shard = 0; shard < config.shards(); shard++) {
                LogRecord.Header header = identity.header(config, shard);
                LogWriter log = LogWriter.create(disk, open.resolve(name(identity.id(), shard)), header);
                journals.add(new ShardJournal(log, header, syncer));
            }
        } catch (IOException full) {
            for (ShardJournal journal : journals) {
                journal.log().close();
                Files.deleteIfExists(journal.log().file());
            }
            throw full;
        }
        return journals;
    }

    /** Puts the logs of a session that has ended away. */
    void retire(String id, int shards, long nowMillis) throws IOException {
        for (int shard = 0; shard < shards; shard++) {
            Path file = open.resolve(name(id, shard));
            if (Files.exists(file)) {
                closed.put(file);
            }
        }
        closed.trim(nowMillis);
    }

    /** The logs of sessions that were open when the server died: by id, in the order of shards. */
    Map<String, List<Path>> left(long nowMillis) throws IOException {
        Map<String, List<Path>> sessions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(open)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX + HALF)) {
                    Files.delete(file); // the log itself is whole
                } else if (name.endsWith(SUFFIX)) {
                    String id = name.substring(0, name.indexOf('.'));
                    sessions.computeIfAbsent(id, any -> new ArrayList<>()).add(file);
                }
            }
        }
        for (Map.Entry<String, List<Path>> session : List.copyOf(sessions.entrySet())) {
            if (finished(session.getKey(), session.getValue())) {
                sessions.remove(session.getKey());
            } else {
                session.setValue(inOrder(session.getKey(), session.getValue()));
            }
        }
        closed.trim(nowMillis);
        return sessions;
    }

    private List<Path> inOrder(String id, List<Path> files) {
        List<Path> ordered = new ArrayList<>();
        for (int shard = 0; ordered.size() < files.size(); shard++) {
            Path file = open.resolve(name(id, shard));
            if (!files.contains(file)) {
                break; // a shard's log is missing
            }
            ordered.add(file);
        }
        return ordered;
    }

    /** Ends what a server that died had begun: a session that ended, or one that never came to be. */
    private boolean finished(String id, List<Path> files) throws IOException {
        if (closed.has(name(id, 0))) {
            for (Path file : files) {
                closed.put(file);
            }
            return true;
        }
        for (Path file : files) {
            if (records(file, 1) == 0) {
                setAside(id, files, file.getFileName() + " has no whole header");
                return true;
            }
        }
        if (files.size() < shards(files.get(0)) && unused(files)) {
            setAside(id, files, "it has logs of " + files.size() + " of its shards");
            return true;
        }
        return false;
    }

    /** Counts whole records up to so many; damage ends the count as if there were more. */
    private static int records(Path file, int most) throws IOException {
        try (LogReader log = new LogReader(file)) {
            int count = 0;
            while (count < most && log.next() != null) {
                count++;
            }
            return count;
        } catch (LogReader.DamagedLogException damaged) {
            return most;
        }
    }

    private static int shards(Path file) {
        try (LogReader log = new LogReader(file)) {
            return JsonObject.header(file, log).object("config").integer("shards");
        } catch (IOException | IllegalArgumentException damaged) {
            return 0; // recovery says what is wrong
        }
    }

    private static boolean unused(List<Path> files) throws IOException {
        for (Path file : files) {
            if (records(file, 2) > 1) {
                return false;
            }
        }
        return true;
    }

    /** Logs are made, each with its header, before anybody hears of the session. */
    private void setAside(String id, List<Path> files, String why) throws IOException {
        Path damaged = Files.createDirectories(root.resolve("damaged"));
        for (Path file : files) {
            Files.move(file, damaged.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "session {0} never came to be: {1}; what there is of it is in {2}",
                id,
                why,
                damaged);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
