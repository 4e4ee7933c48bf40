package walras.server.wire;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import walras.env.Problem;
import walras.v1.PlayRequest;

/** A message from a participant, as the play stream's marshaller read it. Valid until the next one on the same thread. */
public sealed interface PlayIn {
    /** An act: the hot case. The frames are views of the thread's buffer. */
    record HotAct(int shard, OptionalLong step, int[] seats, ByteBuffer[] frames) implements PlayIn {}

    /** Any other message. */
    record Message(PlayRequest request) implements PlayIn {}

    /** Bytes that are not a message of the protocol. */
    record Malformed(Problem why) implements PlayIn {}
}
