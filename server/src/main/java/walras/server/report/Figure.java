package walras.server.report;

import java.util.Arrays;
import java.util.List;

/**
 * One panel of a drawing: curves over a common axis, with their confidence bands and reference lines.
 *
 * @param title what the panel shows
 * @param series in the order of the legend
 * @param references levels that curves are held against
 * @param intervals what bands and whiskers are, for the legend
 */
public record Figure(String title, Axis x, Axis y, List<Series> series, List<Reference> references, String intervals) {
    /** What bands and whiskers are where nothing else is said. */
    private static final String OF_SEEDS = "95% interval of the mean over seeds";

    public Figure {
        series = List.copyOf(series);
        references = List.copyOf(references);
    }

    /** A panel without reference lines, whose intervals are of means over seeds. */
    public static Figure of(String title, Axis x, Axis y, Series... series) {
        return new Figure(title, x, y, List.of(series), List.of(), OF_SEEDS);
    }

    /** The same panel with reference lines. */
    public Figure withReferences(Reference... levels) {
        return new Figure(title, x, y, series, List.of(levels), intervals);
    }

    /** The same panel with intervals that are something else. */
    public Figure withIntervals(String meaning) {
        return new Figure(title, x, y, series, references, meaning);
    }

    /** True where any series has bands or whiskers. */
    boolean hasIntervals() {
        return series.stream().anyMatch(each -> each.low().length > 0);
    }

    /** True where every x is a whole number, as of episodes and games: then ticks are, too. */
    boolean countsAlongX() {
        return series.stream().flatMapToDouble(each -> Arrays.stream(each.x())).allMatch(x -> x == Math.rint(x));
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

        /**
         * Bars of means over seeds, with whiskers, at 0, 1, 2, ...
         *
         * @param values {@code [bars][seeds]}
         */
        public static Series barsOfSeeds(String name, double[][] values) { // [bars][seeds]
            return ofCategories(name, Style.BARS, values);
        }

        /** Points of means over seeds, with whiskers, at 0, 1, 2, ... */
        public static Series pointsOfSeeds(String name, double[][] values) { // [categories][seeds]
            return ofCategories(name, Style.POINTS, values);
        }

        private static Series ofCategories(String name, Style style, double[][] values) { // [k][seeds]
            double[] x = new double[values.length]; // [k]
            Arrays.setAll(x, k -> k);
            double[][] runs = new double[values.length == 0 ? 0 : values[0].length][values.length]; // [seeds][k]
            for (int k = 0; k < values.length; k++) {
                for (int seed = 0; seed < runs.length; seed++) {
                    runs[seed][k] = values[k][seed];
                }
            }
            Series means = ofSeeds(name, x, runs);
            return new Series(name, style, x, means.y, means.low, means.high);
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

    /** A thin dashed line across the panel at one value of y. */
    public record Reference(String name, double value) {}
}
