package walras.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.RemoteFiller;
import walras.v1.SeatConfig;

/** What is easier said in Java than with the builders of {@link walras.v1.SessionConfig} and other requests. */
public final class Options {
    private static final Map<String, FieldKind> KINDS = Map.of(
            "obs", FieldKind.FIELD_KIND_OBSERVATION,
            "actions", FieldKind.FIELD_KIND_ACTION,
            "reward", FieldKind.FIELD_KIND_REWARD,
            "terminated", FieldKind.FIELD_KIND_TERMINATED,
            "truncated", FieldKind.FIELD_KIND_TRUNCATED,
            "active", FieldKind.FIELD_KIND_ACTIVE,
            "action_mask", FieldKind.FIELD_KIND_ACTION_MASK,
            "metrics", FieldKind.FIELD_KIND_METRIC,
            "privileged", FieldKind.FIELD_KIND_PRIVILEGED);

    private Options() {}

    /** Options as JSON values: maps, iterables, arrays of any depth, numbers, flags, words, null. */
    public static Struct of(Map<String, ?> values) {
        return value("options", values).getStructValue();
    }

    private static Value value(String where, @Nullable Object of) {
        Value.Builder made = Value.newBuilder();
        if (of == null) {
            made.setNullValue(NullValue.NULL_VALUE);
        } else if (of instanceof Number number) {
            made.setNumberValue(number.doubleValue());
        } else if (of instanceof Boolean flag) {
            made.setBoolValue(flag);
        } else if (of instanceof CharSequence words) {
            made.setStringValue(words.toString());
        } else if (of instanceof Map<?, ?> map) {
            Struct.Builder fields = made.getStructValueBuilder();
            map.forEach((name, each) -> fields.putFields(String.valueOf(name), value(where + "." + name, each)));
        } else if (of instanceof Iterable<?> each) {
            ListValue.Builder list = made.getListValueBuilder();
            each.forEach(element -> list.addValues(value(where, element)));
        } else if (of.getClass().isArray()) {
            ListValue.Builder list = made.getListValueBuilder();
            IntStream.range(0, Array.getLength(of)).forEach(i -> list.addValues(value(where, Array.get(of, i))));
        } else {
            throw WalrasException.badRequest(where, "a value that JSON has", of.getClass());
        }
        return made.build();
    }

    /**
     * A seat of a session to be, for a participant; set another filler for a built-in policy, or the remote one's
     * {@code privileged} for a central critic.
     *
     * @param label a group, or {@code group/agent} for one agent of it
     */
    public static SeatConfig.Builder seat(String label) {
        String[] words = label.split("/", 2);
        SeatConfig.Builder seat =
                SeatConfig.newBuilder().setGroup(words[0]).setRemote(RemoteFiller.getDefaultInstance());
        try {
            return words.length == 1 ? seat : seat.setAgent(Integer.parseInt(words[1]));
        } catch (NumberFormatException wrong) {
            throw WalrasException.badRequest("seat", "group or group/agent with a number", label);
        }
    }

    /** The rows that a reset is for, [B]. */
    public static ByteString mask(boolean... rows) {
        byte[] flags = new byte[rows.length]; // [B]
        for (int row = 0; row < rows.length; row++) {
            flags[row] = (byte) (rows[row] ? 1 : 0);
        }
        return ByteString.copyFrom(flags);
    }

    /**
     * What a rollout records: obs, actions, reward, terminated, truncated, active, action_mask, metrics, privileged, or one
     * tensor of these, as obs.state. What is not recorded is not sent.
     */
    public static List<FieldSelector> fields(String... names) {
        return Arrays.stream(names).map(Options::field).toList();
    }

    private static FieldSelector field(String name) {
        String[] words = (name + ".").split("\\.", 3);
        FieldKind kind = KINDS.get(words[0]);
        if (kind == null) {
            throw WalrasException.badRequest(
                    "fields", "one of " + KINDS.keySet() + ", or one tensor, as obs.state", name);
        }
        return FieldSelector.newBuilder().setKind(kind).setName(words[1]).build();
    }
}
