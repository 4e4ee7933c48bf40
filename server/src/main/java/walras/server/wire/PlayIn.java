package walras.server.wire;

import walras.env.Problem;
import walras.server.session.shard.Acts;
import walras.v1.PlayRequest;

/** A message from a participant, as the play stream's marshaller read it. Valid until the next one on the same thread. */
public sealed interface PlayIn {
    /** An act: the hot case. The frames are views of the thread's buffer. */
    record HotAct(Acts acts) implements PlayIn {}

    /** Any other message. */
    record Message(PlayRequest request) implements PlayIn {}

    /** Bytes that are not a message of the protocol. */
    record Malformed(Problem why) implements PlayIn {}
}
