package walras.server.words;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import walras.env.DType;
import walras.env.Group;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Words;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.server.session.plan.SeatPlan;

/**
 * Reads what a seat of a session of one row answers, a JSON object of its action tensors, into an action frame. Nothing is
 * rounded, clipped or guessed.
 */
public final class SeatAnswer {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int LONGEST_SHOWN = 120;
    private static final int LONGEST_NUMBER = 400;
    private static final String ACTION = "action";

    private final Group group;
    private final SeatPlan seat;
    private final JsonReader in;
    private final ByteBuffer frame;

    private SeatAnswer(Group group, SeatPlan seat, String text) {
        this.group = group;
        this.seat = seat;
        in = new JsonReader(new StringReader(text));
        in.setStrictness(Strictness.STRICT);
        frame = ByteBuffer.allocate((int) seat.actionLayout().sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The action frame of an answer.
     *
     * @param group the seat's, with the bounds that hold now
     * @param turn the seat's frame of the present turn, for the least legal action
     * @throws Problem BAD_ACTION: which tensor and element, what was expected, what came
     */
    public static ByteBuffer read(String text, Group group, SeatPlan seat, byte[] turn) { // [observation frame]
        if (text.length() > MOST_CHARACTERS) {
            throw bad(ACTION, "at most " + MOST_CHARACTERS + " characters", Integer.toString(text.length()));
        }
        SeatAnswer answer = new SeatAnswer(group, seat, text);
        try {
            if (answer.in.peek() == JsonToken.NULL) {
                answer.in.nextNull();
                answer.least(turn);
            } else {
                answer.object();
            }
            if (answer.in.peek() != JsonToken.END_DOCUMENT) {
                throw bad(ACTION, "one JSON object", "more behind it");
            }
        } catch (EOFException | MalformedJsonException | NumberFormatException malformed) {
            throw bad(ACTION, "one JSON object with " + names(group), text.isBlank() ? "nothing" : '"' + text + '"');
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory cannot be read", impossible);
        }
        return answer.frame;
    }

    private static String names(Group group) {
        return String.join(", ", group.actions().stream().map(TensorSpec::name).toList());
    }

    private static Problem bad(String where, String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_ACTION", where, expected, Words.cut(got, LONGEST_SHOWN), "");
    }

    private void object() throws IOException {
        if (in.peek() != JsonToken.BEGIN_OBJECT) {
            throw bad(ACTION, "an object with " + names(group), got());
        }
        List<String> known = group.actions().stream().map(TensorSpec::name).toList();
        Set<String> seen = new HashSet<>();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            if (!known.contains(name)) {
                String expected = "only " + names(group);
                throw Problem.of(
                        Problem.Kind.INVALID,
                        "BAD_ACTION",
                        ACTION,
                        expected,
                        Words.cut('"' + name + '"', LONGEST_SHOWN),
                        Nearest.nearest(name, known));
            } else if (!seen.add(name)) {
                throw bad(ACTION, "each name once", name + " twice");
            }
            tensor(known.indexOf(name));
        }
        in.endObject();
        for (TensorSpec tensor : group.actions()) {
            if (!seen.contains(tensor.name())) {
                throw bad(ACTION + '.' + tensor.name(), SpaceWords.of(tensor.space()), "nothing");
            }
        }
    }

    private void tensor(int index) throws IOException {
        TensorSpec tensor = group.actions().get(index);
        Field field = seat.actionLayout().fields().get(index);
        String where = ACTION + '.' + tensor.name();
        int agents = seat.view().agents();
        if (agents == 1) {
            value(where, tensor.space(), field, 0, 0, 0);
            return;
        }
        String expected = "a list with one entry for each of " + agents + " agents";
        require(in.peek() == JsonToken.BEGIN_ARRAY, where, expected);
        in.beginArray();
        for (int agent = 0; agent < agents; agent++) {
            require(in.hasNext(), where, expected);
            value(where + '[' + agent + ']', tensor.space(), field, 0, agent, 0);
        }
        require(!in.hasNext(), where, expected);
        in.endArray();
    }

    /** One agent's value from a depth of its shape on; {@code element} counts row-major what came before, at this depth. */
    private void value(String where, Space space, Field field, int depth, int agent, int element) throws IOException {
        if (depth == space.shape().size()) {
            number(where, space, field, agent, element);
            return;
        }
        String expected = SpaceWords.of(space);
        require(in.peek() == JsonToken.BEGIN_ARRAY, where, expected);
        in.beginArray();
        int length = space.shape().get(depth);
        for (int k = 0; k < length; k++) {
            require(in.hasNext(), where, expected);
            value(where, space, field, depth + 1, agent, element * length + k);
        }
        require(!in.hasNext(), where, expected);
        in.endArray();
    }

    private void require(boolean right, String where, String expected) throws IOException {
        if (!right) {
            throw bad(where, expected, got());
        }
    }

    private void number(String where, Space space, Field field, int agent, int element) throws IOException {
        require(in.peek() == JsonToken.NUMBER, where, SpaceWords.of(space));
        String text = in.nextString();
        double value = text.length() > LONGEST_NUMBER ? Double.NaN : Double.parseDouble(text);
        boolean whole = !SpaceWords.whole(space) || isWhole(text, value);
        if (!whole || !(value >= low(space, element) && value <= high(space, element)) || Double.isInfinite(value)) {
            throw bad(where, SpaceWords.of(space), text);
        }
        put(field, agent * space.size() + element, value, text);
    }

    private static boolean isWhole(String text, double value) {
        if (Math.abs(value) >= 1L << 53) {
            return Math.abs(value) < 0x1p63
                    && new BigDecimal(text).stripTrailingZeros().scale() <= 0;
        }
        return value == Math.rint(value);
    }

    private static double low(Space space, int element) {
        return space instanceof Space.Box box ? box.low(element) : 0;
    }

    private static double high(Space space, int element) {
        return space instanceof Space.Box box ? box.high(element) : space.choices()[element] - 1;
    }

    private void put(Field field, int index, double value, String text) {
        DType dtype = field.dtype();
        int offset = (int) field.offset() + index * dtype.bytes();
        switch (dtype) {
            case U8 -> frame.put(offset, (byte) (int) value);
            case I32 -> frame.putInt(offset, (int) value);
            case I64 -> frame.putLong(offset, new BigDecimal(text).longValueExact());
            case F32 -> frame.putFloat(offset, (float) value);
            case F64 -> frame.putDouble(offset, value);
        }
    }

    /** What came instead of something else; reads no further than that. */
    private String got() throws IOException {
        return switch (in.peek()) {
            case NUMBER -> in.nextString();
            case STRING -> '"' + in.nextString() + '"';
            case BOOLEAN -> Boolean.toString(in.nextBoolean());
            case NULL -> "null";
            case BEGIN_OBJECT -> "an object";
            case BEGIN_ARRAY -> "a list";
            case END_ARRAY -> "a shorter list";
            case END_OBJECT, NAME, END_DOCUMENT -> "nothing";
        };
    }

    /** The least action that is allowed, as a late seat plays it. */
    private void least(byte[] turn) { // [observation frame]
        for (int k = 0; k < group.actions().size(); k++) {
            Space space = group.actions().get(k).space();
            Field field = seat.actionLayout().fields().get(k);
            for (int e = 0; e < seat.view().agents() * space.size(); e++) {
                double value = least(space, e % space.size(), e / space.size(), turn);
                put(field, e, value, SpaceWords.number(value));
            }
        }
    }

    private double least(Space space, int element, int agent, byte[] turn) { // [observation frame]
        if (space instanceof Space.Box box) {
            return Double.isFinite(box.low(element)) ? box.low(element) : Math.min(0, box.high(element));
        }
        return group.masked() ? firstAllowed(seat.observationLayout(), space, element, agent, turn) : 0;
    }

    private static int firstAllowed(FrameLayout layout, Space space, int element, int agent, byte[] turn) {
        Field mask = layout.fields().stream()
                .filter(field -> field.kind() == FieldKind.ACTION_MASK)
                .findFirst()
                .orElseThrow();
        int[] choices = space.choices(); // [size]
        int from = (int) mask.offset() + agent * mask.shape().get(2);
        for (int e = 0; e < element; e++) {
            from += choices[e];
        }
        for (int choice = 0; choice < choices[element]; choice++) {
            if (turn[from + choice] != 0) {
                return choice;
            }
        }
        return 0;
    }
}
