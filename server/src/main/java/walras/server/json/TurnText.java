package walras.server.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.server.frame.FieldKind;

/** A turn as nested lists: put together as a plan first, and written piece by piece. */
final class TurnText implements Pieces {
    private static final int PIECE_CHARACTERS = 64 << 10;

    /** Text, and behind it a nested list. */
    private record Section(String text, @Nullable Columns columns) {}

    private final List<Section> sections = new ArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private int section;
    private int row = -1; // of the section's list; -1 before it

    TurnText text(String words) {
        pending.append(words);
        return this;
    }

    /** A name, and a comma before it where it is not the first of its object. */
    TurnText name(String name) {
        char last = pending.length() > 0 ? pending.charAt(pending.length() - 1) : ']';
        if (last != '{' && last != ',') {
            pending.append(',');
        }
        JsonNumbers.quote(pending, name);
        pending.append(':');
        return this;
    }

    TurnText list(Columns columns) {
        sections.add(new Section(pending.toString(), columns));
        pending.setLength(0);
        return this;
    }

    /** {@code {TENSOR: list}}. */
    TurnText tensors(Map<String, Columns> tensors) {
        text("{");
        tensors.forEach((name, columns) -> name(name).list(columns));
        return text("}");
    }

    /** {@code {GROUP: {TENSOR: list}}}. */
    TurnText groups(Map<String, Map<String, Columns>> groups) {
        text("{");
        groups.forEach((name, tensors) -> name(name).tensors(tensors));
        return text("}");
    }

    /** {@code {GROUP: list}}, of a kind of which each group has one. */
    TurnText each(Map<String, Map<String, Columns>> groups) {
        text("{");
        groups.forEach((name, tensors) ->
                tensors.values().forEach(columns -> name(name).list(columns)));
        return text("}");
    }

    /** {@code [B]}, of a kind of which there is one; nothing where there is none. */
    TurnText one(String name, Map<String, Columns> tensors) {
        tensors.values().stream().limit(1).forEach(columns -> name(name).list(columns));
        return this;
    }

    /** What a turn's frames show. */
    TurnText frames(SeatFrames frames) {
        name("obs").groups(frames.byGroup(FieldKind.OBSERVATION));
        name("action_mask").each(frames.byGroup(FieldKind.ACTION_MASK));
        name("active").each(frames.byGroup(FieldKind.ACTIVE));
        name("reward").each(frames.byGroup(FieldKind.REWARD));
        one("terminated", frames.all(FieldKind.TERMINATED));
        one("truncated", frames.all(FieldKind.TRUNCATED));
        name("metrics").tensors(frames.all(FieldKind.METRIC));
        Map<String, Columns> privileged = frames.all(FieldKind.PRIVILEGED);
        return privileged.isEmpty() ? this : name("privileged").tensors(privileged);
    }

    /** What is kept of rows that ended. */
    TurnText finals(SeatFrames frames) {
        name("final_obs").groups(frames.byGroup(FieldKind.OBSERVATION));
        Map<String, Map<String, Columns>> masks = frames.byGroup(FieldKind.ACTION_MASK);
        if (!masks.isEmpty()) {
            name("final_action_mask").each(masks);
        }
        Map<String, Columns> privileged = frames.all(FieldKind.PRIVILEGED);
        return privileged.isEmpty() ? this : name("final_privileged").tensors(privileged);
    }

    /** Nothing is added any more. */
    TurnText done() {
        sections.add(new Section(pending.toString(), null));
        pending.setLength(0);
        return this;
    }

    @Override
    public boolean next(StringBuilder text) {
        int enough = text.length() + PIECE_CHARACTERS;
        while (section < sections.size() && text.length() < enough) {
            advance(text, sections.get(section));
        }
        return section < sections.size();
    }

    private void advance(StringBuilder text, Section present) {
        Columns columns = present.columns();
        if (row < 0) {
            text.append(present.text());
        }
        if (columns == null || columns.rows() == 0) {
            text.append(columns == null ? "" : "[]");
            section++;
            return;
        }
        row = Math.max(row, 0);
        text.append(row == 0 ? '[' : ',');
        columns.append(text, row++);
        if (row == columns.rows()) {
            text.append(']');
            section++;
            row = -1;
        }
    }
}
