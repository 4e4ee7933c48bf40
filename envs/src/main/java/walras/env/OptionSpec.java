package walras.env;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One declared option: drives validation, the catalogue, the command line, the docs and the contract tests.
 *
 * @param defaultValue null means "not given": only arrays and texts may be so
 * @param low smallest allowed number (of each element for arrays), may be {@code -Infinity}
 * @param high largest allowed number, may be {@code +Infinity}
 * @param choices allowed texts; empty for any text
 * @param minRank least rank of an array, 0 for a bare number
 * @param maxRank greatest rank of an array
 * @param unit "" where there is none
 */
public record OptionSpec(
        String name,
        Type type,
        @Nullable Object defaultValue,
        double low,
        double high,
        List<String> choices,
        int minRank,
        int maxRank,
        String unit,
        String sentence) {
    /** What values an option takes. */
    public enum Type {
        INTEGER,
        NUMBER,
        BOOLEAN,
        TEXT,
        ARRAY
    }

    public OptionSpec {
        choices = List.copyOf(choices);
    }

    public static OptionSpec integer(String name, long value, long low, long high, String unit, String sentence) {
        return new OptionSpec(name, Type.INTEGER, value, low, high, List.of(), 0, 0, unit, sentence);
    }

    public static OptionSpec number(String name, double value, double low, double high, String unit, String sentence) {
        return new OptionSpec(name, Type.NUMBER, value, low, high, List.of(), 0, 0, unit, sentence);
    }

    public static OptionSpec flag(String name, boolean value, String sentence) {
        return new OptionSpec(name, Type.BOOLEAN, value, 0, 1, List.of(), 0, 0, "", sentence);
    }

    public static OptionSpec choice(String name, String value, List<String> choices, String sentence) {
        return new OptionSpec(name, Type.TEXT, value, 0, 0, choices, 0, 0, "", sentence);
    }

    /** Nested lists of numbers, rectangular, of a rank in a range; not given by default. */
    public static OptionSpec array(
            String name, int minRank, int maxRank, double low, double high, String unit, String sentence) {
        return new OptionSpec(name, Type.ARRAY, null, low, high, List.of(), minRank, maxRank, unit, sentence);
    }

    /** The same option with another default, for example a list of numbers for an array. */
    public OptionSpec withDefault(@Nullable Object value) {
        return new OptionSpec(name, type, value, low, high, choices, minRank, maxRank, unit, sentence);
    }

    /**
     * Checks a number against the bounds, and for integers that it is whole.
     *
     * @param where names the value in the error
     * @throws Problem BAD_OPTION
     */
    public void requireNumber(String where, double value) {
        boolean whole = type != Type.INTEGER || value == Math.rint(value);
        if (!Double.isFinite(value) || value < low || value > high || !whole) {
            throw Problem.of(Problem.Kind.INVALID, "BAD_OPTION", where, range(), shown(value), nearest(value));
        }
    }

    /** The allowed number that is nearest to one, as a text; "" where none is near. */
    String nearest(double value) {
        if (Double.isNaN(value)) {
            return defaultValue instanceof Number usual ? shown(usual.doubleValue()) : "";
        }
        double inside = Math.min(Math.max(value, low), high);
        return Double.isFinite(inside) ? shown(type == Type.INTEGER ? Math.rint(inside) : inside) : "";
    }

    /** The allowed numbers in words, for errors and docs. */
    public String range() {
        String kind = type == Type.INTEGER ? "an integer" : "a number";
        return kind + " in [" + shown(low) + ", " + shown(high) + "]";
    }

    private String shown(double bound) {
        boolean whole = type == Type.INTEGER && Math.abs(bound) < 1e18 && bound == Math.rint(bound);
        return whole ? Long.toString((long) bound) : Double.toString(bound);
    }
}
