package walras.server.session.shard;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogRecord;

/** Writes down what is done to a shard, before anybody is told; this one writes nothing. Called by the shard's owner. */
public interface Journal {
    /** Writes nothing. */
    Journal NONE = new Journal() {};

    /**
     * A step is about to be taken: the moment to shorten a log that has grown too long.
     *
     * @param snapshot takes the shard's state, {@code [bytes]}
     */
    default void beforeStep(long number, Supplier<byte[]> snapshot) {}

    /**
     * A turn was made.
     *
     * @param change that made it
     * @param actions finds those of a step, by remote seat, {@code [bytes]} each
     * @throws Problem NOT_LOGGED if it cannot be written down; the log is what it was
     */
    default void write(Turn turn, Change change, Supplier<Map<Integer, byte[]>> actions) {}

    /** Something happened to seats; written down with the turn that follows. */
    default void note(LogRecord.Note note) {}

    /** False if whatever is handed over is thrown away. */
    default boolean writes() {
        return false;
    }

    /** True if the last record could not be written, so that the next one may well not be either. */
    default boolean inDoubt() {
        return false;
    }

    /** True if a turn is to be told only when it is on the disk. */
    default boolean syncs() {
        return false;
    }

    /**
     * Tells when all that was written is on the disk, later and on another thread, with null; or why it cannot be brought
     * there.
     */
    default void whenSynced(Consumer<@Nullable Problem> told) {
        told.accept(null);
    }

    /** Forgets what has not been brought to the disk. */
    default void rewind() {}
}
