package walras.client;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.lang.reflect.Array;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options as JSON values: maps, iterables, arrays of any depth, numbers, flags, words, null. */
final class Json {
    private Json() {}

    static Struct struct(String where, Map<String, ?> values) {
        Struct.Builder made = Struct.newBuilder();
        values.forEach((name, value) -> made.putFields(name, value(where + "." + name, value)));
        return made.build();
    }

    private static Value value(String where, @Nullable Object of) {
        Value.Builder made = Value.newBuilder();
        if (of == null) {
            return made.setNullValue(NullValue.NULL_VALUE).build();
        } else if (of instanceof Number number) {
            return made.setNumberValue(number.doubleValue()).build();
        } else if (of instanceof Boolean flag) {
            return made.setBoolValue(flag).build();
        } else if (of instanceof CharSequence words) {
            return made.setStringValue(words.toString()).build();
        } else if (of instanceof Map<?, ?> map) {
            Struct.Builder fields = Struct.newBuilder();
            map.forEach((name, each) -> fields.putFields(String.valueOf(name), value(where + "." + name, each)));
            return made.setStructValue(fields).build();
        }
        ListValue.Builder list = ListValue.newBuilder();
        if (of instanceof Iterable<?> each) {
            each.forEach(element -> list.addValues(value(where, element)));
        } else if (of.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(of); i++) {
                list.addValues(value(where, Array.get(of, i)));
            }
        } else {
            throw WalrasException.badRequest(
                    where, "a value that JSON has", of.getClass().getName());
        }
        return made.setListValue(list).build();
    }
}
