package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.server.session.Turn;
import walras.v1.PlayResponse;
import walras.v1.SeatFrame;
import walras.v1.TurnCause;

/**
 * The bytes of {@code PlayResponse{turn}}, written straight from a stored turn: the frames go into the transport's
 * buffers with one copy, and their length is known beforehand. The same bytes as the message would have.
 */
final class TurnStream extends InputStream implements KnownLength, Drainable {
    private static final int SCRATCH_BYTES = 64;
    private static final byte[] NONE = {};

    private final Turn turn;
    private final List<Integer> seats;
    private final int turnLength;
    private final int length;
    private int drained;
    private boolean closed;
    private @Nullable InputStream readable;

    TurnStream(Turn turn, List<Integer> seats) {
        this.turn = turn;
        turn.use().hold();
        this.seats = seats;
        this.turnLength = turnLength();
        this.length = CodedOutputStream.computeTagSize(PlayResponse.TURN_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(turnLength)
                + turnLength;
    }

    private int turnLength() {
        long size = CodedOutputStream.computeEnumSize(walras.v1.Turn.CAUSE_FIELD_NUMBER, cause());
        size += turn.shard() == 0
                ? 0
                : CodedOutputStream.computeInt32Size(walras.v1.Turn.SHARD_FIELD_NUMBER, turn.shard());
        size += turn.step() == 0
                ? 0
                : CodedOutputStream.computeInt64Size(walras.v1.Turn.STEP_FIELD_NUMBER, turn.step());
        boolean ended = turn.finalRows().length > 0;
        size += ended ? bytesSize(walras.v1.Turn.FINAL_ROWS_FIELD_NUMBER, turn.finalRows().length) : 0;
        for (int seat : seats) {
            size += bytesSize(walras.v1.Turn.FRAMES_FIELD_NUMBER, seatFrameLength(seat, frame(turn.frames(), seat)));
            size += ended
                    ? bytesSize(
                            walras.v1.Turn.FINAL_FRAMES_FIELD_NUMBER,
                            seatFrameLength(seat, frame(turn.finalFrames(), seat)))
                    : 0;
        }
        return Math.toIntExact(size);
    }

    private int cause() {
        return switch (turn.cause()) {
            case RESET -> TurnCause.TURN_CAUSE_RESET_VALUE;
            case STEP -> TurnCause.TURN_CAUSE_STEP_VALUE;
            case RESTORE -> TurnCause.TURN_CAUSE_RESTORE_VALUE;
        };
    }

    private static byte[] frame(byte[] @Nullable [] frames, int seat) {
        byte[] frame = frames[seat];
        return frame == null ? NONE : frame;
    }

    private static int seatFrameLength(int seat, byte[] frame) { // [bytes]
        int size = seat == 0 ? 0 : CodedOutputStream.computeInt32Size(SeatFrame.SEAT_FIELD_NUMBER, seat);
        return size + (frame.length == 0 ? 0 : bytesSize(SeatFrame.FRAME_FIELD_NUMBER, frame.length));
    }

    private static int bytesSize(int field, int length) {
        return Math.addExact(
                CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length), length);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        if (readable != null) {
            return (int) readable.transferTo(target);
        }
        CodedOutputStream out = CodedOutputStream.newInstance(target, SCRATCH_BYTES);
        out.writeTag(PlayResponse.TURN_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(turnLength);
        if (turn.shard() != 0) {
            out.writeInt32(walras.v1.Turn.SHARD_FIELD_NUMBER, turn.shard());
        }
        if (turn.step() != 0) {
            out.writeInt64(walras.v1.Turn.STEP_FIELD_NUMBER, turn.step());
        }
        out.writeEnum(walras.v1.Turn.CAUSE_FIELD_NUMBER, cause());
        writeFrames(out, target, walras.v1.Turn.FRAMES_FIELD_NUMBER, turn.frames());
        if (turn.finalRows().length > 0) {
            out.writeByteArray(walras.v1.Turn.FINAL_ROWS_FIELD_NUMBER, turn.finalRows());
            writeFrames(out, target, walras.v1.Turn.FINAL_FRAMES_FIELD_NUMBER, turn.finalFrames());
        }
        out.flush();
        drained = length;
        return length;
    }

    private void writeFrames(CodedOutputStream out, OutputStream target, int field, byte[] @Nullable [] frames)
            throws IOException { // [seats][bytes]
        for (int seat : seats) {
            byte[] frame = frame(frames, seat);
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(seatFrameLength(seat, frame));
            if (seat != 0) {
                out.writeInt32(SeatFrame.SEAT_FIELD_NUMBER, seat);
            }
            if (frame.length > 0) {
                out.writeTag(SeatFrame.FRAME_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(frame.length);
                out.flush();
                target.write(frame, 0, frame.length);
            }
        }
    }

    /** The transport has taken the bytes. */
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
