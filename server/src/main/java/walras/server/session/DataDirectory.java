package walras.server.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;

/** Where logs lie: {@code sessions/ID.SHARD.log} of sessions that are open, {@code closed/} of those that have ended. */
final class DataDirectory {
    private static final String SUFFIX = ".log";

    private final Path open;
    private final Path closed;

    /** @throws IOException if the folders cannot be made */
    DataDirectory(Path root) throws IOException {
        open = Files.createDirectories(root.resolve("sessions"));
        closed = Files.createDirectories(root.resolve("closed"));
    }

    private static String name(String id, int shard) {
        return id + "." + shard + SUFFIX;
    }

    /** New logs for a session, one per shard. */
    List<ShardJournal> create(SessionIdentity identity, SessionConfig config) throws IOException {
        List<ShardJournal> journals = new ArrayList<>();
        for (int shard = 0; shard < config.shards(); shard++) {
            LogRecord.Header header = identity.header(config, shard);
            LogWriter log = LogWriter.create(open.resolve(name(identity.id(), shard)), header);
            log.sync();
            journals.add(new ShardJournal(log, header));
        }
        return journals;
    }

    /** Puts the logs of a session that has ended away. */
    void retire(String id, int shards) throws IOException {
        for (int shard = 0; shard < shards; shard++) {
            Path file = open.resolve(name(id, shard));
            if (Files.exists(file)) {
                Files.move(file, closed.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** The logs of sessions that were open when the server died: by id, in the order of shards. */
    Map<String, List<Path>> left() throws IOException {
        Map<String, List<Path>> sessions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(open)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX)) {
                    String id = name.substring(0, name.indexOf('.'));
                    sessions.computeIfAbsent(id, any -> new ArrayList<>());
                }
            }
        }
        for (Map.Entry<String, List<Path>> session : sessions.entrySet()) {
            for (int shard = 0; Files.exists(open.resolve(name(session.getKey(), shard))); shard++) {
                session.getValue().add(open.resolve(name(session.getKey(), shard)));
            }
        }
        return sessions;
    }

    /**
     * Reads the header of a log.
     *
     * @throws IOException if the log is damaged or has none
     */
    static JsonObject header(Path file, LogReader log) throws IOException {
        if (log.next() instanceof LogRecord.Header header) {
            try {
                return JsonObject.parse(header.json());
            } catch (IllegalArgumentException broken) {
                throw new IOException(file + ": " + broken.getMessage(), broken);
            }
        }
        throw new IOException(file + ": no header");
    }
}
