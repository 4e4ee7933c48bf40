package walras.server.rpc.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import walras.v1.PlayRequest;

/**
 * What goes over the socket: length and kind, 4 bytes each, little-endian, then so many bytes.
 */
final class LocalMessage {
    static final int HEADER_BYTES = 8;

    /** Up, first: what the caller would show as `authorization`, UTF-8, or nothing. */
    static final int OPEN = 1;
    /** Up: a PlayRequest. Down: a PlayResponse. */
    static final int MESSAGE = 2;
    /** Up: nothing more comes. Down: the stream has ended, well or, with an ErrorDetail, not. */
    static final int END = 3;

    private LocalMessage() {}

    /** Room for a message whose header is written. */
    static ByteBuf room(ByteBufAllocator buffers, int kind, int length) {
        return buffers.buffer(HEADER_BYTES + length).writeIntLE(length).writeIntLE(kind);
    }

    static PlayRequest request(ByteBuf payload) throws IOException {
        try (ByteBufInputStream in = new ByteBufInputStream(payload)) {
            return PlayRequest.parseFrom(in);
        }
    }
}
