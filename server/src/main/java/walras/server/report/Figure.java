package walras.server.report;

import java.util.Arrays;
import java.util.List;

/**
 * One panel of a drawing: curves over a common axis, with their confidence bands and reference lines.
 *
 * @param title what the panel shows
 * @param series in the order of the legend
 * @param references levels that curves are held against
 */
public record Figure(String title, Axis x, Axis y, List<Series> series, List<Reference> references) {
    public Figure {
        series = List.copyOf(series);
        references = List.copyOf(references);
    }

    /** A panel without reference lines. */
    public static Figure of(String title, Axis x, Axis y, Series... series) {
        return new Figure(title, x, y, List.of(series), List.of());
    }

    /** The same panel with further reference lines. */
    public Figure withReferences(Reference... more) {
        return new Figure(title, x, y, series, List.of(more));
    }

    /**
     * @param label with the unit in brackets, for example {@code price (credits)}
     * @param log true for a logarithmic scale; values at or below zero are then left out
     * @param categories words at 0, 1, 2, ... in the place of numbers, for bars; empty for numbers
     */
    public record Axis(String label, boolean log, List<String> categories) {
        public Axis {
            categories = List.copyOf(categories);
        }

        public static Axis linear(String label) {
            return new Axis(label, false, List.of());
        }

        public static Axis log(String label) {
            return new Axis(label, true, List.of());
        }

        public static Axis categories(String label, String... words) {
            return new Axis(label, false, List.of(words));
        }
    }

    /** How a series is drawn. */
    public enum Style {
        LINE,
        POINTS,
        BARS
    }

    /**
     * One curve, set of points or set of bars.
     *
     * @param x {@code [k]}
     * @param y {@code [k]}; NaN leaves a gap
     * @param low {@code [k]} lower end of the interval; length 0 for none
     * @param high {@code [k]} upper end; length 0 for none
     */
    public record Series(String name, Style style, double[] x, double[] y, double[] low, double[] high) {
        public Series {
            boolean banded = low.length > 0;
            if (x.length != y.length || low.length != high.length || (banded && low.length != x.length)) {
                throw new IllegalArgumentException(name + ": " + x.length + " x, " + y.length + " y, " + low.length
                        + " low and " + high.length + " high values");
            }
            x = x.clone();
            y = y.clone();
            low = low.clone();
            high = high.clone();
        }

        public static Series line(String name, double[] x, double[] y) { // [k], [k]
            return new Series(name, Style.LINE, x, y, new double[0], new double[0]);
        }

        public static Series points(String name, double[] x, double[] y) { // [k], [k]
            return new Series(name, Style.POINTS, x, y, new double[0], new double[0]);
        }

        public static Series bars(String name, double[] x, double[] y) { // [k], [k]
            return new Series(name, Style.BARS, x, y, new double[0], new double[0]);
        }

        /** The same series with an interval around every value: a band for lines, whiskers for points and bars. */
        public Series withInterval(double[] lows, double[] highs) { // [k], [k]
            return new Series(name, style, x, y, lows, highs);
        }

        /**
         * The mean over seeds with its 95% interval.
         *
         * @param runs {@code [seeds][k]}
         */
        public static Series ofSeeds(String name, double[] x, double[][] runs) { // [k], [seeds][k]
            double[] mean = new double[x.length];
            double[] low = new double[x.length];
            double[] high = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                int at = k;
                Interval interval = Interval.ofMean(
                        Arrays.stream(runs).mapToDouble(run -> run[at]).toArray());
                mean[k] = interval.value();
                low[k] = interval.low();
                high[k] = interval.high();
            }
            return line(name, x, mean).withInterval(low, high);
        }

        @Override
        public double[] x() { // [k]
            return x.clone();
        }

        @Override
        public double[] y() { // [k]
            return y.clone();
        }

        @Override
        public double[] low() { // [k] or []
            return low.clone();
        }

        @Override
        public double[] high() { // [k] or []
            return high.clone();
        }
    }

    /** A dashed line across the panel at one value of y. */
    public record Reference(String name, double value) {}
}
