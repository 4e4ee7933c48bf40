package walras.server.session.shard;

/** What is done to a shard's batch and makes a turn: in play, when a log is played again, and in its verification. */
public sealed interface Change {
    /** A step, with the actions that are in the batch's arrays. */
    record Step() implements Change {
        public static final Step ONE = new Step();
    }

    /** Episodes begin. */
    record Reset(ResetOrder order) implements Change {}

    /** A state is put back. */
    record Restore(byte[] snapshot) implements Change {} // [bytes]

    /** The cause of the turn that it makes. */
    default Turn.Cause cause() {
        return this instanceof Step ? Turn.Cause.STEP : this instanceof Reset ? Turn.Cause.RESET : Turn.Cause.RESTORE;
    }

    /** True if the shard is whole again after it, whatever it was before. */
    default boolean heals() {
        return this instanceof Restore || (this instanceof Reset reset && ResetCheck.full(reset.order));
    }
}
