package walras.env;

/** Reads a number of an array option as a place in a list. */
public final class OptionIndex {
    private OptionIndex() {}

    /**
     * @param name of the option, with where in it the number stands
     * @param what the places are, in the singular, for example "a row"
     * @param count places, at least 1
     * @return {@code value}, a whole number in {@code [0, count)}
     * @throws Problem BAD_OPTION with the nearest place
     */
    public static int of(String name, String what, double value, int count) {
        long nearest = Math.min(Math.max(Math.round(value), 0), count - 1);
        if (value != nearest) {
            throw Problem.option(name, what + ", an integer in [0, " + (count - 1) + "]", value, nearest);
        }
        return (int) nearest;
    }
}
