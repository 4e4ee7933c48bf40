package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.session.shard.Change;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;

/** Does to a shard what its log says was done, and holds every turn against its hash. */
final class LogReplay {
    private final Path file;
    private final ShardBatch batch;
    private final Audience audience;
    private boolean enough;
    private @Nullable Turn last;
    private long turns;

    /** Is told what the log says, in its order. */
    interface Audience {
        Audience NONE = new Audience() {};

        /** A step comes next. */
        default void before() {}

        /**
         * A turn is there again.
         *
         * @return false for no more turns
         */
        default boolean turn(Turn turn, LogRecord record) {
            return true;
        }

        /** Something happened to seats. */
        default void note(LogRecord.Note note) {}
    }

    LogReplay(Path file, ShardBatch batch, Audience audience) {
        this.file = file;
        this.batch = batch;
        this.audience = audience;
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
            audience.before();
            made(batch.apply(step.step(), change), step.hash());
        } else if (record instanceof LogRecord.Reset reset) {
            made(batch.apply(reset.step(), ShardRecords.reset(reset)), reset.hash());
        } else if (record instanceof LogRecord.Restore restore) {
            made(batch.apply(restore.step(), new Change.Restore(restore.snapshot())), restore.hash());
        } else if (record instanceof LogRecord.Snapshot snapshot) {
            batch.putBack(snapshot.snapshot());
            last = batch.turn(snapshot.step(), Turn.Cause.STEP);
        } else if (record instanceof LogRecord.Note note) {
            audience.note(note);
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
