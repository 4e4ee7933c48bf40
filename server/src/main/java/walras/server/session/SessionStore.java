package walras.server.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogDisk;
import walras.server.log.LogReader;
import walras.server.log.LogWriter;

/** Keeps logged sessions on the disk, and brings them back after the server died. */
public final class SessionStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final DataDirectory directory;
    private final LogSyncer syncer = new LogSyncer();

    /** @throws IOException if the folder cannot be written, or another server has it */
    public SessionStore(Path root, Retention retention) throws IOException {
        this(root, retention, LogDisk.REAL);
    }

    SessionStore(Path root, Retention retention, LogDisk disk) throws IOException {
        directory = new DataDirectory(root, disk, retention);
    }

    /** Brings a session's logs to the disk before anybody is told of a turn; null where that is not asked for. */
    private @Nullable LogSyncer syncer(SessionConfig config) {
        return config.logMode() == SessionConfig.LogMode.SYNCED ? syncer : null;
    }

    /** What the logs have. */
    Replays replays(SessionPlanner planner, TableMemory tables) {
        return new Replays(directory, planner, tables);
    }

    /**
     * Begins the logs of a new session.
     *
     * @throws Problem NOT_LOGGED if the disk does not take them; nothing of them is left
     */
    void begin(Session session, SessionIdentity identity) {
        try {
            SessionConfig config = session.plan().config();
            session.writeTo(directory.create(identity, config, syncer(config)));
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "the logs of a new session cannot be written", full);
            throw StepProblems.notLogged("config.log_mode", String.valueOf(full.getMessage()));
        }
    }

    /** Puts the logs of a session that has ended away. */
    void retire(Session session, long nowMillis) {
        release(session);
        try {
            directory.retire(session.id(), session.plan().config().shards(), nowMillis);
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.ERROR, "the logs of session " + session.id() + " stay where they are", failed);
        }
    }

    /** Closes the logs of a session that will go on when the server is started again. */
    void release(Session session) {
        for (ShardJournal journal : session.journals()) {
            try {
                journal.log().close();
            } catch (IOException failed) {
                LOG.log(System.Logger.Level.WARNING, "a log was not closed well", failed);
            }
        }
    }

    /** Makes a session out of what a log's header says. */
    interface Maker {
        Session make(SessionIdentity identity, SessionConfig config);

        /** The session could not be brought to where it was. */
        void discard(Session session);
    }

    /** Brings back every session that was open. One that cannot be is left alone, and the log says why. */
    List<Session> recover(Maker maker, long nowMillis) throws IOException {
        List<Session> recovered = new ArrayList<>();
        for (Map.Entry<String, List<Path>> left : directory.left(nowMillis).entrySet()) {
            try {
                recovered.add(recover(left.getValue(), maker));
                LOG.log(System.Logger.Level.INFO, "session {0} is back", left.getKey());
            } catch (IOException | Problem failed) {
                LOG.log(System.Logger.Level.ERROR, cannot(left.getKey()) + ": " + failed.getMessage());
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.ERROR, cannot(left.getKey()), failed);
            }
        }
        return recovered;
    }

    private static String cannot(String id) {
        return "session " + id + " cannot be brought back";
    }

    private Session recover(List<Path> files, Maker maker) throws IOException {
        if (files.isEmpty()) {
            throw new IOException("the log of shard 0 is missing");
        }
        JsonObject header;
        try (LogReader log = new LogReader(files.get(0))) {
            header = DataDirectory.header(files.get(0), log);
        }
        SessionIdentity identity = SessionIdentity.read(header);
        SessionConfig config = ConfigJson.read(header.object("config"));
        requireShards(files, config);
        Session session = maker.make(identity, config);
        try {
            List<ShardJournal> journals = new ArrayList<>();
            for (int shard = 0; shard < files.size(); shard++) {
                journals.add(replay(session, identity, shard, files.get(shard)));
            }
            session.writeTo(journals);
            return session;
        } catch (IOException | RuntimeException failed) {
            maker.discard(session);
            throw failed;
        }
    }

    private static void requireShards(List<Path> files, SessionConfig config) {
        if (files.size() != config.shards()) {
            throw Problem.request("logs", "one per shard, " + config.shards(), files.size());
        }
    }

    private ShardJournal replay(Session session, SessionIdentity identity, int shard, Path file) throws IOException {
        LogReplay replay = new LogReplay(file, session.shard(shard).batch(), session::recall);
        try (LogReader log = new LogReader(file)) {
            DataDirectory.header(file, log);
            replay.run(log);
            warnOfTornTail(file, log);
            resume(session, shard, replay);
            LogWriter writer = LogWriter.resume(directory.disk(), file, log.offset());
            SessionConfig config = session.plan().config();
            if (syncer(config) != null) {
                writer.sync(); // whoever asks for the last turn again is told that it is on the disk
            }
            return new ShardJournal(writer, identity.header(config, shard), syncer(config));
        }
    }

    private static void warnOfTornTail(Path file, LogReader log) {
        if (log.tornBytes() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cut a torn tail of {1} bytes at byte {2}",
                    file,
                    log.tornBytes(),
                    log.offset());
        }
    }

    private static void resume(Session session, int shard, LogReplay replay) {
        Turn last = replay.last();
        if (last != null) {
            session.shard(shard).resume(last);
        }
    }

    @Override
    public void close() {
        syncer.close();
        try {
            directory.close();
        } catch (IOException left) {
            LOG.log(System.Logger.Level.WARNING, "the data directory's lock was not given back well", left);
        }
    }
}
