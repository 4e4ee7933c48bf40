package walras.server.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.shard.Acts;
import walras.v1.Act;
import walras.v1.PlayRequest;
import walras.v1.SeatFrame;

/**
 * Reads a {@code PlayRequest}. An act's frames are views of the bytes that it was read from. Bytes that are no message
 * become {@link PlayIn.Malformed}, and are answered.
 */
final class PlayInReader {
    /** More than any session has seats; a bound on what a small message can make the server allocate. */
    private static final int MOST_FRAMES = 4096;

    private static final int ACT_TAG = WireFormat.FieldType.MESSAGE.getWireType() | PlayRequest.ACT_FIELD_NUMBER << 3;
    private static final int SHARD_TAG = Act.SHARD_FIELD_NUMBER << 3;
    private static final int STEP_TAG = Act.STEP_FIELD_NUMBER << 3;
    private static final int FRAMES_TAG = Act.FRAMES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int SEAT_TAG = SeatFrame.SEAT_FIELD_NUMBER << 3;
    private static final int FRAME_TAG = SeatFrame.FRAME_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int TEXT_TAG = SeatFrame.TEXT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private PlayInReader() {}

    /** The message in some bytes; an act is valid as long as they are. */
    static PlayIn read(byte[] buffer, int offset, int length) { // [offset + length or more]
        try {
            PlayIn act = length > 0 ? actOrNull(buffer, offset, length) : null;
            if (act != null) {
                return act;
            }
        } catch (IOException unusual) {
            // Protobuf's own parser has the last word, which takes some numbers that it would not skip, and words.
        }
        try {
            if (length > PartCount.FREE_BYTES) {
                PartCount.require(CodedInputStream.newInstance(buffer, offset, length), PlayRequest.getDescriptor());
            }
            return new PlayIn.Message(
                    PlayRequest.parser().parseFrom(CodedInputStream.newInstance(buffer, offset, length)));
        } catch (IOException malformed) {
            return malformed("a PlayRequest of walras.v1", "bytes that are none: " + malformed.getMessage());
        } catch (Problem tooMany) {
            return new PlayIn.Malformed(tooMany);
        }
    }

    private static PlayIn.Malformed malformed(String expected, String got) {
        return new PlayIn.Malformed(Problem.of(Problem.Kind.INVALID, "BAD_FRAME", "message", expected, got, ""));
    }

    /** An act that is alone in its message; null for anything else. */
    private static @Nullable PlayIn actOrNull(byte[] buffer, int offset, int length) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
        in.enableAliasing(true);
        if (in.readTag() != ACT_TAG) {
            return null;
        }
        int actLength = in.readRawVarint32();
        return actLength >= 0 && in.getTotalBytesRead() + actLength == length ? parseAct(in) : null;
    }

    private static PlayIn parseAct(CodedInputStream in) throws IOException {
        int shard = 0;
        OptionalLong step = OptionalLong.empty();
        int[] seats = new int[1];
        ByteBuffer[] frames = new ByteBuffer[1];
        int count = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SHARD_TAG) {
                shard = in.readInt32();
            } else if (tag == STEP_TAG) {
                step = OptionalLong.of(in.readInt64());
            } else if (tag == FRAMES_TAG) {
                if (count == MOST_FRAMES) {
                    return malformed("at most " + MOST_FRAMES + " frames in an act", "more");
                }
                if (count == seats.length) {
                    seats = Arrays.copyOf(seats, 2 * count);
                    frames = Arrays.copyOf(frames, 2 * count);
                }
                parseFrame(in, seats, frames, count++);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("unexpected end of a group");
            }
        }
        boolean full = count == seats.length;
        return new PlayIn.HotAct(new Acts(
                shard, step, full ? seats : Arrays.copyOf(seats, count), full ? frames : Arrays.copyOf(frames, count)));
    }

    private static void parseFrame(CodedInputStream in, int[] seats, ByteBuffer[] frames, int k)
            throws IOException { // [k + 1 or more]
        int limit = in.pushLimit(in.readRawVarint32());
        frames[k] = EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SEAT_TAG) {
                seats[k] = in.readInt32();
            } else if (tag == FRAME_TAG) {
                frames[k] = in.readByteBuffer();
            } else if (tag == TEXT_TAG) {
                throw new InvalidProtocolBufferException("an act in words, which is no hot one");
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("unexpected end of a group");
            }
        }
        in.popLimit(limit);
    }
}
