package walras.tournament.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.report.Json;

/** Holds a document against the published schema, and says the first thing that is wrong in words. */
public final class SchemaCheck {
    /** In patterns: some readers of {@code $} let a text end in a newline. */
    private static final String NO_NEWLINE = "(?!\\n)";

    private static final String FILE = "/walras/tournament/tournament.schema.json";

    private SchemaCheck() {}

    /** The schema's text, as it is published. */
    public static String text() {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @throws Problem BAD_REQUEST with line, column, what was expected and the nearest right word */
    public static void require(Document document) {
        String schema = text();
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        URI uri = validator.registerSchema(schema);
        Validator.Result result = validator.validate(uri, Json.line(document.value()));
        if (result.isValid()) {
            return;
        }
        // The deepest error is the nearest to what was written; the others say that something is wrong inside.
        List<Error> errors = result.getErrors();
        Error worst = errors.stream()
                .filter(error -> isUnknownName(error) || error.getKeyword() != null)
                .max(Comparator.comparingInt(SchemaCheck::depth))
                .orElse(errors.get(0));
        throw problem(document, JsonParser.parseString(schema).getAsJsonObject(), worst);
    }

    private static int depth(Error error) {
        return (int) error.getInstanceLocation().chars().filter(c -> c == '/').count();
    }

    /** A name that the schema does not have fails where the schema says that there are no others. */
    private static boolean isUnknownName(Error error) {
        return error.getSchemaLocation().endsWith("/additionalProperties");
    }

    private static Problem problem(Document document, JsonObject schema, Error error) {
        String pointer = error.getInstanceLocation();
        Object got = at(document.value(), pointer);
        JsonObject rule = rule(schema, error.getSchemaLocation());
        String keyword = String.valueOf(error.getKeyword());
        if (isUnknownName(error) && rule.has("properties")) {
            String name = Document.plain(pointer.substring(pointer.lastIndexOf('/') + 1));
            List<String> known = List.copyOf(rule.getAsJsonObject("properties").keySet());
            return document.wrong(pointer, "one of " + String.join(", ", known), name, Nearest.nearest(name, known));
        }
        return switch (keyword) {
            case "enum" -> {
                List<String> known = rule.getAsJsonArray("enum").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
                yield document.wrong(
                        pointer,
                        "one of " + String.join(", ", known),
                        got,
                        Nearest.nearest(String.valueOf(got), known));
            }
            case "required" -> document.wrong(pointer, "all of " + texts(rule, "required"), names(got));
            case "type" -> document.wrong(pointer, "a value of type " + texts(rule, "type"), Json.line(got));
            case "pattern" ->
                document.wrong(
                        pointer,
                        "a text like " + rule.get("pattern").getAsString().replace(NO_NEWLINE, ""),
                        got);
            case "minimum" -> document.wrong(pointer, "at least " + rule.get("minimum"), got);
            case "maximum" -> document.wrong(pointer, "at most " + rule.get("maximum"), got);
            case "minItems" ->
                document.wrong(pointer, "at least " + rule.get("minItems") + " elements", Json.line(got));
            case "uniqueItems" -> document.wrong(pointer, "every element once", Json.line(got));
            default -> document.wrong(pointer, error.getError(), Json.line(got));
        };
    }

    private static String texts(JsonObject rule, String name) {
        JsonElement value = rule.get(name);
        return value.isJsonArray()
                ? String.join(
                        ", ",
                        value.getAsJsonArray().asList().stream()
                                .map(JsonElement::getAsString)
                                .toList())
                : value.getAsString();
    }

    private static String names(@Nullable Object got) {
        return got instanceof Map<?, ?> map
                ? (map.isEmpty() ? "nothing" : map.keySet().toString())
                : Json.line(got);
    }

    /** The innermost part of the schema that an error's place leads to. */
    private static JsonObject rule(JsonObject schema, String location) {
        String fragment = location.substring(location.indexOf('#') + 1);
        JsonObject rule = schema;
        for (String part : fragment.split("/", -1)) {
            JsonElement next = rule.get(Document.plain(part));
            if (next != null && next.isJsonObject()) {
                rule = next.getAsJsonObject();
            }
        }
        return rule;
    }

    private static @Nullable Object at(@Nullable Object value, String pointer) {
        Object at = value;
        for (String part : pointer.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (at instanceof Map<?, ?> map) {
                at = map.get(Document.plain(part));
            } else if (at instanceof List<?> list) {
                at = list.get(Integer.parseInt(part));
            }
        }
        return at;
    }
}
