package walras.server.wire;

import java.util.List;
import walras.server.session.shard.Turn;
import walras.v1.PlayResponse;

/** A message to a participant. */
public sealed interface PlayOut {
    /** A turn as some seats see it: the hot case, never built as a message. */
    record HotTurn(Turn turn, List<Integer> seats) implements PlayOut {}

    /** Any other message. */
    record Message(PlayResponse response) implements PlayOut {}
}
