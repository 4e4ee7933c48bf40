package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.v1.ErrorDetail;
import walras.v1.LaneEnd;
import walras.v1.LaneResponse;
import walras.v1.PlayManyResponse;

/** Messages to the participants of many lanes, gathered to be sent as one. Holds the turns among them until it was. */
public final class PlayManyOut {
    private static final int FIRST_ROOM = 16;

    private int count;
    private int[] lanes; // [count or more]
    private int[] innerLengths; // [count or more] of the turn, or of the message in the lane's own
    private Object[] messages; // [count or more] HotTurn, PlayResponse or LaneEnd
    private int length;

    public PlayManyOut() {
        this(FIRST_ROOM);
    }

    private PlayManyOut(int room) {
        lanes = new int[room];
        innerLengths = new int[room];
        messages = new Object[room];
    }

    /** An empty one with as much room. */
    public PlayManyOut another() {
        return new PlayManyOut(lanes.length);
    }

    /** Adds a message of a lane. */
    public void add(int lane, PlayOut out) {
        if (out instanceof PlayOut.HotTurn hot) {
            hot.turn().use().hold();
            int turnLength = TurnBytes.turnLength(hot.turn(), hot.seats());
            add(lane, hot, turnLength, TurnBytes.responseLength(turnLength));
        } else {
            var response = ((PlayOut.Message) out).response();
            add(lane, response, response.getSerializedSize(), response.getSerializedSize());
        }
    }

    /** Adds the end of a lane; null where its participant has left. */
    public void addEnd(int lane, @Nullable ErrorDetail error) {
        LaneEnd.Builder end = LaneEnd.newBuilder();
        if (error != null) {
            end.setError(error);
        }
        LaneEnd message = end.build();
        add(lane, message, message.getSerializedSize(), message.getSerializedSize());
    }

    private void add(int lane, Object message, int innerLength, int messageLength) {
        if (count == lanes.length) {
            lanes = Arrays.copyOf(lanes, 2 * count);
            innerLengths = Arrays.copyOf(innerLengths, 2 * count);
            messages = Arrays.copyOf(messages, 2 * count);
        }
        lanes[count] = lane;
        innerLengths[count] = innerLength;
        messages[count++] = message;
        length = Math.addExact(
                length, TurnBytes.bytesSize(PlayManyResponse.LANES_FIELD_NUMBER, laneLength(lane, messageLength)));
    }

    private static int laneLength(int lane, int messageLength) {
        int size = lane == 0 ? 0 : CodedOutputStream.computeInt32Size(LaneResponse.LANE_FIELD_NUMBER, lane);
        return size + TurnBytes.bytesSize(LaneResponse.RESPONSE_FIELD_NUMBER, messageLength);
    }

    /** How many messages there are. */
    public int count() {
        return count;
    }

    /** Bytes of all of them. */
    public int length() {
        return length;
    }

    void write(CodedOutputStream out) throws IOException {
        for (int k = 0; k < count; k++) {
            int inner = innerLengths[k];
            if (messages[k] instanceof PlayOut.HotTurn hot) {
                writeHead(out, lanes[k], LaneResponse.RESPONSE_FIELD_NUMBER, TurnBytes.responseLength(inner));
                TurnBytes.write(out, hot.turn(), hot.seats(), inner);
            } else if (messages[k] instanceof LaneEnd end) {
                writeHead(out, lanes[k], LaneResponse.END_FIELD_NUMBER, inner);
                end.writeTo(out);
            } else {
                writeHead(out, lanes[k], LaneResponse.RESPONSE_FIELD_NUMBER, inner);
                ((walras.v1.PlayResponse) messages[k]).writeTo(out);
            }
        }
    }

    private static void writeHead(CodedOutputStream out, int lane, int field, int messageLength) throws IOException {
        out.writeTag(PlayManyResponse.LANES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(laneLength(lane, messageLength));
        if (lane != 0) {
            out.writeInt32(LaneResponse.LANE_FIELD_NUMBER, lane);
        }
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(messageLength);
    }

    /** The frames may be written to again. */
    void release() {
        for (int k = 0; k < count; k++) {
            if (messages[k] instanceof PlayOut.HotTurn hot) {
                hot.turn().use().release();
            }
        }
    }
}
