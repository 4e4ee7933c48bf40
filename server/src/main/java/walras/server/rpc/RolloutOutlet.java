package walras.server.rpc;

import java.nio.ByteBuffer;
import walras.server.session.RolloutChunk;
import walras.server.session.RolloutPace;
import walras.server.session.RolloutReader;

/** Where a rollout's chunks go. Must not block. */
public interface RolloutOutlet {
    /** What suits it. */
    RolloutPace pace();

    /** Memory for the next chunk; see {@link RolloutReader#room}. */
    ByteBuffer room(int count); // [count or more]

    /** True if a chunk can be taken; whoever becomes ready calls {@link RolloutFlow#advance}. */
    boolean ready();

    /** Takes a chunk, which was written to the last room. Only called when ready. */
    void send(RolloutChunk chunk);

    /** The rollout has ended well; nothing more is called. */
    void complete();

    /** The rollout has ended otherwise; nothing more is called. */
    void fail(Throwable why);

    /** The rollout was cancelled, and nothing is written to a room any more. */
    default void rest() {}
}
