package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.v1.ErrorDetail;
import walras.v1.LaneEnd;
import walras.v1.LaneResponse;
import walras.v1.PlayManyResponse;

/**
 * Messages to the participants of many lanes, gathered to be sent as one. A short turn becomes bytes at once, while a
 * nearby cache has its frames; a long one is held, and written when the message is. Threads may gather a part each.
 */
public final class PlayManyOut {
    private static final int FIRST_BYTES = 1 << 10;
    /** What is longer is not copied twice. */
    private static final int MOST_COPIED_BYTES = 8 << 10;

    /** In the head of a message of one lane. */
    private static final byte[] ALONE = {};

    /** A turn that belongs after so many of the gathered bytes. */
    private record Held(int at, PlayOut.HotTurn hot, int turnLength) {}

    private byte[] bytes = new byte[FIRST_BYTES]; // [gathered or more]
    private CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    private int before; // bytes that were gathered when `out` began
    private final List<Held> held = new ArrayList<>();
    private final List<PlayManyOut> parts = new ArrayList<>(); // before what this one has itself
    private int elsewhere; // bytes of the held turns and of the parts
    private volatile boolean taken; // it was handed over, and is not this gatherer's any more

    /** Adds a message of a lane. */
    public void add(int lane, PlayOut message) {
        if (message instanceof PlayOut.HotTurn hot) {
            addTurn(lane, ALONE, hot);
        } else {
            add(lane, LaneResponse.RESPONSE_FIELD_NUMBER, ((PlayOut.Message) message).response());
        }
    }

    /** Adds the end of a lane; null where its participant has left. */
    public void addEnd(int lane, @Nullable ErrorDetail error) {
        LaneEnd.Builder end = LaneEnd.newBuilder();
        if (error != null) {
            end.setError(error);
        }
        add(lane, LaneResponse.END_FIELD_NUMBER, end.build());
    }

    /**
     * Adds a turn of several lanes.
     *
     * @param lane the first of them
     * @param apart lanes among them of which it says nothing
     */
    public void add(int lane, int count, List<Integer> apart, PlayOut.HotTurn hot) {
        LaneResponse.Builder head = LaneResponse.newBuilder().setCount(count).addAllApart(apart);
        addTurn(lane, head.build().toByteArray(), hot);
    }

    private void add(int lane, int field, MessageLite message) {
        try {
            writeHead(lane, ALONE, field, message.getSerializedSize(), message.getSerializedSize());
            message.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void addTurn(int lane, byte[] which, PlayOut.HotTurn hot) { // [bytes]
        int turnLength = TurnBytes.turnLength(hot.turn(), hot.seats());
        int length = TurnBytes.responseLength(turnLength);
        boolean copied = length <= MOST_COPIED_BYTES;
        try {
            writeHead(lane, which, LaneResponse.RESPONSE_FIELD_NUMBER, length, copied ? length : 0);
            if (copied) {
                TurnBytes.write(out, hot.turn(), hot.seats(), turnLength);
                return;
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        hot.turn().use().hold();
        held.add(new Held(gathered(), hot, turnLength));
        elsewhere = Math.addExact(elsewhere, length);
    }

    /**
     * @param which other lanes the message is of, as the fields of a LaneResponse
     * @param following bytes that will be gathered after the head
     */
    private void writeHead(int lane, byte[] which, int field, int messageLength, int following) // [bytes]
            throws IOException {
        int laneLength = which.length
                + (lane == 0 ? 0 : CodedOutputStream.computeInt32Size(LaneResponse.LANE_FIELD_NUMBER, lane))
                + TurnBytes.bytesSize(field, messageLength);
        int head = TurnBytes.bytesSize(PlayManyResponse.LANES_FIELD_NUMBER, laneLength) - messageLength;
        makeRoom(head + following);
        out.writeTag(PlayManyResponse.LANES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(laneLength);
        if (lane != 0) {
            out.writeInt32(LaneResponse.LANE_FIELD_NUMBER, lane);
        }
        out.writeRawBytes(which);
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(messageLength);
    }

    private void makeRoom(int more) {
        if (out.spaceLeft() < more) {
            before = gathered();
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(before, more)));
            out = CodedOutputStream.newInstance(bytes, before, bytes.length - before);
        }
    }

    private int gathered() {
        return before + out.getTotalBytesWritten();
    }

    /** Adds what was gathered apart, and before anything that this one has itself; the part is taken with this one. */
    public void add(PlayManyOut part) {
        part.taken = true;
        parts.add(part);
        elsewhere = Math.addExact(elsewhere, part.length());
    }

    /** Bytes of all messages. */
    public int length() {
        return Math.addExact(gathered(), elsewhere);
    }

    /** To be called before it is sent: nothing may be added until it is no longer {@link #taken}. */
    public void take() {
        taken = true;
    }

    /** True from when it was handed over to when it was sent; then it is empty, and can be used again. */
    public boolean taken() {
        return taken;
    }

    void write(CodedOutputStream target) throws IOException {
        for (PlayManyOut part : parts) {
            part.write(target);
        }
        int from = 0;
        for (Held turn : held) {
            target.writeRawBytes(bytes, from, turn.at() - from);
            TurnBytes.write(target, turn.hot().turn(), turn.hot().seats(), turn.turnLength());
            from = turn.at();
        }
        target.writeRawBytes(bytes, from, gathered() - from);
    }

    /** It was sent, or nobody wants it. */
    void release() {
        held.forEach(turn -> turn.hot().turn().use().release());
        held.clear();
        parts.forEach(PlayManyOut::release);
        parts.clear();
        elsewhere = 0;
        before = 0;
        out = CodedOutputStream.newInstance(bytes);
        taken = false;
    }
}
