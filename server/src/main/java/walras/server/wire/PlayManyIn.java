package walras.server.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.v1.LaneRequest;
import walras.v1.PlayManyRequest;

/**
 * Messages of many lanes, found in the bytes and not yet read: whoever steps a lane reads its message, which may be
 * another thread than the one that received it. Valid until the next message on the receiving thread.
 */
public final class PlayManyIn implements LaneMessages {
    private static final int LANES_TAG = PlayManyRequest.LANES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int LANE_TAG = LaneRequest.LANE_FIELD_NUMBER << 3;
    private static final int COUNT_TAG = LaneRequest.COUNT_FIELD_NUMBER << 3;
    private static final int REQUEST_TAG = LaneRequest.REQUEST_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIRST_ROOM = 16;
    /** More than any stream has use for; a bound on what a message of empty entries can make the server allocate. */
    private static final int MOST_MESSAGES = 1 << 16;

    private final byte[] buffer; // [bytes]
    private final int length;
    private final PlayIn.@Nullable Malformed malformed;
    private int count;
    private long messages; // one for each lane that a message is for
    private boolean stacked; // some message is for several lanes
    private int[] lanes = new int[FIRST_ROOM]; // [count or more]
    private int[] widths = new int[FIRST_ROOM]; // [count or more]
    private int[] offsets = new int[FIRST_ROOM]; // [count or more]
    private int[] lengths = new int[FIRST_ROOM]; // [count or more]

    private PlayManyIn(byte[] buffer, int length, PlayIn.@Nullable Malformed malformed) {
        this.buffer = buffer;
        this.length = length;
        this.malformed = malformed;
    }

    static PlayManyIn malformed(PlayIn.Malformed why) {
        return new PlayManyIn(new byte[0], 0, why);
    }

    /** Finds the lanes' messages; throws where the bytes are no {@code PlayManyRequest}. */
    static PlayManyIn find(byte[] buffer, int length) throws IOException { // [length or more]
        PlayManyIn found = new PlayManyIn(buffer, length, null);
        CodedInputStream in = CodedInputStream.newInstance(buffer, 0, length);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == LANES_TAG) {
                found.findLane(in);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("unexpected end of a group");
            }
        }
        return found;
    }

    private void findLane(CodedInputStream in) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        int lane = 0;
        int width = 0;
        int offset = 0;
        int length = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == LANE_TAG) {
                lane = in.readInt32();
            } else if (tag == COUNT_TAG) {
                width = in.readInt32();
            } else if (tag == REQUEST_TAG) {
                length = in.readRawVarint32();
                offset = in.getTotalBytesRead();
                in.skipRawBytes(length);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("unexpected end of a group");
            }
        }
        in.popLimit(limit);
        add(lane, width, offset, length);
    }

    private void add(int lane, int width, int offset, int length) throws IOException {
        messages += Math.max(1, width);
        if (messages > MOST_MESSAGES) {
            throw new InvalidProtocolBufferException("more than " + MOST_MESSAGES + " messages of lanes in one");
        }
        if (count == lanes.length) {
            lanes = Arrays.copyOf(lanes, 2 * count);
            widths = Arrays.copyOf(widths, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        lanes[count] = lane;
        widths[count] = Math.max(1, width);
        stacked |= width > 1;
        offsets[count] = offset;
        lengths[count++] = length;
    }

    @Override
    public PlayManyIn kept() {
        PlayManyIn copy = new PlayManyIn(Arrays.copyOf(buffer, length), length, malformed);
        copy.count = count;
        copy.stacked = stacked;
        copy.lanes = lanes;
        copy.widths = widths;
        copy.offsets = offsets;
        copy.lengths = lengths;
        return copy;
    }

    /** Why the bytes are no message of the protocol; null where they are one. */
    public PlayIn.@Nullable Malformed malformed() {
        return malformed;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int lane(int k) {
        return lanes[k];
    }

    /** How many lanes a message is for, that lane and those that follow it. */
    public int width(int k) {
        return widths[k];
    }

    /** True if some message is for several lanes. */
    public boolean stacked() {
        return stacked;
    }

    @Override
    public PlayIn read(int k) {
        return PlayInReader.read(buffer, offsets[k], lengths[k]);
    }
}
