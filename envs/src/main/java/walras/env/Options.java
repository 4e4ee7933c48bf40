package walras.env;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Resolved options: every declared one has a checked value, or is an array or text that was not given. */
public final class Options {
    private final OptionsSchema schema;
    private final Map<String, Object> values;

    Options(OptionsSchema schema, Map<String, Object> values) {
        this.schema = schema;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public OptionsSchema schema() {
        return schema;
    }

    public int integer(String name) {
        return Math.toIntExact((Long) required(name));
    }

    /** For seeds and other values past the range of an int. */
    public long longInteger(String name) {
        return (Long) required(name);
    }

    public double number(String name) {
        return (Double) required(name);
    }

    public boolean flag(String name) {
        return (Boolean) required(name);
    }

    public String text(String name) {
        return (String) required(name);
    }

    /** The array, or empty if it was not given and has no default. */
    public Optional<NumberArray> array(String name) {
        return Optional.ofNullable((NumberArray) values.get(name));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Refuses an array that would have no effect.
     *
     * @param beside what it has an effect in, or beside which others
     * @throws Problem BAD_OPTION if it was given
     */
    public void requireNone(String name, String beside) {
        array(name).ifPresent(given -> {
            throw Problem.option(name, "none but " + beside, given);
        });
    }

    /** Values as they are shown and sent: Long, Double, Boolean, String, nested lists; absent ones left out. */
    public Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(name, value instanceof NumberArray a ? a.nested() : value));
        return shown;
    }

    private Object required(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "option " + name + " is not declared or has no value: " + values.keySet());
        }
        return value;
    }

    @Override
    public String toString() {
        return shown().toString();
    }
}
