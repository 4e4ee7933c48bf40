package walras.server.rpc.local;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** What one connection is for. Called on its event loop. */
interface LocalStream {
    /**
     * A message has come.
     *
     * @throws IOException if it has no place here; ends the connection
     */
    void received(int kind, ByteBuf payload) throws IOException;

    /** The reader may have caught up. */
    void writable();

    /** The server takes no new connections, and wants the present ones to end. */
    default void draining() {}

    /** The connection is gone. */
    void disconnected();
}
