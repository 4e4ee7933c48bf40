package walras.server.rpc;

import io.grpc.Context;
import java.nio.ByteBuffer;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.RolloutMessages;
import walras.v1.RolloutResponse;

/**
 * Where the chunks of a call's rollout lie: in its messages, which are copied when they are sent, or elsewhere. Called by the
 * thread that plays, but for {@link #begin}.
 */
public interface ChunkMemory {
    /** The memory of the call that is being started; none where chunks lie in the call's messages. */
    Context.Key<ChunkMemory> KEY = Context.key("walras-chunk-memory");

    /**
     * A rollout is about to be prepared. Called by the thread that starts the call.
     *
     * @throws walras.env.Problem if there can be no such memory
     */
    default void begin() {}

    default RolloutPace pace() {
        return RolloutPace.MESSAGES;
    }

    /** As {@link walras.server.session.rollout.RolloutOutlet#room}. */
    ByteBuffer room(int count); // [count or more]

    /** The message of a chunk that was written to the last room: carries the chunk's bytes, or says where they are. */
    default RolloutResponse message(RolloutChunk chunk) {
        return RolloutMessages.write(chunk);
    }

    /** No room is written to any more. */
    default void rest() {}
}
