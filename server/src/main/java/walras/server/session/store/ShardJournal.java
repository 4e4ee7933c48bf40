package walras.server.session.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;
import walras.server.session.shard.Change;
import walras.server.session.shard.Journal;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.StepProblems;
import walras.server.session.shard.Turn;

/** The log of one shard. When it cannot be written, the step is refused: nobody is told of what would be forgotten. */
public final class ShardJournal implements Journal {
    private static final System.Logger LOG = System.getLogger("walras.server");
    /** A log longer than this, and than some snapshots, begins again with a snapshot. */
    private static final long LONG_BYTES = 64L << 20;

    private static final int SNAPSHOTS = 16;

    private final LogWriter log;
    private final LogRecord.Header header;
    private final @Nullable LogSyncer syncer;
    private final long longBytes;
    private final int snapshots;
    private final List<LogRecord> notes = new ArrayList<>(); // to be written with the next turn
    private long compactAt;
    private boolean inDoubt;
    private boolean unsynced; // of the syncer's thread

    /** @param syncer that brings the log to the disk before anybody is told; null where the operating system has it */
    ShardJournal(LogWriter log, LogRecord.Header header, @Nullable LogSyncer syncer) {
        this(log, header, syncer, LONG_BYTES, SNAPSHOTS);
    }

    private ShardJournal(
            LogWriter log, LogRecord.Header header, @Nullable LogSyncer syncer, long longBytes, int snapshots) {
        this.syncer = syncer;
        this.snapshots = snapshots;
        this.log = log;
        this.header = header;
        this.longBytes = longBytes;
        this.compactAt = longBytes;
    }

    /** The same, which begins its log again when it is longer than so many bytes and snapshots. */
    public ShardJournal shortenedAt(long bytes, int ofSnapshots) {
        return new ShardJournal(log, header, syncer, bytes, ofSnapshots);
    }

    LogWriter log() {
        return log;
    }

    @Override
    public void beforeStep(long number, Supplier<byte[]> state) {
        if (log.bytes() <= compactAt) {
            return;
        }
        byte[] snapshot = state.get();
        compactAt = Math.max(longBytes, (long) snapshots * snapshot.length);
        if (log.bytes() > compactAt) {
            try {
                log.compact(header, new LogRecord.Snapshot(number - 1, snapshot));
            } catch (IOException full) {
                LOG.log(System.Logger.Level.WARNING, log.file() + " grows on, for it cannot be shortened", full);
                compactAt = log.bytes() + longBytes;
            }
        }
    }

    @Override
    public void write(Turn turn, Change change, Supplier<Map<Integer, byte[]>> actions) {
        append(ShardRecords.of(turn, change, actions));
    }

    @Override
    public void note(LogRecord.Note note) {
        notes.add(note);
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public boolean inDoubt() {
        return inDoubt;
    }

    private void append(LogRecord record) {
        List<LogRecord> together = new ArrayList<>(notes);
        together.add(record);
        try {
            log.append(together);
        } catch (IOException full) {
            throw log.closed() ? StepProblems.closed() : refused(full);
        }
        notes.clear();
        if (inDoubt) {
            inDoubt = false;
            LOG.log(System.Logger.Level.INFO, "{0} can be written again", log.file());
        }
    }

    /** The log did not take something; said in the server's log when it begins, and to whoever asked each time. */
    private Problem refused(IOException full) {
        if (!inDoubt) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    log.file() + " cannot be written: steps are refused until it can",
                    full);
        }
        inDoubt = true;
        return notLogged(full);
    }

    @Override
    public boolean syncs() {
        return syncer != null;
    }

    @Override
    public void whenSynced(Consumer<@Nullable Problem> told) {
        Objects.requireNonNull(syncer).whenSynced(log, full -> told.accept(synced(full)));
    }

    /** What was written is on the disk, or is not. */
    private @Nullable Problem synced(@Nullable IOException full) {
        if (full != null && !unsynced) {
            LOG.log(System.Logger.Level.WARNING, log.file() + " does not reach the disk: steps are refused", full);
        } else if (full == null && unsynced) {
            LOG.log(System.Logger.Level.INFO, "{0} reaches the disk again", log.file());
        }
        unsynced = full != null;
        return full == null ? null : notLogged(full);
    }

    private Problem notLogged(IOException full) {
        String broken = log.torn() ? "; the log is broken at byte " + log.bytes() + " until it can be cut there" : "";
        return StepProblems.notLogged("session's log", full.getMessage() + broken);
    }

    @Override
    public void rewind() {
        try {
            log.rewind();
        } catch (IOException stuck) { // it will be cut, or the step refused, before anything is appended
            LOG.log(System.Logger.Level.WARNING, "a log stays torn for now", stuck);
        }
    }

    /**
     * The state that the log leads to.
     *
     * @param twin a new batch of the same shard, which is spent afterwards
     * @throws Problem of kind INTERNAL if the log cannot be read back
     */
    public byte[] logged(ShardBatch twin) { // -> [bytes]
        if (log.closed()) {
            throw StepProblems.closed();
        }
        try (LogReader reader = new LogReader(log.file(), log.bytes())) {
            JsonObject.header(log.file(), reader);
            new LogReplay(log.file(), twin, LogReplay.Audience.NONE).run(reader);
            return twin.snapshot();
        } catch (IOException unreadable) {
            throw Problem.of(
                    Problem.Kind.INTERNAL,
                    "INTERNAL",
                    "session's log",
                    "one that leads back to the last turn",
                    String.valueOf(unreadable.getMessage()),
                    "");
        }
    }
}
