package walras.server.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Maps an axis' values to pixels, and chooses its ticks. */
final class Scale {
    private final boolean log;
    private final double low; // of the transformed values
    private final double high;
    private final double from; // pixels
    private final double to;

    /** @param low smallest value to show, above zero where the axis is logarithmic */
    Scale(boolean log, double low, double high, double from, double to) {
        double first = log ? Math.log10(low) : low;
        double last = log ? Math.log10(high) : high;
        double room = last - first > 0 ? 0 : Math.max(Math.abs(first) * 0.1, 0.5);
        this.log = log;
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

    /** Round values within the axis, about {@code count} of them. */
    List<Double> ticks(int count) {
        List<Double> ticks = new ArrayList<>();
        if (log && high - low >= 1.5) {
            double step = Math.max(1, Math.ceil((high - low) / count));
            for (double power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += step) {
                ticks.add(Math.pow(10, power));
            }
            return ticks;
        }
        double first = log ? Math.pow(10, low) : low;
        double last = log ? Math.pow(10, high) : high;
        double step = roundStep((last - first) / count);
        for (double k = Math.ceil(first / step - 1e-9); k <= Math.floor(last / step + 1e-9); k++) {
            ticks.add(k * step);
        }
        return ticks;
    }

    /** The next of 1, 2, 5, 10, 20, ... */
    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    /** A tick's value in few characters. */
    static String words(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e5)) {
            return String.format(Locale.ROOT, "%.0e", value).replace("e+0", "e").replace("e-0", "e-");
        }
        String text = String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
        String shorter = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return shorter.equals("-0") ? "0" : shorter;
    }
}
