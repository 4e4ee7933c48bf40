package walras.server.session;

/** Takes what a rollout makes, on the thread that makes it. Must not block, and must not throw. */
public interface RolloutReader {
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
