package walras.server.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Compares what a client says with what is right: names that are expected must be there, numbers must be equal to the bit. */
final class Comparison {
    private static final int SHOWN = 120; // characters of a value in a message

    private Comparison() {}

    static void same(String where, JsonElement expected, JsonElement got) {
        if (expected instanceof JsonObject object) {
            CaseFailure.unless(got instanceof JsonObject, where + ": expected an object, got " + shown(got));
            object.entrySet().forEach(each -> {
                JsonElement value = got.getAsJsonObject().get(each.getKey());
                CaseFailure.unless(value != null, where + ": expected " + each.getKey() + ", got none");
                same(where + "." + each.getKey(), each.getValue(), value == null ? each.getValue() : value);
            });
        } else if (expected instanceof JsonArray) {
            CaseFailure.unless(flat(expected).equals(flat(got)), differs(where, expected, got));
        } else {
            CaseFailure.unless(scalar(expected).equals(scalar(got)), differs(where, expected, got));
        }
    }

    /** The same text for the same values, however a client writes them. */
    static String text(JsonElement value) {
        return flat(value).toString();
    }

    private static String differs(String where, JsonElement expected, JsonElement got) {
        return where + ": expected " + shown(expected) + ", got " + shown(got);
    }

    private static String shown(JsonElement value) {
        String text = String.valueOf(value);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    /** All numbers, flags and words of nested lists, row-major. */
    private static List<String> flat(JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            return List.of(scalar(value));
        }
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.addAll(flat(each)));
        return all;
    }

    /** Numbers in one form; true is 1, and -0 is not 0. */
    private static String scalar(JsonElement value) {
        if (!value.isJsonPrimitive()) {
            return value.toString();
        } else if (value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean() ? "1" : "0";
        } else if (value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        BigDecimal number = value.getAsBigDecimal();
        boolean negativeZero = number.signum() == 0 && value.getAsString().startsWith("-");
        return negativeZero ? "-0" : number.stripTrailingZeros().toPlainString();
    }
}
