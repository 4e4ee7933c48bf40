package walras.server.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text to Java forms (Long, Double, Boolean, String, List, Map, null) and back. Strict in both directions. */
public final class Json {
    private static final GsonBuilder BUILDER = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .serializeNulls()
            .disableHtmlEscaping()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE);
    private static final Gson COMPACT = BUILDER.create();
    private static final Gson PRETTY = BUILDER.setPrettyPrinting().create();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws IllegalArgumentException if the text is no JSON; the message says what is wrong
     */
    public static @Nullable Object parse(String text) {
        try {
            return COMPACT.fromJson(text, new TypeToken<@Nullable Object>() {}.getType());
        } catch (JsonParseException broken) {
            throw new IllegalArgumentException(String.valueOf(broken.getMessage()), broken);
        }
    }

    /** One line. Numbers that JSON does not have (NaN, infinities) become null. */
    public static String line(@Nullable Object value) {
        return COMPACT.toJson(plain(value));
    }

    /** Many lines, for files that people read. */
    public static String pretty(@Nullable Object value) {
        return PRETTY.toJson(plain(value));
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : null;
        } else if (value instanceof double[] numbers) {
            List<@Nullable Object> list = new ArrayList<>(numbers.length);
            for (double number : numbers) {
                list.add(plain(number));
            }
            return list;
        } else if (value instanceof Iterable<?> elements) {
            List<@Nullable Object> list = new ArrayList<>();
            elements.forEach(element -> list.add(plain(element)));
            return list;
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            map.forEach((name, element) -> object.put(String.valueOf(name), plain(element)));
            return object;
        }
        return value;
    }
}
