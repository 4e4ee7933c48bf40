package walras.server.rpc.local;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import walras.server.rpc.ErrorTrailers;
import walras.server.rpc.TokenInterceptor;
import walras.v1.ErrorDetail;

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
    /** Up, instead of the first one: a LocalRolloutRequest. */
    static final int ROLLOUT = 4;
    /** Up: slots that are free again, 4 bytes each, little-endian. Down: a RolloutResponse. */
    static final int CHUNK = 5;

    private LocalMessage() {}

    /** Room for a message whose header is written. */
    static ByteBuf room(ByteBufAllocator buffers, int kind, int length) {
        return buffers.buffer(HEADER_BYTES + length).writeIntLE(length).writeIntLE(kind);
    }

    /** A message. */
    static ByteBuf of(ByteBufAllocator buffers, int kind, MessageLite message) {
        ByteBuf room = room(buffers, kind, message.getSerializedSize());
        try (ByteBufOutputStream out = new ByteBufOutputStream(room)) {
            message.writeTo(out);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return room;
    }

    /** How a call has ended, for its caller. */
    static ByteBuf end(ByteBufAllocator buffers, Status status, Metadata trailers) {
        ErrorDetail detail = status.isOk() ? ErrorDetail.getDefaultInstance() : ErrorTrailers.detail(status, trailers);
        return of(buffers, END, detail);
    }

    /** The headers of a call whose caller shows something, or nothing. */
    static Metadata headers(String authorization) {
        Metadata headers = new Metadata();
        if (!authorization.isEmpty()) {
            headers.put(TokenInterceptor.AUTHORIZATION, authorization);
        }
        return headers;
    }

    /** What a message is that nobody expects. */
    static IOException misplaced(int kind) {
        return new IOException("a message of kind " + kind + " has no place here");
    }

    static <T> T read(ByteBuf payload, Parser<T> parser) throws IOException {
        try (ByteBufInputStream in = new ByteBufInputStream(payload)) {
            return parser.parseFrom(in);
        }
    }
}
