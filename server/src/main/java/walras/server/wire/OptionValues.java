package walras.server.wire;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** Option values between their messages and their Java forms: Number, Boolean, String, List. */
public final class OptionValues {
    private OptionValues() {}

    /** The options that have a value; null means not given. */
    public static Map<String, Object> read(Struct options) {
        Map<String, Object> values = new LinkedHashMap<>();
        options.getFieldsMap().forEach((name, value) -> {
            if (!value.hasNullValue()) {
                values.put(name, read(name, value));
            }
        });
        return values;
    }

    private static Object read(String name, Value value) {
        return switch (value.getKindCase()) {
            case NUMBER_VALUE -> value.getNumberValue();
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case LIST_VALUE -> readList(name, value.getListValue());
            default -> throw Problem.option(name, "a number, text, flag or array", value.getKindCase());
        };
    }

    private static List<Object> readList(String name, ListValue list) {
        List<Object> values = new ArrayList<>(list.getValuesCount());
        list.getValuesList().forEach(value -> values.add(read(name, value)));
        return values;
    }

    static Struct write(Map<String, ?> values) {
        Struct.Builder options = Struct.newBuilder();
        values.forEach((name, value) -> options.putFields(name, write(value)));
        return options.build();
    }

    static Value write(@Nullable Object value) {
        Value.Builder written = Value.newBuilder();
        if (value instanceof Number number) {
            return written.setNumberValue(number.doubleValue()).build();
        } else if (value instanceof Boolean flag) {
            return written.setBoolValue(flag).build();
        } else if (value instanceof List<?> list) {
            ListValue.Builder values = ListValue.newBuilder();
            list.forEach(element -> values.addValues(write(element)));
            return written.setListValue(values).build();
        } else if (value == null) {
            return written.setNullValue(NullValue.NULL_VALUE).build();
        }
        return written.setStringValue(value.toString()).build();
    }
}
