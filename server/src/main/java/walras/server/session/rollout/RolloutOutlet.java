package walras.server.session.rollout;

import java.nio.ByteBuffer;

/** What carries a rollout to its reader. Called by the thread that plays, but for {@link #ready}. Must not block. */
public interface RolloutOutlet {
    /** What suits it. */
    RolloutPace pace();

    /**
     * Memory for the next chunk, which is written to until the chunk is sent, or the rollout pauses or ends.
     *
     * @param count bytes of the longest chunk of the rollout
     */
    ByteBuffer room(int count); // [count or more]

    /** True if a chunk can be taken; whoever becomes ready calls {@link Rollout#advance}. Called by any thread. */
    boolean ready();

    /** Takes a chunk, which was written to the last room, and whose bytes are the reader's from now on. */
    void send(RolloutChunk chunk);

    /** The rollout has ended well; nothing more is called. */
    void complete();

    /** The rollout has ended otherwise; nothing more is called. */
    void fail(Throwable why);

    /** The rollout was cancelled, and nothing is written to a room any more; nothing more is called. */
    default void rest() {}
}
