package walras.server.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import walras.env.Problem;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;
import walras.server.report.Json;

/** The log of one shard. When it cannot be written, the step is refused: nobody is told of what would be forgotten. */
final class ShardJournal implements Journal {
    private static final System.Logger LOG = System.getLogger("walras.server");
    /** A log longer than this, and than some snapshots, begins again with a snapshot. */
    private static final long LONG_BYTES = 64L << 20;

    private static final int SNAPSHOTS = 16;

    private final LogWriter log;
    private final LogRecord.Header header;
    private final long longBytes;
    private final int snapshots;
    private final List<LogRecord> lapses = new ArrayList<>(); // to be written with the next turn
    private long compactAt;
    private boolean inDoubt;
    private boolean unsynced;

    ShardJournal(LogWriter log, LogRecord.Header header) {
        this(log, header, LONG_BYTES, SNAPSHOTS);
    }

    /** A journal that begins its log again when it is longer than so many bytes and snapshots. */
    ShardJournal(LogWriter log, LogRecord.Header header, long longBytes, int snapshots) {
        this.snapshots = snapshots;
        this.log = log;
        this.header = header;
        this.longBytes = longBytes;
        this.compactAt = longBytes;
    }

    LogWriter log() {
        return log;
    }

    @Override
    public void beforeStep(long number, ShardBatch batch) {
        if (log.bytes() <= compactAt) {
            return;
        }
        byte[] snapshot = batch.snapshot();
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
    public void step(Turn turn, ShardBatch batch) {
        List<LogRecord.SeatActions> actions = new ArrayList<>();
        for (int seat : batch.remoteSeats()) {
            actions.add(new LogRecord.SeatActions(seat, batch.codec(seat).encodeActions()));
        }
        append(new LogRecord.Step(turn.step(), actions, hash(turn)));
    }

    @Override
    public void reset(Turn turn, ResetOrder order) {
        List<Object> options = new ArrayList<>();
        order.rowOptions().forEach(rows -> options.add(List.of(rows.rows(), rows.options())));
        order.parts().forEach(part -> options.add(ConfigJson.write(part)));
        append(new LogRecord.Reset(
                turn.step(), order.mask(), order.seed(), order.rowSeeds(), Json.line(options), hash(turn)));
    }

    @Override
    public void restore(Turn turn, byte[] snapshot) { // [bytes]
        append(new LogRecord.Restore(turn.step(), snapshot, hash(turn)));
    }

    @Override
    public void lapse(List<Integer> seats) {
        lapses.add(new LogRecord.Lapse(seats));
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public boolean inDoubt() {
        return inDoubt;
    }

    /** What a replay must give again: the frames of every seat, and the final ones. */
    static int hash(Turn turn) {
        CRC32C checksum = new CRC32C();
        for (byte[] frame : turn.frames()) {
            if (frame != null) {
                checksum.update(frame);
            }
        }
        checksum.update(turn.finalRows());
        for (byte[] frame : turn.finalFrames()) {
            if (frame != null) {
                checksum.update(frame);
            }
        }
        return (int) checksum.getValue();
    }

    private void append(LogRecord record) {
        List<LogRecord> together = new ArrayList<>(lapses);
        together.add(record);
        try {
            log.append(together);
        } catch (IOException full) {
            throw log.closed() ? StepProblems.closed() : refused(full);
        }
        lapses.clear();
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

    /** What was written could not be brought to the disk. */
    Problem unsynced(IOException full) {
        if (!unsynced) {
            LOG.log(System.Logger.Level.WARNING, log.file() + " does not reach the disk: steps are refused", full);
        }
        unsynced = true;
        return notLogged(full);
    }

    /** What was written is on the disk. */
    void synced() {
        if (unsynced) {
            unsynced = false;
            LOG.log(System.Logger.Level.INFO, "{0} reaches the disk again", log.file());
        }
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

    @Override
    public byte[] logged(ShardBatch twin) { // -> [bytes]
        if (log.closed()) {
            throw StepProblems.closed();
        }
        try (LogReader reader = new LogReader(log.file(), log.bytes())) {
            DataDirectory.header(log.file(), reader);
            new LogReplay(log.file(), twin).run(reader);
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
