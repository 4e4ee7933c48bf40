package walras.server.session;

import java.nio.ByteBuffer;

/** Takes what a rollout makes, on the thread that makes it. Must not block, and must not throw. */
public interface RolloutReader {
    /** What suits it. */
    RolloutPace pace();

    /**
     * Memory for the chunks, which are written to it one over the other. Asked for once, when the rollout is prepared.
     *
     * @param count bytes of the longest chunk
     */
    ByteBuffer room(int count); // [count or more]

    /**
     * Takes the next chunk, whose bytes change after this returns.
     *
     * @return true if the next one is welcome at once; else the rollout pauses
     */
    boolean chunk(RolloutChunk chunk);

    /** The rollout has paused; {@link Rollout#advance} makes it go on. Not called after {@link #failed}. */
    void paused();

    /** There are no more chunks. */
    void failed(RuntimeException why);
}
