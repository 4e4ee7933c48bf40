package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.report.Json;

/** A JSON object whose members must be there and of the right kind. */
record JsonObject(Map<String, Object> values) {
    /**
     * Reads the header of a log.
     *
     * @throws IOException if the log is damaged or has none
     */
    static JsonObject header(Path file, LogReader log) throws IOException {
        if (log.next() instanceof LogRecord.Header header) {
            try {
                return of("a JSON text", Json.parse(header.json()));
            } catch (IllegalArgumentException broken) {
                throw new IOException(file + ": " + broken.getMessage(), broken);
            }
        }
        throw new IOException(file + ": no header");
    }

    static JsonObject of(String name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(name + ": expected an object, got " + value);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, member) -> {
            if (member != null) {
                members.put(String.valueOf(key), member);
            }
        });
        return new JsonObject(members);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    private Object member(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing among " + values.keySet());
        }
        return value;
    }

    String text(String name) {
        return String.valueOf(member(name));
    }

    long number(String name) {
        if (member(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(name + ": expected a number, got " + member(name));
    }

    /** A number that may be missing. */
    OptionalLong maybe(String name) {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    int integer(String name) {
        return Math.toIntExact(number(name));
    }

    JsonObject object(String name) {
        return of(name, member(name));
    }

    private List<?> list(String name) {
        if (member(name) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(name + ": expected a list, got " + member(name));
    }

    List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        list(name).forEach(element -> objects.add(of(name, element)));
        return objects;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        list(name).forEach(element -> texts.add(String.valueOf(element)));
        return texts;
    }

    List<Long> numbers(String name) {
        List<Long> numbers = new ArrayList<>();
        list(name).forEach(element -> numbers.add(((Number) element).longValue()));
        return numbers;
    }
}
