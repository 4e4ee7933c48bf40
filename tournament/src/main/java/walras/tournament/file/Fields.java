package walras.tournament.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an object that the schema has let through, with defaults for those that are not there. */
record Fields(String pointer, Map<?, ?> object) {
    Fields(String pointer, @Nullable Object value) {
        this(pointer, value instanceof Map<?, ?> map ? map : Map.of());
    }

    boolean has(String name) {
        return object.get(name) != null;
    }

    @Nullable
    Object value(String name) {
        return object.get(name);
    }

    String text(String name, String otherwise) {
        return has(name) ? String.valueOf(object.get(name)) : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return object.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    long longInteger(String name, long otherwise) {
        return object.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    int integer(String name, int otherwise) {
        return Math.toIntExact(longInteger(name, otherwise));
    }

    Fields fields(String name) {
        return new Fields(pointer + "/" + name, object.get(name));
    }

    List<Fields> list(String name) {
        List<Fields> all = new ArrayList<>();
        for (Object element : object.get(name) instanceof List<?> list ? list : List.of()) {
            all.add(new Fields(pointer + "/" + name + "/" + all.size(), element));
        }
        return all;
    }

    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        for (Object element : object.get(name) instanceof List<?> list ? list : List.of()) {
            all.add(String.valueOf(element));
        }
        return all;
    }

    Map<String, @Nullable Object> map(String name) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        if (object.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> all.put(String.valueOf(key), value));
        }
        return all;
    }
}
