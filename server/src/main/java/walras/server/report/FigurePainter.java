package walras.server.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Draws panels side by side, at most two in a row, each with its axes, legend, bands and reference lines. */
public final class FigurePainter {
    private static final int WIDTH = 640; // of a panel, pixels
    private static final int PLOT = 340; // height of the plot
    private static final int LEFT = 74;
    private static final int RIGHT = 18;
    private static final int TOP = 40;
    private static final int BOTTOM = 52; // below the plot, above the legend
    private static final int LEGEND_LINE = 18;
    private static final int INK = 0x222222;
    private static final int GRID = 0xE4E4E4;
    /** Okabe and Ito's colours, told apart by everybody. */
    private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x8C8C00
    };

    private final Canvas canvas;

    private FigurePainter(Canvas canvas) {
        this.canvas = canvas;
    }

    /** Writes {@code NAME.svg} and {@code NAME.png} into a folder. */
    public static void write(Path folder, String name, List<Figure> panels) throws IOException {
        int columns = Math.min(2, panels.size());
        int rows = (panels.size() + columns - 1) / columns;
        int height = panels.stream().mapToInt(FigurePainter::height).max().orElse(PLOT);
        SvgCanvas svg = new SvgCanvas(columns * WIDTH, rows * height);
        PngCanvas png = new PngCanvas(columns * WIDTH, rows * height);
        for (Canvas canvas : List.of(svg, png)) {
            for (int k = 0; k < panels.size(); k++) {
                new FigurePainter(canvas).panel(panels.get(k), k % columns * WIDTH, k / columns * height);
            }
        }
        Files.writeString(folder.resolve(name + ".svg"), svg.document());
        Files.write(folder.resolve(name + ".png"), png.bytes());
    }

    private static int height(Figure figure) {
        return TOP
                + PLOT
                + BOTTOM
                + LEGEND_LINE * (figure.series().size() + figure.references().size())
                + 10;
    }

    private void panel(Figure figure, double left, double top) {
        double x0 = left + LEFT;
        double x1 = left + WIDTH - RIGHT;
        double y0 = top + TOP + PLOT;
        Scale x = scale(figure, true, x0, x1);
        Scale y = scale(figure, false, y0, top + TOP);
        canvas.text(figure.title(), left + WIDTH / 2.0, top + 24, 15, Canvas.Anchor.MIDDLE, false, INK);
        axes(figure, x, y, x0, x1, y0, top + TOP);
        for (int k = 0; k < figure.series().size(); k++) {
            series(
                    figure.series().get(k),
                    x,
                    y,
                    y0,
                    COLOURS[k % COLOURS.length],
                    k,
                    figure.series().size());
        }
        double legend = y0 + BOTTOM + 8;
        for (int k = 0; k < figure.series().size(); k++, legend += LEGEND_LINE) {
            legend(figure.series().get(k).name(), x0, legend, COLOURS[k % COLOURS.length], false);
        }
        for (Figure.Reference reference : figure.references()) {
            double level = y.pixel(reference.value());
            canvas.line(new double[] {x0, x1}, new double[] {level, level}, INK, 1.2, true);
            legend(reference.name() + " (" + Scale.words(reference.value()) + ")", x0, legend, INK, true);
            legend += LEGEND_LINE;
        }
    }

    private void legend(String name, double x, double y, int colour, boolean dashed) {
        canvas.line(new double[] {x, x + 26}, new double[] {y - 4, y - 4}, colour, dashed ? 1.2 : 2.4, dashed);
        canvas.text(name, x + 34, y, 12, Canvas.Anchor.START, false, INK);
    }

    private void axes(Figure figure, Scale x, Scale y, double x0, double x1, double y0, double y1) {
        List<String> words = figure.x().categories();
        List<Double> ticks = words.isEmpty()
                ? x.ticks(7)
                : IntStream.range(0, words.size()).mapToObj(Double::valueOf).toList();
        for (double tick : ticks) {
            double at = x.pixel(tick);
            String shown = words.isEmpty() ? Scale.words(tick) : words.get((int) tick);
            canvas.line(new double[] {at, at}, new double[] {y0, y1}, GRID, 1, false);
            canvas.text(shown, at, y0 + 17, 11, Canvas.Anchor.MIDDLE, false, INK);
        }
        for (double tick : y.ticks(6)) {
            double at = y.pixel(tick);
            canvas.line(new double[] {x0, x1}, new double[] {at, at}, GRID, 1, false);
            canvas.text(Scale.words(tick), x0 - 7, at + 4, 11, Canvas.Anchor.END, false, INK);
        }
        canvas.line(new double[] {x0, x0, x1}, new double[] {y1, y0, y0}, INK, 1.2, false);
        canvas.text(figure.x().label(), (x0 + x1) / 2, y0 + 38, 13, Canvas.Anchor.MIDDLE, false, INK);
        canvas.text(figure.y().label(), x0 - 54, (y0 + y1) / 2, 13, Canvas.Anchor.MIDDLE, true, INK);
    }

    private static Scale scale(Figure figure, boolean horizontal, double from, double to) {
        boolean log = horizontal ? figure.x().log() : figure.y().log();
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}; // [low, high]
        DoubleConsumer see = value -> {
            if (Double.isFinite(value) && (!log || value > 0)) {
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
            }
        };
        for (Figure.Series series : figure.series()) {
            for (double[] values :
                    horizontal ? List.of(series.x()) : List.of(series.y(), series.low(), series.high())) {
                for (double value : values) {
                    see.accept(value);
                }
            }
            if (series.style() == Figure.Style.BARS) {
                see.accept(horizontal ? series.x()[0] - 0.6 : 0);
                see.accept(horizontal ? series.x()[series.x().length - 1] + 0.6 : 0);
            }
        }
        if (!horizontal) {
            figure.references().forEach(reference -> see.accept(reference.value()));
        }
        if (range[0] > range[1]) {
            return new Scale(false, 0, 1, from, to);
        }
        double pad = log || horizontal ? 0 : 0.04 * (range[1] - range[0]);
        return new Scale(log, range[0] - (range[0] == 0 ? 0 : pad), range[1] + pad, from, to);
    }

    private void series(Figure.Series series, Scale x, Scale y, double floor, int colour, int index, int count) {
        switch (series.style()) {
            case LINE -> lineWithBand(series, x, y, colour);
            case POINTS -> points(series, x, y, colour, 0);
            case BARS -> bars(series, x, y, floor, colour, index, count);
        }
    }

    private void lineWithBand(Figure.Series series, Scale x, Scale y, int colour) {
        double[] xs = series.x(); // [k]
        if (series.low().length > 0) {
            band(xs, series.low(), series.high(), x, y, colour);
        }
        int start = 0;
        while (start < xs.length) { // runs of values that can be shown; others leave gaps
            int end = start;
            while (end < xs.length && y.shows(series.y()[end]) && x.shows(xs[end])) {
                end++;
            }
            if (end > start) {
                canvas.line(pixels(x, xs, start, end), pixels(y, series.y(), start, end), colour, 2.2, false);
            }
            start = end + 1;
        }
    }

    private void band(double[] xs, double[] low, double[] high, Scale x, Scale y, int colour) { // [k], [k], [k]
        List<double[]> outline = new ArrayList<>(); // each [x, y]
        for (int k = 0; k < xs.length; k++) {
            if (y.shows(low[k]) && x.shows(xs[k])) {
                outline.add(new double[] {x.pixel(xs[k]), y.pixel(low[k])});
            }
        }
        for (int k = xs.length - 1; k >= 0; k--) {
            if (y.shows(high[k]) && x.shows(xs[k])) {
                outline.add(new double[] {x.pixel(xs[k]), y.pixel(high[k])});
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

    private void points(Figure.Series series, Scale x, Scale y, int colour, double shift) {
        for (int k = 0; k < series.x().length; k++) {
            if (y.shows(series.y()[k]) && x.shows(series.x()[k])) {
                double at = x.pixel(series.x()[k]) + shift;
                canvas.dot(at, y.pixel(series.y()[k]), 3.2, colour);
                whisker(series, k, at, y, colour);
            }
        }
    }

    private void whisker(Figure.Series series, int k, double at, Scale y, int colour) {
        if (series.low().length > 0 && y.shows(series.low()[k]) && y.shows(series.high()[k])) {
            double[] ends = {y.pixel(series.low()[k]), y.pixel(series.high()[k])}; // [low, high]
            canvas.line(new double[] {at, at}, ends, colour, 1.2, false);
        }
    }

    /** Bars of all series stand side by side around their x, which counts 0, 1, 2, ... */
    private void bars(Figure.Series series, Scale x, Scale y, double floor, int colour, int index, int count) {
        double width = (x.pixel(1) - x.pixel(0)) * 0.8 / count;
        double zero = y.shows(0) ? y.pixel(0) : floor;
        for (int k = 0; k < series.x().length; k++) {
            if (y.shows(series.y()[k])) {
                double from = x.pixel(series.x()[k]) + (index - count / 2.0) * width;
                double level = y.pixel(series.y()[k]);
                canvas.area(
                        new double[] {from, from + width, from + width, from},
                        new double[] {zero, zero, level, level},
                        colour,
                        0.85);
                whisker(series, k, from + width / 2, y, INK);
            }
        }
    }
}
