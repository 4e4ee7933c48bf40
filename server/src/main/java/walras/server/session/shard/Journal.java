package walras.server.session.shard;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogRecord;

/** Writes down what is done to a shard, before anybody is told. Called by the shard's owner of the moment. */
public interface Journal {
    /** Writes nothing. */
    Journal NONE = new Journal() {
        @Override
        public void beforeStep(long number, ShardBatch batch) {}

        @Override
        public void write(Turn turn, Change change, ShardBatch batch) {}

        @Override
        public void note(LogRecord.Note note) {}

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public boolean inDoubt() {
            return false;
        }

        @Override
        public boolean syncs() {
            return false;
        }

        @Override
        public void whenSynced(Consumer<@Nullable Problem> told) {
            told.accept(null);
        }

        @Override
        public void rewind() {}

        @Override
        public byte[] logged(ShardBatch twin) {
            throw new IllegalStateException("nothing is written down");
        }
    };

    /** A step is about to be taken: the moment to shorten a log that has grown too long. */
    void beforeStep(long number, ShardBatch batch);

    /**
     * A turn was made.
     *
     * @param change that made it, a step by the actions that are in the batch's arrays
     * @throws Problem NOT_LOGGED if it cannot be written down; the log is what it was
     */
    void write(Turn turn, Change change, ShardBatch batch);

    /** Something happened to seats; written down with the turn that follows. */
    void note(LogRecord.Note note);

    /** False if whatever is handed over is thrown away. */
    boolean writes();

    /** True if the last record could not be written, so that the next one may well not be either. */
    boolean inDoubt();

    /** True if a turn is to be told only when it is on the disk. */
    boolean syncs();

    /**
     * Tells when all that was written is on the disk, later and on another thread, with null; or why it cannot be brought
     * there.
     */
    void whenSynced(Consumer<@Nullable Problem> told);

    /** Forgets what has not been brought to the disk. */
    void rewind();

    /**
     * The state that the log leads to.
     *
     * @param twin a new batch of the same shard, which is spent afterwards
     * @throws Problem of kind INTERNAL if the log cannot be read back
     */
    byte[] logged(ShardBatch twin); // -> [bytes]
}
