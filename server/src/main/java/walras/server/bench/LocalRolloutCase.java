package walras.server.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import walras.v1.LocalRolloutRequest;
import walras.v1.RolloutMemory;
import walras.v1.RolloutResponse;

/** The same rollout through shared memory: its reader copies the bytes out of the file and computes nothing. */
final class LocalRolloutCase implements Work, AutoCloseable {
    private static final int HEADER_BYTES = 8;
    private static final int END = 3;
    private static final int OPEN = 4;
    private static final int CHUNK = 5;

    private final RolloutPlan plan;
    private final byte[] request; // [bytes]
    private final SocketChannel socket;
    private final ByteBuffer room =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0); // received, not yet read
    private final ByteBuffer slot =
            ByteBuffer.allocateDirect(HEADER_BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer file = ByteBuffer.allocate(0); // [size_bytes]
    private byte[] kept = {}; // [capacity] the last chunk, and room
    private long received; // bytes of the present rollout

    LocalRolloutCase(Path path, RolloutPlan plan) throws IOException {
        this.plan = plan;
        request = LocalRolloutRequest.newBuilder()
                .setRollout(plan.request())
                .build()
                .toByteArray();
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(path));
    }

    /** One rollout, read to its end. */
    @Override
    public long run() {
        try {
            received = 0;
            send(ByteBuffer.allocate(HEADER_BYTES + request.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(request.length)
                    .putInt(OPEN)
                    .put(request)
                    .flip());
            while (true) {
                need(HEADER_BYTES);
                int length = room.getInt();
                int kind = room.getInt();
                need(length);
                int next = room.position() + length;
                if (kind == END && length == 0) {
                    return plan.rowSteps();
                } else if (kind != CHUNK) {
                    throw new IOException("the rollout ended before its time");
                }
                take(RolloutResponse.parseFrom(room.slice(room.position(), length)));
                room.position(next);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void take(RolloutResponse chunk) throws IOException {
        if (chunk.hasMemory()) {
            map(chunk.getMemory());
        }
        int from = Math.toIntExact(chunk.getSeats(0).getFramesOffset());
        int bytes = Math.toIntExact(plan.bytesPerStep() * chunk.getSteps());
        if (bytes > kept.length) {
            kept = Arrays.copyOf(kept, bytes);
        }
        file.get(from, kept, 0, bytes);
        received += bytes;
        send(slot.clear()
                .putInt(Integer.BYTES)
                .putInt(CHUNK)
                .putInt(chunk.getSlot())
                .flip());
    }

    private void map(RolloutMemory memory) throws IOException {
        Path path = Path.of(memory.getPath());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, memory.getSizeBytes());
        }
        Files.deleteIfExists(path);
    }

    private void send(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            socket.write(message);
        }
    }

    /** Receives until so many bytes are there. */
    private void need(int count) throws IOException {
        if (room.remaining() < count) {
            room.compact();
            while (room.position() < count) {
                if (socket.read(room) < 0) {
                    throw new EOFException("the server has closed the connection");
                }
            }
            room.flip();
        }
    }

    /** How many bytes the last rollout had for every step of every row. */
    double bytesPerRow() {
        return (double) received / plan.rowSteps();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
