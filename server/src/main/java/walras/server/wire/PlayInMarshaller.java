package walras.server.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import walras.env.Problem;
import walras.v1.Act;
import walras.v1.PlayRequest;
import walras.v1.SeatFrame;

/**
 * Reads what participants send. The bytes are copied once, out of the transport's buffers into one that the thread keeps;
 * an act's frames are views of it, so that nothing is allocated that grows with B. That is sound because the stream's
 * callbacks run on the thread that read the message, before the next one is read.
 *
 * <p>Bytes that are no message do not end the call: they become {@link PlayIn.Malformed}, and are answered.
 */
public final class PlayInMarshaller implements MethodDescriptor.Marshaller<PlayIn> {
    private static final int SMALLEST_BUFFER_BYTES = 4096;
    /** A buffer above this is not kept for the next message. */
    private static final int LARGEST_KEPT_BYTES = 64 << 20;

    /** More than any session has seats; a bound on what a small message can make the server allocate. */
    private static final int MOST_FRAMES = 4096;

    private static final int ACT_TAG = WireFormat.FieldType.MESSAGE.getWireType() | PlayRequest.ACT_FIELD_NUMBER << 3;
    private static final int SHARD_TAG = Act.SHARD_FIELD_NUMBER << 3;
    private static final int STEP_TAG = Act.STEP_FIELD_NUMBER << 3;
    private static final int FRAMES_TAG = Act.FRAMES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int SEAT_TAG = SeatFrame.SEAT_FIELD_NUMBER << 3;
    private static final int FRAME_TAG = SeatFrame.FRAME_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[SMALLEST_BUFFER_BYTES]);

    @Override
    public PlayIn parse(InputStream stream) {
        try {
            byte[] buffer = buffers.get();
            int length = 0;
            while (true) {
                int read = stream.readNBytes(buffer, length, buffer.length - length);
                length += read;
                if (length < buffer.length) {
                    break;
                }
                buffer = grown(buffer, stream.available());
            }
            return parse(buffer, length);
        } catch (InvalidProtocolBufferException malformed) {
            return new PlayIn.Malformed(Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_FRAME",
                    "message",
                    "a PlayRequest of walras.v1",
                    "bytes that are none: " + malformed.getMessage(),
                    ""));
        } catch (IOException failed) {
            throw new IllegalStateException("a message could not be read", failed);
        }
    }

    private byte[] grown(byte[] buffer, int available) { // [bytes] -> [more bytes]
        int length = Math.max(buffer.length * 2, Math.addExact(buffer.length, available) + 1);
        byte[] larger = Arrays.copyOf(buffer, length);
        if (length <= LARGEST_KEPT_BYTES) {
            buffers.set(larger);
        }
        return larger;
    }

    private static PlayIn parse(byte[] buffer, int length) throws IOException { // [at least length]
        CodedInputStream in = CodedInputStream.newInstance(buffer, 0, length);
        in.enableAliasing(true);
        if (length > 0 && in.readTag() == ACT_TAG) {
            int actLength = in.readRawVarint32();
            if (actLength >= 0 && in.getTotalBytesRead() + actLength == length) {
                return parseAct(in);
            }
        }
        return new PlayIn.Message(PlayRequest.parser().parseFrom(CodedInputStream.newInstance(buffer, 0, length)));
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
                    throw new InvalidProtocolBufferException("more than " + MOST_FRAMES + " frames in an act");
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
        return new PlayIn.HotAct(shard, step, Arrays.copyOf(seats, count), Arrays.copyOf(frames, count));
    }

    private static void parseFrame(CodedInputStream in, int[] seats, ByteBuffer[] frames, int k)
            throws IOException { // [k + 1 or more]
        int limit = in.pushLimit(in.readRawVarint32());
        frames[k] = ByteBuffer.allocate(0);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SEAT_TAG) {
                seats[k] = in.readInt32();
            } else if (tag == FRAME_TAG) {
                frames[k] = in.readByteBuffer();
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("unexpected end of a group");
            }
        }
        in.popLimit(limit);
    }

    @Override
    public InputStream stream(PlayIn message) {
        throw new UnsupportedOperationException("a server does not send requests");
    }
}
