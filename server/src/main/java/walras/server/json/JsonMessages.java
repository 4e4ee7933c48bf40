package walras.server.json;

import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import walras.env.Nearest;
import walras.env.Problem;

/**
 * Messages as protobuf's JSON. Every text is read twice: here, beside the message's description, for what protobuf's own
 * reader lets through, says without a place, or takes too much memory for; and by that reader, which builds the message.
 */
final class JsonMessages {
    private static final Set<String> SEEDS = Set.of("seed", "row_seeds"); // from 0 on, wherever they stand

    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private JsonMessages() {}

    /** @throws Problem BAD_REQUEST with the place of the first thing that does not fit */
    static Message read(String text, Message prototype, JsonRoom.Share room) {
        Descriptor type = prototype.getDescriptorForType();
        JsonReading.all(text, room, in -> {
            message(in, type, "body");
            return true;
        });
        Message.Builder message = prototype.newBuilderForType();
        try {
            PARSER.merge(text, message);
        } catch (InvalidProtocolBufferException malformed) {
            throw JsonReading.bad("body", type.getFullName() + " as JSON", JsonErrors.words(malformed));
        } catch (IllegalArgumentException malformed) { // of bytes that are no base64
            throw JsonReading.bad("body", "bytes in base64", String.valueOf(malformed.getMessage()));
        }
        return message.build();
    }

    /** The message in one line. */
    static String write(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("an answer has no JSON", impossible);
        }
    }

    private static void message(JsonReading in, Descriptor type, String where) throws IOException {
        switch (type.getFullName()) {
            case "google.protobuf.Struct" -> {
                if (in.peek() != JsonToken.BEGIN_OBJECT) {
                    throw in.unlike(where, "an object");
                }
                in.any(where);
            }
            case "google.protobuf.Value" -> in.any(where);
            case "google.protobuf.Duration" -> duration(in, where);
            default -> members(in, type, where);
        }
    }

    private static void duration(JsonReading in, String where) throws IOException {
        String text = in.string(where);
        try {
            Durations.parse(text);
        } catch (ParseException malformed) {
            throw Problem.request(where, "a duration in seconds, as 1.5s", text);
        }
    }

    private static void members(JsonReading in, Descriptor type, String where) throws IOException {
        Set<String> seen = new HashSet<>();
        Set<String> oneofs = new HashSet<>();
        in.object(where, name -> {
            FieldDescriptor field = field(type, where, name);
            JsonNames.once(where, seen, field.getName());
            if (in.isNull()) {
                return;
            }
            if (field.getRealContainingOneof() != null) {
                JsonNames.once(where, oneofs, field.getRealContainingOneof().getName());
            }
            String place = where.equals("body") ? name : where + '.' + name;
            if (field.isRepeated()) {
                in.list(place, k -> value(in, field, place + '[' + k + ']'));
            } else {
                value(in, field, place);
            }
        });
    }

    /** By either of its names. */
    private static FieldDescriptor field(Descriptor type, String where, String name) {
        List<FieldDescriptor> fields = type.getFields();
        for (FieldDescriptor field : fields) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        throw JsonNames.unknown(
                where, name, fields.stream().map(FieldDescriptor::getJsonName).toList());
    }

    private static void value(JsonReading in, FieldDescriptor field, String where) throws IOException {
        switch (field.getJavaType()) {
            case INT -> in.whole(where, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> in.whole(where, SEEDS.contains(field.getName()) ? 0 : Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT, DOUBLE -> real(in, where);
            case BOOLEAN -> in.flag(where);
            case STRING -> in.string(where);
            case BYTE_STRING -> in.skipString(where);
            case ENUM -> choice(in, field, where);
            case MESSAGE -> message(in, field.getMessageType(), where);
        }
    }

    /** A number, or one of the three texts for those that JSON does not have. */
    private static void real(JsonReading in, String where) throws IOException {
        if (in.peek() == JsonToken.STRING) {
            String text = in.string(where);
            if (!Set.of("NaN", "Infinity", "-Infinity").contains(text)) {
                throw Problem.request(where, "a number", text);
            }
        } else {
            in.finite(where);
        }
    }

    private static void choice(JsonReading in, FieldDescriptor field, String where) throws IOException {
        if (in.peek() == JsonToken.NUMBER) {
            in.whole(where, 0, Integer.MAX_VALUE);
            return;
        }
        List<String> names = field.getEnumType().getValues().stream()
                .map(EnumValueDescriptor::getName)
                .toList();
        String name = in.string(where);
        if (!names.contains(name)) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_REQUEST",
                    where,
                    "one of " + String.join(", ", names),
                    '"' + name + '"',
                    Nearest.nearest(name, names));
        }
    }
}
