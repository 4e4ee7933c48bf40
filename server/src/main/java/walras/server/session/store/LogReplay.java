package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.Dataset;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.session.shard.Change;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;

/** Does to a shard what its log says was done, and holds every turn against its hash. */
final class LogReplay {
    private final Path file;
    private final ShardBatch batch;
    private final Dataset.Watch watch;
    private final Audience audience;
    private final Consumer<LogRecord.Note> notes;
    private boolean enough;
    private @Nullable Turn last;
    private long turns;

    /** Is told of every turn that is there again. */
    @FunctionalInterface
    interface Audience {
        /** @return false for no more turns */
        boolean turn(Turn turn, LogRecord record);
    }

    LogReplay(Path file, ShardBatch batch) {
        this(file, batch, Dataset.Watch.NONE, (turn, record) -> true, note -> {});
    }

    /** A replay whose turns are shown to somebody. */
    LogReplay(Path file, ShardBatch batch, Audience audience) {
        this(file, batch, Dataset.Watch.NONE, audience, note -> {});
    }

    /** A replay whose steps somebody watches. */
    LogReplay(Path file, ShardBatch batch, Dataset.Watch watch) {
        this(file, batch, watch, (turn, record) -> true, note -> {});
    }

    /** A replay that tells somebody what happened to seats. */
    LogReplay(Path file, ShardBatch batch, Consumer<LogRecord.Note> notes) {
        this(file, batch, Dataset.Watch.NONE, (turn, record) -> true, notes);
    }

    private LogReplay(
            Path file, ShardBatch batch, Dataset.Watch watch, Audience audience, Consumer<LogRecord.Note> notes) {
        this.file = file;
        this.batch = batch;
        this.watch = watch;
        this.audience = audience;
        this.notes = notes;
    }

    /** The last turn; null if nothing was ever reset. */
    @Nullable
    Turn last() {
        return last;
    }

    /** Turns that were made again, each with the hash it had. */
    long turns() {
        return turns;
    }

    /**
     * Replays what is left of a log, whose header has been read.
     *
     * @throws IOException if the log is damaged, or a turn comes out otherwise than it was
     */
    void run(LogReader log) throws IOException {
        for (LogRecord record = log.next(); record != null; record = enough ? null : log.next()) {
            try {
                apply(record);
            } catch (RuntimeException failed) {
                throw new IOException(file + ": before byte " + log.offset() + ": " + failed.getMessage(), failed);
            }
        }
    }

    private void apply(LogRecord record) {
        if (record instanceof LogRecord.Step step) {
            Change change = ShardRecords.step(step, batch);
            watch.before();
            made(batch.apply(step.step(), change), step.hash());
            watch.after();
        } else if (record instanceof LogRecord.Reset reset) {
            made(batch.apply(reset.step(), ShardRecords.reset(reset)), reset.hash());
            watch.reset(reset.mask());
        } else if (record instanceof LogRecord.Restore restore) {
            made(batch.apply(restore.step(), new Change.Restore(restore.snapshot())), restore.hash());
            watch.restored();
        } else if (record instanceof LogRecord.Snapshot snapshot) {
            batch.putBack(snapshot.snapshot());
            last = batch.turn(snapshot.step(), Turn.Cause.STEP);
            watch.restored();
        } else if (record instanceof LogRecord.Note note) {
            notes.accept(note);
            if (note instanceof LogRecord.Lapse lapse) {
                lapse.seats().forEach(batch::wasLate);
            }
            return;
        } else {
            throw new IllegalArgumentException("a second header");
        }
        Turn turn = last;
        enough = turn != null && !audience.turn(turn, record);
    }

    private void made(Turn turn, int hash) {
        long expected = last == null ? 0 : last.step() + 1;
        if (turn.step() != expected) {
            throw Problem.request("step", Long.toString(expected), turn.step());
        }
        int got = ShardRecords.hash(turn);
        if (got != hash) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "OTHER_TURN",
                    "step " + turn.step(),
                    "hash " + Integer.toHexString(hash),
                    Integer.toHexString(got),
                    "");
        }
        last = turn;
        turns++;
    }
}
