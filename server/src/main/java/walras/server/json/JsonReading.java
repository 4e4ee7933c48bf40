package walras.server.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Words;

/**
 * Reads a JSON text as RFC 8259 has it, without the liberties that parsers take: well-formed UTF-8, no name twice, no
 * number that no double holds, nothing behind the end. Counts the values as it goes, against the call's share of memory.
 */
final class JsonReading {
    private static final int MOST_DEPTH = 64;
    static final int LONGEST_SHOWN = 60;
    /** Longer numbers say nothing more, and take their square in time. */
    private static final int LONGEST_NUMBER = 400;

    /** Reads one value. */
    interface Body<T> {
        T read(JsonReading in) throws IOException;
    }

    private final JsonReader reader;
    private final JsonRoom.Share room;
    private int depth;

    private JsonReading(String text, JsonRoom.Share room) {
        reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        this.room = room;
    }

    /** The characters of a body. */
    static String text(byte[] body) { // [bytes]
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw bad("body", "UTF-8", "bytes that are none");
        }
    }

    /**
     * Reads a whole text.
     *
     * @throws Problem BAD_REQUEST if it is no JSON
     */
    static <T> T all(String text, JsonRoom.Share room, Body<T> body) {
        JsonReading in = new JsonReading(text, room);
        try {
            T value = body.read(in);
            if (in.reader.peek() != JsonToken.END_DOCUMENT) {
                throw bad("body", "one JSON value", "more behind it");
            }
            return value;
        } catch (EOFException ended) {
            throw bad("body", "a JSON text", text.isBlank() ? "nothing" : "one that ends too early");
        } catch (MalformedJsonException | NumberFormatException malformed) {
            String why =
                    String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
            int hint = why.indexOf(" at line ");
            throw bad("body", "a JSON text", "one that is malformed" + (hint < 0 ? "" : why.substring(hint)));
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory cannot be read", impossible);
        }
    }

    /** What comes next. */
    JsonToken peek() throws IOException {
        return reader.peek();
    }

    private void count(JsonToken token) {
        if (token != JsonToken.NULL) {
            room.take(JsonRoom.VALUE_BYTES);
        }
    }

    /** The number that comes next, or null if something else does; not counted. */
    @Nullable
    String leaf() throws IOException {
        return reader.peek() == JsonToken.NUMBER ? reader.nextString() : null;
    }

    /** What came instead of something else, in words. */
    String got() throws IOException {
        return switch (reader.peek()) {
            case NUMBER -> Words.cut(reader.nextString(), LONGEST_SHOWN);
            case STRING -> '"' + Words.cut(reader.nextString(), LONGEST_SHOWN) + '"';
            case BOOLEAN -> Boolean.toString(reader.nextBoolean());
            case NULL -> "null";
            case BEGIN_OBJECT -> "an object";
            case BEGIN_ARRAY -> "a list";
            case END_ARRAY -> "the end of a list";
            case END_OBJECT, NAME, END_DOCUMENT -> "nothing";
        };
    }

    Problem unlike(String where, String expected) throws IOException {
        return bad(where, expected, got());
    }

    /** @param got in words, which are shown as they are */
    static Problem bad(String where, String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_REQUEST", where, expected, Words.cut(got, LONGEST_SHOWN), "");
    }

    /** Takes a member of an object. */
    interface Member {
        void read(String name) throws IOException;
    }

    /** Reads an object. The names that were seen must be kept by whoever knows what else they are called. */
    void object(String where, Member member) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw unlike(where, "an object");
        }
        enter(where);
        reader.beginObject();
        while (reader.hasNext()) {
            room.take(JsonRoom.VALUE_BYTES);
            member.read(reader.nextName());
        }
        reader.endObject();
        depth--;
    }

    /** Takes an element of a list. */
    interface Element {
        void read(int index) throws IOException;
    }

    void list(String where, Element element) throws IOException {
        if (reader.peek() != JsonToken.BEGIN_ARRAY) {
            throw unlike(where, "a list");
        }
        enter(where);
        reader.beginArray();
        for (int k = 0; reader.hasNext(); k++) {
            element.read(k);
        }
        reader.endArray();
        depth--;
    }

    private void enter(String where) {
        room.take(JsonRoom.VALUE_BYTES);
        if (++depth > MOST_DEPTH) {
            throw bad(where, "at most " + MOST_DEPTH + " lists and objects in one another", "more");
        }
    }

    /** True if null came, which stands for nothing. */
    boolean isNull() throws IOException {
        if (reader.peek() != JsonToken.NULL) {
            return false;
        }
        reader.nextNull();
        return true;
    }

    String string(String where) throws IOException {
        if (reader.peek() != JsonToken.STRING) {
            throw unlike(where, "a text");
        }
        count(JsonToken.STRING);
        return reader.nextString();
    }

    boolean flag(String where) throws IOException {
        if (reader.peek() != JsonToken.BOOLEAN) {
            throw unlike(where, "true or false");
        }
        count(JsonToken.BOOLEAN);
        return reader.nextBoolean();
    }

    /** The characters of a number, also of one in quotes. */
    String number(String where, String expected) throws IOException {
        JsonToken token = reader.peek();
        if (token != JsonToken.NUMBER && token != JsonToken.STRING) {
            throw unlike(where, expected);
        }
        count(token);
        String text = reader.nextString();
        if (text.length() > LONGEST_NUMBER) {
            throw bad(where, expected, text);
        }
        return text;
    }

    /** A whole number between bounds, both included; {@code 3}, {@code 3.0}, {@code 3e0} and {@code "3"} are the same. */
    long whole(String where, long least, long most) throws IOException {
        String expected = "a whole number from " + least + " to " + most;
        String text = number(where, expected);
        return within(text, least, most).orElseThrow(() -> beyond(where, expected, text, least, most));
    }

    /** A number that is not whole, or beyond its bounds; a text that is no number is near to nothing. */
    private static Problem beyond(String where, String expected, String text, long least, long most) {
        String nearest;
        try {
            double value = Double.parseDouble(text);
            nearest = Double.isNaN(value) ? "" : String.valueOf(Math.min(most, Math.max(least, Math.round(value))));
        } catch (NumberFormatException word) {
            return bad(where, expected, text);
        }
        return Problem.of(
                Problem.Kind.INVALID, "BAD_REQUEST", where, expected, Words.cut(text, LONGEST_SHOWN), nearest);
    }

    /** The number in a text; empty if it is not whole, or beyond its bounds. */
    static OptionalLong within(String text, long least, long most) {
        boolean plain = text.length() < 19 && text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        try {
            long value = plain ? Long.parseLong(text) : new BigDecimal(text).longValueExact();
            return value >= least && value <= most ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (ArithmeticException | NumberFormatException other) {
            return OptionalLong.empty();
        }
    }

    /** A number that a double holds. */
    double finite(String where) throws IOException {
        if (reader.peek() != JsonToken.NUMBER) {
            throw unlike(where, "a number");
        }
        String text = number(where, "a number");
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw bad(where, "a number that a double holds", text);
        }
        return value;
    }

    /** Any text that is looked at elsewhere, without making one of it. */
    void skipString(String where) throws IOException {
        if (reader.peek() != JsonToken.STRING) {
            throw unlike(where, "a text");
        }
        reader.skipValue();
    }

    /** Any value; what is in it is looked at elsewhere. */
    void skip() throws IOException {
        reader.skipValue();
    }

    /** Any value at all, looked at for what no reader of it would take. */
    void any(String where) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Set<String> seen = new HashSet<>();
                object(where, name -> {
                    JsonNames.once(where, seen, name);
                    any(where + '.' + name);
                });
            }
            case BEGIN_ARRAY -> list(where, k -> any(where));
            case NUMBER -> finite(where);
            case STRING -> string(where);
            case BOOLEAN -> flag(where);
            default -> reader.nextNull();
        }
    }
}
