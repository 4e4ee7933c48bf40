package walras.server.session;

import java.nio.ByteBuffer;

/** Takes what a rollout makes, on the thread that makes it. Must not block, and must not throw. */
public interface RolloutReader {
    /** What suits it. */
    RolloutPace pace();

    /**
     * Memory for the next chunk, which is written to until the chunk is handed over or the rollout pauses or fails. Asked
     * for when a chunk is wanted.
     *
     * @param count bytes of the longest chunk of this rollout
     */
    ByteBuffer room(int count); // [count or more]

    /**
     * Takes the next chunk, whose bytes are the reader's from now on.
     *
     * @return true if the next one is welcome at once; else the rollout pauses
     */
    boolean chunk(RolloutChunk chunk);

    /** The rollout has paused; {@link Rollout#advance} makes it go on. Not called after {@link #failed}. */
    void paused();

    /** There are no more chunks. */
    void failed(RuntimeException why);
}
