package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.server.session.shard.Turn;

/**
 * {@code PlayResponse{turn}} for the transport, written from a stored turn into its buffers, not read; its length is known
 * beforehand.
 */
final class TurnStream extends InputStream implements KnownLength, Drainable {
    /** What is longer than that goes into the transport's buffers with one copy. */
    private static final int SCRATCH_BYTES = 64;

    private final Turn turn;
    private final List<Integer> seats;
    private final int turnLength;
    private final int length;
    private int drained;
    private boolean closed;
    private @Nullable InputStream readable;

    TurnStream(Turn turn, List<Integer> seats) {
        this.turn = turn;
        this.seats = seats;
        turnLength = TurnBytes.turnLength(turn, seats);
        length = TurnBytes.responseLength(turnLength);
        turn.use().hold();
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        if (readable != null) {
            return (int) readable.transferTo(target);
        }
        CodedOutputStream out = CodedOutputStream.newInstance(target, SCRATCH_BYTES);
        TurnBytes.write(out, turn, seats, turnLength);
        out.flush();
        drained = length;
        return length;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            turn.use().release();
        }
    }

    @Override
    public int available() throws IOException {
        return readable == null ? length - drained : readable.available();
    }

    @Override
    public int read() throws IOException {
        return readable().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        return readable().read(bytes, offset, count);
    }

    /** For transports that read rather than drain. */
    private InputStream readable() throws IOException {
        if (readable == null) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(length - drained);
            if (drained == 0) {
                drainTo(all);
            }
            readable = new ByteArrayInputStream(all.toByteArray());
        }
        return readable;
    }
}
