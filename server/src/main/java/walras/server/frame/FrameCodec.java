package walras.server.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import walras.env.EconomySpec;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.batch.PartedBatch;

/** Copies one seat's arrays of one batch into frames and back. As single-threaded as the batch it is bound to. */
public final class FrameCodec {
    private static final byte[] EMPTY = {};

    private final SeatView seat;
    private final FrameLayout observationLayout;
    private final FrameLayout actionLayout;
    private final int[] observationOffsets; // [observation fields]
    private final int[] actionOffsets; // [action fields]
    private final PartFrames[] parts;

    /** Binds a seat to a batch; frames are laid out as the first part says, with which all agree. */
    public FrameCodec(SeatView seat, PartedBatch batch) {
        this.seat = seat;
        EconomySpec spec = batch.part(0).economy().spec();
        observationLayout = seat.observationLayout(spec, batch.rows());
        actionLayout = seat.actionLayout(batch.rows());
        observationOffsets = offsets(observationLayout);
        actionOffsets = offsets(actionLayout);
        parts = new PartFrames[batch.parts()];
        Arrays.setAll(parts, k -> new PartFrames(seat, batch.part(k), batch.firstRow(k)));
    }

    private FrameCodec(FrameCodec all, Predicate<Field> chosen) {
        seat = all.seat;
        observationLayout = all.observationLayout.of(chosen);
        actionLayout = all.actionLayout.of(chosen);
        observationOffsets = offsets(observationLayout);
        actionOffsets = offsets(actionLayout);
        parts = new PartFrames[all.parts.length];
        Arrays.setAll(parts, k -> all.parts[k].of(all.observationLayout, all.actionLayout, chosen));
    }

    /** A codec of the same seat whose frames have the chosen fields only, each at the next aligned place. */
    public FrameCodec of(List<FieldChoice> choices) {
        return new FrameCodec(this, field -> FieldChoice.wants(choices, field));
    }

    private static int[] offsets(FrameLayout layout) { // [fields]
        return layout.fields().stream().mapToInt(field -> (int) field.offset()).toArray();
    }

    public SeatView seat() {
        return seat;
    }

    public FrameLayout observationLayout() {
        return observationLayout;
    }

    public FrameLayout actionLayout() {
        return actionLayout;
    }

    /** A new frame of what the seat sees now. */
    public byte[] encode() { // [observationLayout.sizeBytes]
        byte[] frame = frame(observationLayout);
        encodeInto(frame);
        return frame;
    }

    /** Writes what the seat sees now into a frame that is no longer needed. */
    public void encodeInto(byte[] frame) { // [observationLayout.sizeBytes]
        encode(ByteBuffer.wrap(frame), 0);
    }

    /** Writes what the seat sees now to where it belongs. */
    public void encode(ByteBuffer target, int offset) { // [offset + observationLayout.sizeBytes or more]
        ByteBuffer frame = slice(target, offset, observationLayout);
        for (PartFrames part : parts) {
            part.encode(frame, observationOffsets, 0, part.rows());
        }
    }

    /** Writes what some rows of a part show now to where they belong in a frame; threads may do so for others. */
    public void encode(
            ByteBuffer target, int offset, int part, Rows range) { // [offset + observationLayout.sizeBytes or more]
        parts[part].encode(slice(target, offset, observationLayout), observationOffsets, range.from(), range.to());
    }

    /** A new frame of the actions that are in the arrays now. */
    public byte[] encodeActions() { // [actionLayout.sizeBytes]
        byte[] frame = frame(actionLayout);
        encodeActions(ByteBuffer.wrap(frame), 0);
        return frame;
    }

    /** Writes the actions that are in the arrays now to where they belong. */
    public void encodeActions(ByteBuffer target, int offset) { // [offset + actionLayout.sizeBytes or more]
        ByteBuffer frame = slice(target, offset, actionLayout);
        for (PartFrames part : parts) {
            part.encodeActions(frame, actionOffsets, 0, part.rows());
        }
    }

    /** Writes the actions of some rows of a part to where they belong in a frame; threads may do so for others. */
    public void encodeActions(
            ByteBuffer target, int offset, int part, Rows range) { // [offset + actionLayout.sizeBytes or more]
        parts[part].encodeActions(slice(target, offset, actionLayout), actionOffsets, range.from(), range.to());
    }

    private static byte[] frame(FrameLayout layout) { // [layout.sizeBytes]
        return new byte[Math.toIntExact(layout.sizeBytes())];
    }

    private static ByteBuffer slice(ByteBuffer target, int offset, FrameLayout layout) {
        return target.slice(offset, (int) layout.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A new frame of the true last observations of the rows that ended in the last step; empty if there are none. */
    public byte[] encodeFinals() { // [finalLayout(count).sizeBytes]
        int count = 0;
        for (PartFrames part : parts) {
            count += part.ended();
        }
        if (count == 0) {
            return EMPTY;
        }
        FrameLayout layout = observationLayout.ofFinals(count);
        int[] offsets = offsets(layout);
        byte[] frame = frame(layout);
        ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int before = 0;
        for (PartFrames part : parts) {
            part.encodeFinals(buffer, offsets, before);
            before += part.ended();
        }
        return frame;
    }

    /**
     * Copies an action frame into the batch's arrays. Whether the values are right is the batch's to say.
     *
     * @throws Problem BAD_FRAME if the length is wrong; nothing has been copied
     */
    public void decodeActions(ByteBuffer frame) {
        if (frame.remaining() != actionLayout.sizeBytes()) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_FRAME",
                    "actions[" + seat.group().name() + "]",
                    "a frame of " + actionLayout.sizeBytes() + " bytes",
                    frame.remaining() + " bytes",
                    "");
        }
        ByteBuffer buffer = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (PartFrames part : parts) {
            part.decodeActions(buffer, actionOffsets);
        }
    }
}
