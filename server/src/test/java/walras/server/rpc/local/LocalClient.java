package walras.server.rpc.local;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import walras.v1.ErrorDetail;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;

/** The other end of the local socket in a test, written from docs/shared-memory.md and not from the server's code. */
final class LocalClient implements AutoCloseable {
    private static final int OPEN = 1;
    private static final int MESSAGE = 2;
    private static final int END = 3;

    private final SocketChannel socket;

    /** A connection that has not said what it is for. */
    LocalClient(Path path) throws IOException {
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(path));
    }

    /** A play. */
    LocalClient(Path path, String authorization) throws IOException {
        this(path);
        write(OPEN, authorization.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    void send(PlayRequest.Builder message) throws IOException {
        write(MESSAGE, message.build().toByteArray());
    }

    void halfClose() throws IOException {
        write(END, new byte[0]);
    }

    void write(int kind, byte[] payload) throws IOException { // [bytes]
        write(payload.length, kind, payload);
    }

    void write(int length, int kind, byte[] payload) throws IOException { // [bytes]
        ByteBuffer message = ByteBuffer.allocate(8 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(length).putInt(kind).put(payload).flip();
        while (message.hasRemaining()) {
            socket.write(message);
        }
    }

    PlayResponse receive() throws IOException {
        return PlayResponse.parseFrom(payload(MESSAGE));
    }

    /** How the stream ended. */
    ErrorDetail end() throws IOException {
        return ErrorDetail.parseFrom(payload(END));
    }

    /** How the stream ended, after messages of another kind that do not matter. */
    ErrorDetail endAfter(int kind) throws IOException {
        ByteBuffer header = read(8);
        while (header.getInt(4) == kind) {
            read(header.getInt(0));
            header = read(8);
        }
        return ErrorDetail.parseFrom(payload(header, END));
    }

    /** The next message, which must be of this kind. */
    byte[] payload(int expectedKind) throws IOException { // [bytes]
        return payload(read(8), expectedKind);
    }

    private byte[] payload(ByteBuffer header, int expectedKind) throws IOException { // [8] -> [bytes]
        byte[] payload = read(header.getInt(0)).array();
        if (header.getInt(4) != expectedKind) {
            throw new AssertionError("expected a message of kind " + expectedKind + ", got " + header.getInt(4));
        }
        return payload;
    }

    private ByteBuffer read(int count) throws IOException { // [count]
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) {
                throw new EOFException("the server has closed the connection");
            }
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
