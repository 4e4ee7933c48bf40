package walras.server.report;

import java.util.ArrayList;
import java.util.List;

/** Draws the series of one panel between its axes. */
final class SeriesPainter {
    private static final int MARKERS = 9; // of a long line
    private static final int EVERY = 24; // points of a line up to which each has a marker
    private static final double LABELLED = 30; // width from which a bar has its value above it, pixels
    private static final double GROUP = 0.8; // of the room of a category

    private final Canvas canvas;
    private final Marks marks;
    private final Figure figure;
    private final Scale x;
    private final Scale y;
    private final double floor; // pixel of the lower end of y

    SeriesPainter(Canvas canvas, Figure figure, Scale x, Scale y, double floor) {
        this.canvas = canvas;
        this.marks = new Marks(canvas);
        this.figure = figure;
        this.x = x;
        this.y = y;
        this.floor = floor;
    }

    /** Bands first, then lines, then markers: none hides what another says. */
    void paint() {
        List<Figure.Series> all = figure.series();
        for (int k = 0; k < all.size(); k++) {
            if (all.get(k).style() == Figure.Style.LINE && all.get(k).low().length > 0) {
                band(all.get(k), Marks.colour(k));
            }
        }
        for (int k = 0; k < all.size(); k++) {
            switch (all.get(k).style()) {
                case LINE -> line(all.get(k), k);
                case BARS -> bars(all.get(k), k);
                case POINTS -> {} // above what is drawn here
            }
        }
        for (int k = 0; k < all.size(); k++) {
            switch (all.get(k).style()) {
                case LINE -> markers(all.get(k), k);
                case POINTS -> points(all.get(k), k);
                case BARS -> {} // have none
            }
        }
    }

    private void line(Figure.Series series, int index) {
        double[] xs = series.x(); // [k]
        double[] ys = series.y(); // [k]
        int start = 0;
        while (start < xs.length) { // runs of values that can be shown; others leave gaps
            int end = start;
            while (end < xs.length && y.shows(ys[end]) && x.shows(xs[end])) {
                end++;
            }
            if (end > start) {
                canvas.line(
                        pixels(x, xs, start, end),
                        pixels(y, ys, start, end),
                        Marks.colour(index),
                        2,
                        Marks.dash(index));
            }
            start = end + 1;
        }
    }

    /** Series that lie on each other have their markers at different points, or at least of different sizes. */
    private void markers(Figure.Series series, int index) {
        double[] xs = series.x(); // [k]
        double[] ys = series.y(); // [k]
        double wanted = Double.NEGATIVE_INFINITY; // pixel from which the next marker may stand
        double room = Math.abs(x.pixelOrEnd(xs[xs.length - 1]) - x.pixelOrEnd(xs[0])) / MARKERS;
        double radius = Math.max(2.8, 5 - 0.4 * index);
        for (int k = 0; k < xs.length; k++) {
            if (!y.shows(ys[k]) || !x.shows(xs[k])) {
                continue;
            }
            double at = x.pixel(xs[k]);
            if (wanted == Double.NEGATIVE_INFINITY) {
                wanted = at + room * index / Math.max(1, figure.series().size());
            }
            if (xs.length <= EVERY || at >= wanted) {
                marks.marker(index, at, y.pixel(ys[k]), radius);
                wanted += room * Math.max(1, Math.ceil((at - wanted) / room));
            }
        }
    }

    private void band(Figure.Series series, int colour) {
        List<double[]> outline = new ArrayList<>(); // each [x, y]
        double[] xs = series.x(); // [k]
        for (int k = 0; k < xs.length; k++) {
            if (y.shows(series.high()[k]) && x.shows(xs[k])) {
                outline.add(new double[] {x.pixel(xs[k]), y.pixelOrEnd(series.low()[k])});
            }
        }
        for (int k = xs.length - 1; k >= 0; k--) {
            if (y.shows(series.high()[k]) && x.shows(xs[k])) {
                outline.add(new double[] {x.pixel(xs[k]), y.pixel(series.high()[k])});
            }
        }
        if (outline.isEmpty()) {
            return; // a logarithmic axis may show none of it
        }
        canvas.area(
                outline.stream().mapToDouble(point -> point[0]).toArray(),
                outline.stream().mapToDouble(point -> point[1]).toArray(),
                colour,
                0.18);
    }

    private static double[] pixels(Scale scale, double[] values, int from, int to) { // [k] -> [to - from]
        double[] pixels = new double[to - from];
        for (int k = from; k < to; k++) {
            pixels[k - from] = scale.pixel(values[k]);
        }
        return pixels;
    }

    private void points(Figure.Series series, int index) {
        double shift = figure.x().categories().isEmpty() ? 0 : (place(index) + 0.5) * slot() - room() * GROUP / 2;
        for (int k = 0; k < series.x().length; k++) {
            if (y.shows(series.y()[k]) && x.shows(series.x()[k])) {
                double at = x.pixel(series.x()[k]) + shift;
                whisker(series, k, at, Marks.colour(index));
                marks.marker(index, at, y.pixel(series.y()[k]), 4.2);
            }
        }
    }

    private void whisker(Figure.Series series, int k, double at, int colour) {
        if (series.low().length > 0 && y.shows(series.high()[k])) {
            marks.whisker(at, y.pixelOrEnd(series.low()[k]), y.pixel(series.high()[k]), colour);
        }
    }

    /** Pixels of one category. */
    private double room() {
        return x.pixel(1) - x.pixel(0);
    }

    /** Pixels of one series within a category. */
    private double slot() {
        return room() * GROUP / beside();
    }

    /** How many series stand side by side in a category: all but lines. */
    private long beside() {
        return figure.series().stream()
                .filter(each -> each.style() != Figure.Style.LINE)
                .count();
    }

    private long place(int index) {
        return figure.series().subList(0, index).stream()
                .filter(each -> each.style() != Figure.Style.LINE)
                .count();
    }

    /** Bars of all series stand side by side around their x, which counts 0, 1, 2, ... */
    private void bars(Figure.Series series, int index) {
        double width = slot();
        double zero = y.shows(0) ? y.pixel(0) : floor;
        for (int k = 0; k < series.x().length; k++) {
            double value = series.y()[k];
            if (y.shows(value)) {
                double left = x.pixel(series.x()[k]) - room() * GROUP / 2 + place(index) * width;
                double level = y.pixel(value);
                marks.bar(index, left, left + width, Math.min(zero, level), Math.max(zero, level));
                whisker(series, k, left + width / 2, Marks.INK);
                label(series, k, left, width, level);
            }
        }
    }

    private void label(Figure.Series series, int k, double left, double width, double level) {
        if (width < LABELLED) {
            return;
        }
        boolean falls = series.y()[k] < 0;
        double[] ends = falls ? series.low() : series.high(); // [k] or []
        double whisker = ends.length > 0 && y.shows(ends[k]) ? y.pixel(ends[k]) : level;
        double at = falls ? Math.max(level, whisker) + 13 : Math.min(level, whisker) - 5;
        String words = y.brief(series.y()[k]);
        double size = Canvas.fitting(words, 10, width);
        canvas.text(words, left + width / 2, at, size, Canvas.Anchor.MIDDLE, false, Marks.INK);
    }
}
