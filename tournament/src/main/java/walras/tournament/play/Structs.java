package walras.tournament.play;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options as messages have them. */
public final class Structs {
    private Structs() {}

    public static Struct of(Map<String, ?> options) {
        Struct.Builder struct = Struct.newBuilder();
        options.forEach((name, value) -> struct.putFields(name, value(value)));
        return struct.build();
    }

    private static Value value(@Nullable Object value) {
        Value.Builder written = Value.newBuilder();
        if (value == null) {
            return written.setNullValue(NullValue.NULL_VALUE).build();
        } else if (value instanceof Number number) {
            return written.setNumberValue(number.doubleValue()).build();
        } else if (value instanceof Boolean flag) {
            return written.setBoolValue(flag).build();
        } else if (value instanceof List<?> list) {
            ListValue.Builder values = ListValue.newBuilder();
            list.forEach(element -> values.addValues(value(element)));
            return written.setListValue(values).build();
        }
        return written.setStringValue(value.toString()).build();
    }
}
