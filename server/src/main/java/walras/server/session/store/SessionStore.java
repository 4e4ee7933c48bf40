package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogDisk;
import walras.server.log.LogReader;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.StepProblems;
import walras.server.session.work.TableMemory;

/** Keeps logged sessions on the disk, and brings them back after the server died. */
public final class SessionStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final DataDirectory directory;
    private final LogSyncer syncer = new LogSyncer();

    /** @throws IOException if the folder cannot be written, or another server has it */
    public SessionStore(Path root, Retention retention) throws IOException {
        this(root, retention, LogDisk.REAL);
    }

    /** On a disk that a test may fail. */
    public SessionStore(Path root, Retention retention, LogDisk disk) throws IOException {
        directory = new DataDirectory(root, disk, retention);
    }

    /** The data directory, in which others may have folders of their own. */
    public Path root() {
        return directory.root();
    }

    /** How often logs were brought to the disk, for sessions that are told of nothing before. */
    public long syncs() {
        return syncer.syncs();
    }

    /** How long that took, all together. */
    public long syncNanos() {
        return syncer.nanos();
    }

    /** Brings a session's logs to the disk before anybody is told of a turn; null where that is not asked for. */
    private @Nullable LogSyncer syncer(SessionConfig config) {
        return config.logMode() == SessionConfig.LogMode.SYNCED ? syncer : null;
    }

    /** What the logs have. */
    public Replays replays(SessionPlanner planner, TableMemory tables) {
        return new Replays(directory, planner, tables);
    }

    /**
     * Begins the logs of a new session, one for each shard.
     *
     * @throws Problem NOT_LOGGED if the disk does not take them; nothing of them is left
     */
    public List<ShardJournal> begin(SessionIdentity identity, SessionConfig config) {
        try {
            return directory.create(identity, config, syncer(config));
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "the logs of a new session cannot be written", full);
            throw StepProblems.notLogged("config.log_mode", String.valueOf(full.getMessage()));
        }
    }

    /** Puts the logs of a session that has ended away. */
    public void retire(String id, List<ShardJournal> journals, long nowMillis) {
        release(journals);
        try {
            directory.retire(id, journals.size(), nowMillis);
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.ERROR, "the logs of session " + id + " stay where they are", failed);
        }
    }

    /** Closes the logs of a session that will go on when the server is started again. */
    public void release(List<ShardJournal> journals) {
        for (ShardJournal journal : journals) {
            try {
                journal.log().close();
            } catch (IOException failed) {
                LOG.log(System.Logger.Level.WARNING, "a log was not closed well", failed);
            }
        }
    }

    /** The logs of sessions that were open when the server died: by id, in the order of shards. */
    public Map<String, List<Path>> left(long nowMillis) throws IOException {
        return directory.left(nowMillis);
    }

    /**
     * What the logs of one session say that it is.
     *
     * @throws IOException if the first one is missing, or damaged at its beginning
     * @throws Problem if there is not one for each shard
     */
    public LeftSession open(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IOException("the log of shard 0 is missing");
        }
        JsonObject header;
        try (LogReader log = new LogReader(files.get(0))) {
            header = JsonObject.header(files.get(0), log);
        }
        SessionConfig config = ConfigJson.read(header.object("config"));
        if (files.size() != config.shards()) {
            throw Problem.request("logs", "one per shard, " + config.shards(), files.size());
        }
        return new LeftSession(SessionIdentity.read(header), config, files, directory.disk(), syncer(config));
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
