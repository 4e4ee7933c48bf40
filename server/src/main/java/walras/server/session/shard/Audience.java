package walras.server.session.shard;

import java.util.List;
import java.util.OptionalLong;

/** Those who are told what a shard does, and whose seats it asks about. Called by the thread that owns the shard. */
public interface Audience {
    /** A reset or a restore has made a turn, which is published next. */
    void altered(int shard, long step, Change change);

    /**
     * A turn was published.
     *
     * @param steps how many turns were made to get there
     * @param nanos that they took
     * @param told true if participants are to be sent it
     */
    void made(Turn turn, long steps, long nanos, boolean told);

    /** A step waited so long for its last seat, from the first one's action on. */
    default void waitedForSeats(long nanos) {}

    /** Work waited so long for a worker. */
    default void waitedForWorker(long nanos) {}

    /** A turn could not be made, for which seats have acted. */
    void failed(int shard, OptionalLong step, Throwable why);

    /** Seats missed the deadline of a step. */
    void lapsed(int shard, long step, List<Integer> seats);

    /** A seat's action for a step was refused, for the first time. */
    void refused(int shard, long step, int seat);

    /** What the seat has left of its bank. */
    long bankNanos(int seat);

    /** The seat takes so much of its bank, or what is left of it. */
    void spend(int seat, long nanos);

    /** True if the seat has been forfeited and is not waited for any more. Called by any thread. */
    boolean forfeited(int seat);

    /** True if somebody holds a seat. */
    boolean attended();

    /** True if somebody holds the seat. */
    boolean attended(int seat);
}
