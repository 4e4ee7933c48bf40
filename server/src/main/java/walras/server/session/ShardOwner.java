package walras.server.session;

import java.util.List;
import java.util.function.Consumer;
import walras.env.Problem;

/** What a shard tells and asks its session. Called by the thread that makes a turn. */
interface ShardOwner {
    /**
     * Publishes a turn when the log has it, which may be later and on another thread.
     *
     * @param failed is told instead if the log could not be brought to the disk; it must not block
     */
    void whenRecorded(int shard, Runnable publish, Consumer<Problem> failed);

    /** Why nothing is accepted any more, once the session has ended. */
    Problem over();

    /**
     * A turn was published.
     *
     * @param steps how many turns were made to get there
     * @param told true if participants are to be sent it
     */
    void made(Turn turn, long steps, long nanos, boolean told);

    void failed(int shard, long step, RuntimeException why);

    /** Seats missed the deadline of a step; called under the shard's monitor. */
    void lapsed(int shard, long step, List<Integer> seats);

    boolean forfeited(int seat);

    /** True if somebody holds a seat. */
    boolean attended();
}
