package walras.server.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;
import walras.server.report.Json;

/** The log of one shard. When it cannot be written, the step fails: nobody is told of what would be forgotten. */
final class ShardJournal implements Journal {
    /** A log longer than this, and than some snapshots, begins again with a snapshot. */
    private static final long LONG_BYTES = 64L << 20;

    private static final int SNAPSHOTS = 16;

    private final LogWriter log;
    private final LogRecord.Header header;
    private final long longBytes;
    private long snapshotBytes;

    ShardJournal(LogWriter log, LogRecord.Header header) {
        this(log, header, LONG_BYTES);
    }

    ShardJournal(LogWriter log, LogRecord.Header header, long longBytes) {
        this.log = log;
        this.header = header;
        this.longBytes = longBytes;
    }

    LogWriter log() {
        return log;
    }

    @Override
    public void beforeStep(long number, ShardBatch batch) {
        if (log.bytes() > Math.max(longBytes, SNAPSHOTS * snapshotBytes)) {
            byte[] snapshot = batch.snapshot();
            snapshotBytes = snapshot.length;
            writing(() -> log.compact(header, new LogRecord.Snapshot(number - 1, snapshot)));
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
        order.rowOptions().forEach(part -> options.add(List.of(part.rows(), part.options())));
        append(new LogRecord.Reset(
                turn.step(), order.mask(), order.seed(), order.rowSeeds(), Json.line(options), hash(turn)));
    }

    @Override
    public void restore(Turn turn, byte[] snapshot) { // [bytes]
        append(new LogRecord.Restore(turn.step(), snapshot, hash(turn)));
    }

    @Override
    public void lapse(List<Integer> seats) {
        append(new LogRecord.Lapse(seats));
    }

    @Override
    public boolean writes() {
        return true;
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
        writing(() -> log.append(record));
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void writing(Writing work) {
        try {
            work.run();
        } catch (IOException failed) {
            throw new UncheckedIOException("a session's log cannot be written", failed);
        }
    }
}
