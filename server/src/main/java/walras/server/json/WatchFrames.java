package walras.server.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.server.session.shard.Turn;

/**
 * What a watcher may see of a turn, copied out of it. The turn is held for as long as the copy takes and no longer, so that
 * its shard writes into the same memory turn by turn, whoever watches.
 *
 * @param seats whose frames are shown
 * @param open true for a watcher who showed neither the host's token nor a ticket, and sees what all may see of a row: its
 *     metrics and its end
 */
record WatchFrames(SeatGroups seats, boolean open, int rows) {
    /** A turn's number and cause, copies of the frames by seat, and of the actions that led there, where they are known. */
    record Seen(long step, String cause, Map<Integer, ByteBuffer> frames, Map<Integer, ByteBuffer> actions) {}

    /** @param acts action frames by seat, {@code [bytes]} each */
    Seen copy(Turn turn, Map<Integer, byte[]> acts) {
        Map<Integer, ByteBuffer> actions = new HashMap<>();
        acts.forEach((seat, frame) -> actions.put(seat, ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN)));
        Map<Integer, ByteBuffer> frames = new HashMap<>();
        for (SeatGroups.Group group : seats.groups()) {
            for (SeatGroups.Part part : group.seats()) {
                byte[] frame = turn.frames()[part.seat()];
                if (frame != null) {
                    frames.put(part.seat(), ByteBuffer.wrap(frame.clone()).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
        }
        return new Seen(turn.step(), turn.cause().name().toLowerCase(Locale.ROOT), frames, actions);
    }

    /** {@code {"step", "shard", "cause", "summary": {NAME: {...}}, "turn": {...}, "actions"}}, the turn's first rows only. */
    String text(int shard, Seen seen) {
        SeatFrames all = new SeatFrames(seats, SeatGroups.Part::observations, seen.frames());
        SeatFrames first = new SeatFrames(seats, part -> first(part.observations()), seen.frames());
        TurnText text = new TurnText().text("{").name("step").text(Long.toString(seen.step()));
        text.name("shard").text(Integer.toString(shard)).name("cause").text('"' + seen.cause() + '"');
        text.name("summary").text("{");
        all.all(FieldKind.METRIC).forEach((name, columns) -> {
            if (!open || !columns.agents()) {
                text.name(name).text(Summary.of(columns));
            }
        });
        text.text("}").name("turn").text("{");
        if (open) {
            text.one("terminated", first.all(FieldKind.TERMINATED)).one("truncated", first.all(FieldKind.TRUNCATED));
            Map<String, Columns> metrics = first.all(FieldKind.METRIC);
            metrics.values().removeIf(Columns::agents);
            text.name("metrics").tensors(metrics);
        } else {
            text.frames(first);
        }
        text.text("}");
        if (!open && !seen.actions().isEmpty()) {
            SeatFrames acts = new SeatFrames(seats, part -> first(part.actions()), seen.actions());
            text.name("actions").groups(acts.byGroup(FieldKind.ACTION));
        }
        text.text("}").done();
        StringBuilder whole = new StringBuilder();
        boolean more = true;
        while (more) {
            more = text.next(whole);
        }
        return whole.toString();
    }

    /** The same places, fewer rows: the batch comes first in every field. */
    private FrameLayout first(FrameLayout layout) {
        List<Field> fields = new ArrayList<>();
        for (Field field : layout.fields()) {
            List<Integer> shape = new ArrayList<>(field.shape());
            shape.set(0, Math.min(rows, shape.get(0)));
            fields.add(new Field(field.kind(), field.name(), field.dtype(), shape, field.offset()));
        }
        return new FrameLayout(fields, layout.sizeBytes());
    }
}
