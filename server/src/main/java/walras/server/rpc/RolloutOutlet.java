package walras.server.rpc;

import java.nio.ByteBuffer;
import walras.server.session.RolloutChunk;
import walras.server.session.RolloutPace;
import walras.server.session.RolloutReader;

/** Where a rollout's chunks go. Must not block. */
public interface RolloutOutlet {
    /** What suits it. */
    RolloutPace pace();

    /** Memory for the chunks; see {@link RolloutReader#room}. */
    ByteBuffer room(int count); // [count or more]

    /** True if a chunk can be taken; whoever becomes ready calls {@link RolloutFlow#advance}. */
    boolean ready();

    /** Takes a chunk, whose bytes change after this returns. Only called when ready. */
    void send(RolloutChunk chunk);

    /** The rollout has ended well; nothing more is called. */
    void complete();

    /** The rollout has ended otherwise; nothing more is called. */
    void fail(Throwable why);
}
