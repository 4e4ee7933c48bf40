package walras.server.rpc;

import org.jspecify.annotations.Nullable;
import walras.server.wire.PlayOut;

/** What carries a play. Safe to call from any thread. */
interface PlayCall {
    /** Sends a message, in order. */
    void send(PlayOut message);

    /** False if the reader is slow; the writer is told when it has caught up. */
    boolean isReady();

    /** Asks for the next message. */
    void next();

    /** Nothing is sent any more; {@code why} is null where all is well. */
    void close(@Nullable Throwable why);
}
