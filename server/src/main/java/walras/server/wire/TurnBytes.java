package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.server.session.shard.Turn;
import walras.v1.PlayResponse;
import walras.v1.SeatFrame;
import walras.v1.TurnCause;

/**
 * The bytes of {@code PlayResponse{turn}}, written straight from a stored turn, the frames with one copy; the same bytes
 * as the message would have.
 */
final class TurnBytes {
    private static final byte[] NONE = {};

    private TurnBytes() {}

    /** Bytes of the turn alone. */
    static int turnLength(Turn turn, List<Integer> seats) {
        long size = CodedOutputStream.computeEnumSize(walras.v1.Turn.CAUSE_FIELD_NUMBER, cause(turn));
        size += turn.shard() == 0
                ? 0
                : CodedOutputStream.computeInt32Size(walras.v1.Turn.SHARD_FIELD_NUMBER, turn.shard());
        size += turn.step() == 0
                ? 0
                : CodedOutputStream.computeInt64Size(walras.v1.Turn.STEP_FIELD_NUMBER, turn.step());
        boolean ended = turn.finalRows().length > 0;
        size += ended ? bytesSize(walras.v1.Turn.FINAL_ROWS_FIELD_NUMBER, turn.finalRows().length) : 0;
        for (int k = 0; k < seats.size(); k++) {
            int seat = seats.get(k);
            size += bytesSize(walras.v1.Turn.FRAMES_FIELD_NUMBER, seatFrameLength(seat, frame(turn.frames(), seat)));
            size += ended
                    ? bytesSize(
                            walras.v1.Turn.FINAL_FRAMES_FIELD_NUMBER,
                            seatFrameLength(seat, frame(turn.finalFrames(), seat)))
                    : 0;
        }
        int late = lateLength(turn, seats);
        size += late == 0 ? 0 : bytesSize(walras.v1.Turn.LATE_SEATS_FIELD_NUMBER, late);
        return Math.toIntExact(size);
    }

    /** Bytes of the response around a turn of so many. */
    static int responseLength(int turnLength) {
        return bytesSize(PlayResponse.TURN_FIELD_NUMBER, turnLength);
    }

    /** Bytes of a field that holds so many. */
    static int bytesSize(int field, int length) {
        return Math.addExact(
                CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length), length);
    }

    private static int lateLength(Turn turn, List<Integer> seats) {
        int length = 0;
        for (int k = 0; k < (turn.late().isEmpty() ? 0 : seats.size()); k++) {
            length += turn.late().contains(seats.get(k)) ? CodedOutputStream.computeInt32SizeNoTag(seats.get(k)) : 0;
        }
        return length;
    }

    private static void writeLate(CodedOutputStream out, Turn turn, List<Integer> seats) throws IOException {
        int length = lateLength(turn, seats);
        if (length == 0) {
            return;
        }
        out.writeTag(walras.v1.Turn.LATE_SEATS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(length);
        for (int seat : seats) {
            if (turn.late().contains(seat)) {
                out.writeInt32NoTag(seat);
            }
        }
    }

    private static int cause(Turn turn) {
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

    /** Writes the response; {@code turnLength} is what {@link #turnLength} says. */
    static void write(CodedOutputStream out, Turn turn, List<Integer> seats, int turnLength) throws IOException {
        out.writeTag(PlayResponse.TURN_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(turnLength);
        if (turn.shard() != 0) {
            out.writeInt32(walras.v1.Turn.SHARD_FIELD_NUMBER, turn.shard());
        }
        if (turn.step() != 0) {
            out.writeInt64(walras.v1.Turn.STEP_FIELD_NUMBER, turn.step());
        }
        out.writeEnum(walras.v1.Turn.CAUSE_FIELD_NUMBER, cause(turn));
        writeFrames(out, walras.v1.Turn.FRAMES_FIELD_NUMBER, turn.frames(), seats);
        if (turn.finalRows().length > 0) {
            out.writeByteArray(walras.v1.Turn.FINAL_ROWS_FIELD_NUMBER, turn.finalRows());
            writeFrames(out, walras.v1.Turn.FINAL_FRAMES_FIELD_NUMBER, turn.finalFrames(), seats);
        }
        writeLate(out, turn, seats);
    }

    private static void writeFrames(
            CodedOutputStream out, int field, byte[] @Nullable [] frames, List<Integer> seats) // [seats][bytes]
            throws IOException {
        for (int k = 0; k < seats.size(); k++) {
            int seat = seats.get(k);
            byte[] frame = frame(frames, seat);
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(seatFrameLength(seat, frame));
            if (seat != 0) {
                out.writeInt32(SeatFrame.SEAT_FIELD_NUMBER, seat);
            }
            if (frame.length > 0) {
                out.writeTag(SeatFrame.FRAME_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(frame.length);
                out.writeRawBytes(frame); // past the stream's own buffer where it is larger than that
            }
        }
    }
}
