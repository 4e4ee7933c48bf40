package walras.server.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Maps an axis' values to pixels, and chooses its ticks. */
final class Scale {
    private static final double SHORT_DECADES = 2.2; // a logarithmic axis of fewer shows 1, 2, 5 of each
    private static final double FINE_DECADES = 0.75; // and of fewer still, as a linear one
    private static final double[] OF_A_DECADE = {1, 2, 5};
    private static final double TICK_ROOM = 34; // pixels between two ticks, at least

    private final boolean log;
    private final boolean whole;
    private final double low; // of the transformed values
    private final double high;
    private final double from; // pixels
    private final double to;

    /**
     * @param whole true where ticks are whole numbers
     * @param low smallest value to show, above zero where the axis is logarithmic
     */
    Scale(boolean log, boolean whole, double low, double high, double from, double to) {
        double first = log ? Math.log10(low) : low;
        double last = log ? Math.log10(high) : high;
        double size = Math.max(Math.abs(first), Math.abs(last));
        // What rounding alone tells apart is one value.
        double room = last - first > 1e-9 * size ? 0 : Math.max(size * 0.1, log || size == 0 ? 0.5 : 0);
        this.log = log;
        this.whole = whole;
        this.low = first - room;
        this.high = last + room;
        this.from = from;
        this.to = to;
    }

    boolean shows(double value) {
        return Double.isFinite(value) && (!log || value > 0);
    }

    double pixel(double value) {
        double position = ((log ? Math.log10(value) : value) - low) / (high - low);
        return from + Math.max(-0.02, Math.min(1.02, position)) * (to - from);
    }

    /** As {@link #pixel}, and the axis' lower end for what a logarithmic one cannot show. */
    double pixelOrEnd(double value) {
        return shows(value) ? pixel(value) : from;
    }

    /**
     * A mark of an axis.
     *
     * @param words the value in few characters, different from its neighbours'
     */
    record Tick(double value, String words) {}

    /** Round values within the axis, about {@code count} of them. */
    List<Tick> ticks(int count) {
        if (log && high - low > SHORT_DECADES) {
            return powers(count);
        }
        return log && high - low > FINE_DECADES ? decades() : linear(count);
    }

    private List<Tick> powers(int count) {
        List<Tick> ticks = new ArrayList<>();
        double step = Math.max(1, Math.ceil((high - low) / count));
        double first = Math.ceil(low / step - 1e-9) * step;
        boolean raised = first < -3 || high >= 6; // 0.001 beside powers of ten would be another way to write
        for (double power = first; power <= high + 1e-9; power += step) {
            double value = Math.pow(10, power);
            ticks.add(new Tick(value, raised ? "10" + raised((int) Math.rint(power)) : words(value)));
        }
        return ticks;
    }

    private List<Tick> decades() {
        List<Tick> ticks = new ArrayList<>();
        for (double power = Math.floor(low); power <= high; power++) {
            for (double digit : OF_A_DECADE) {
                double value = digit * Math.pow(10, power);
                boolean shown = Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9;
                if (shown && (!whole || value == Math.rint(value))) {
                    ticks.add(new Tick(value, words(value)));
                }
            }
        }
        return ticks;
    }

    private List<Tick> linear(int count) {
        List<Tick> ticks = new ArrayList<>();
        double first = log ? Math.pow(10, low) : low;
        double last = log ? Math.pow(10, high) : high;
        double step = roundStep((last - first) / count);
        step = whole ? Math.max(1, step) : step;
        double edge = Double.NaN; // pixel of the last tick
        for (double k = Math.ceil(first / step - 1e-9); k <= Math.floor(last / step + 1e-9); k++) {
            double value = k * step;
            if (!log || Double.isNaN(edge) || Math.abs(pixel(value) - edge) >= TICK_ROOM) {
                ticks.add(new Tick(value, words(value, step)));
                edge = pixel(value);
            }
        }
        return ticks;
    }

    /** The next of 1, 2, 5, 10, 20, ... */
    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    /** A value in few characters, to four digits behind the point. */
    static String words(double value) {
        return words(value, 1e-4);
    }

    /** A value to three digits, where room is scarce, and what nobody can see on this axis as none. */
    String brief(double value) {
        double size = Math.abs(value);
        if (!log && size > 0 && size < 1e-6 * (high - low)) {
            return "\u2248 0";
        }
        return words(value, size > 0 ? Math.pow(10, Math.floor(Math.log10(size)) - 2) : 1);
    }

    /** A value in as many characters as tell it from one that is a step away. */
    private static String words(double value, double step) {
        double size = Math.abs(value);
        if (size > 0 && (size < 1e-3 || size >= 1e6)) {
            return scientific(value, step);
        }
        int digits = (int) Math.max(0, Math.min(12, Math.ceil(-Math.log10(step) - 1e-9)));
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        String shorter = text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
        return shorter.equals("-0") ? "0" : shorter;
    }

    private static String scientific(double value, double step) {
        int power = (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
        double mantissa = value / Math.pow(10, power);
        int digits = (int) Math.max(0, Math.min(3, Math.ceil(power - Math.log10(step) - 1e-9)));
        digits = Math.abs(value) < 1e-3 && step == 1e-4 ? 1 : digits;
        String front = String.format(Locale.ROOT, "%." + digits + "f", mantissa).replaceAll("\\.0+$", "");
        return (front.equals("1") ? "" : front.equals("-1") ? "-" : front + "\u00d7") + "10" + raised(power);
    }

    private static String raised(int power) {
        StringBuilder text = new StringBuilder();
        for (char each : String.valueOf(power).toCharArray()) {
            text.append(
                    each == '-'
                            ? '\u207b'
                            : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079".charAt(each - '0'));
        }
        return text.toString();
    }
}
