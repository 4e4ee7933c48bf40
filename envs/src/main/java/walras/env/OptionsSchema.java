package walras.env;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The declared options of an environment or a policy; turns what a caller gave into {@link Options}. */
public record OptionsSchema(List<OptionSpec> specs) {
    public OptionsSchema {
        specs = List.copyOf(specs);
    }

    public static OptionsSchema of(OptionSpec... specs) {
        return new OptionsSchema(List.of(specs));
    }

    private static final int LONGEST_NUMBER = 40; // characters

    /** All defaults. */
    public Options defaults() {
        return resolve(Map.of());
    }

    /**
     * Checks every given value and fills in the defaults.
     *
     * @param given Java forms of JSON values: Number, Boolean, String, List
     * @throws Problem UNKNOWN_OPTION with the nearest name, or BAD_OPTION
     */
    public Options resolve(Map<String, ?> given) {
        for (String name : given.keySet()) {
            Nearest.find("option", name, specs, OptionSpec::name);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (OptionSpec spec : specs) {
            @Nullable Object value = given.containsKey(spec.name()) ? given.get(spec.name()) : spec.defaultValue();
            if (value == null) {
                value = spec.defaultValue();
            }
            if (value != null) {
                values.put(spec.name(), checked(spec, value));
            }
        }
        return new Options(this, values);
    }

    private static Object checked(OptionSpec spec, Object value) {
        return switch (spec.type()) {
            case INTEGER -> integer(spec, value);
            case NUMBER -> number(spec, value);
            case BOOLEAN -> flag(spec, value);
            case TEXT -> text(spec, value);
            case ARRAY -> array(spec, value);
        };
    }

    private static double number(OptionSpec spec, Object value) {
        if (!(value instanceof Number n)) {
            throw Problem.option(spec.name(), spec.range(), value, meant(spec, value));
        }
        spec.requireNumber("option " + spec.name(), n.doubleValue());
        return n.doubleValue();
    }

    /** The number that a text spells, moved to the nearest that is allowed; else the default. */
    private static String meant(OptionSpec spec, Object value) {
        if (value instanceof String text && text.length() <= LONGEST_NUMBER) {
            try {
                return spec.nearest(Double.parseDouble(text));
            } catch (NumberFormatException otherText) {
                return spec.nearest(Double.NaN);
            }
        }
        return spec.nearest(Double.NaN);
    }

    private static long integer(OptionSpec spec, Object value) {
        double checked = number(spec, value);
        return value instanceof Long exact ? exact : (long) checked;
    }

    private static Object flag(OptionSpec spec, Object value) {
        if (!(value instanceof Boolean)) {
            boolean yes = "true".equalsIgnoreCase(String.valueOf(value))
                    || (value instanceof Number n && n.doubleValue() != 0);
            throw Problem.option(spec.name(), "true or false", value, String.valueOf(yes));
        }
        return value;
    }

    private static Object text(OptionSpec spec, Object value) {
        if (!(value instanceof String text)) {
            Object usual = spec.defaultValue();
            String nearest = spec.choices().isEmpty()
                    ? ""
                    : usual == null ? spec.choices().get(0) : String.valueOf(usual);
            throw Problem.option(spec.name(), "a text", value, nearest);
        }
        if (!spec.choices().isEmpty() && !spec.choices().contains(text)) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_OPTION",
                    "option " + spec.name(),
                    "one of " + String.join(", ", spec.choices()),
                    Words.shown(text, 100),
                    Nearest.nearest(text, spec.choices()));
        }
        return text;
    }

    private static Object array(OptionSpec spec, Object value) {
        NumberArray array = value instanceof NumberArray done ? done : NumberArray.of(spec.name(), value);
        if (array.rank() < spec.minRank() || array.rank() > spec.maxRank()) {
            String ranks = spec.minRank() == spec.maxRank()
                    ? "rank " + spec.minRank()
                    : "rank " + spec.minRank() + " to " + spec.maxRank();
            throw Problem.option(spec.name(), "an array of " + ranks, "shape " + array.shape());
        }
        for (double element : array.values()) {
            spec.requireNumber("option " + spec.name(), element);
        }
        return array;
    }
}
