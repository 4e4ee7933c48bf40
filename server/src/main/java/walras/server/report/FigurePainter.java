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
    private static final int LEFT = 84;
    private static final int RIGHT = 30;
    private static final int TOP = 40;
    private static final int AXIS = 34; // the name of x and the room around it
    private static final int LEGEND_LINE = 18;
    private static final int GRID = 0xE4E4E4;
    private static final int GREY = 0x777777;
    private static final double SAMPLE = 34; // length of a line in the legend
    private static final double WORD = 11; // font size of categories and ticks

    private final Canvas canvas;
    private final Marks marks;

    private FigurePainter(Canvas canvas) {
        this.canvas = canvas;
        this.marks = new Marks(canvas);
    }

    /** Writes {@code NAME.svg} and {@code NAME.png} into a folder. */
    public static void write(Path folder, String name, List<Figure> panels) throws IOException {
        int columns = Math.min(2, panels.size());
        List<Integer> tops = new ArrayList<>(List.of(0)); // of every row of panels, and the end of the last
        for (int k = 0; k < panels.size(); k += columns) {
            int tallest = panels.subList(k, Math.min(k + columns, panels.size())).stream()
                    .mapToInt(FigurePainter::height)
                    .max()
                    .orElse(PLOT);
            tops.add(tops.get(tops.size() - 1) + tallest);
        }
        SvgCanvas svg = new SvgCanvas(columns * WIDTH, tops.get(tops.size() - 1));
        PngCanvas png = new PngCanvas(columns * WIDTH, tops.get(tops.size() - 1));
        for (Canvas canvas : List.of(svg, png)) {
            for (int k = 0; k < panels.size(); k++) {
                new FigurePainter(canvas).panel(panels.get(k), k % columns * WIDTH, tops.get(k / columns));
            }
        }
        Files.writeString(folder.resolve(name + ".svg"), svg.document());
        Files.write(folder.resolve(name + ".png"), png.bytes());
    }

    private static int height(Figure figure) {
        return (int) (TOP + PLOT + words(figure) + AXIS + LEGEND_LINE * (legendLines(figure) + 1));
    }

    private static int legendLines(Figure figure) {
        return (named(figure) ? figure.series().size() : 0)
                + figure.references().size()
                + (figure.hasIntervals() ? 1 : 0);
    }

    /** Bars of one kind are named by their axis. */
    private static boolean named(Figure figure) {
        return figure.series().size() > 1 || figure.series().get(0).style() != Figure.Style.BARS;
    }

    private void panel(Figure figure, double left, double top) {
        double x0 = left + LEFT;
        double x1 = left + WIDTH - RIGHT;
        double y0 = top + TOP + PLOT;
        Scale x = scale(figure, true, x0, x1);
        Scale y = scale(figure, false, y0, top + TOP);
        double title = Canvas.fitting(figure.title(), 15, WIDTH - 20);
        canvas.text(figure.title(), left + WIDTH / 2.0, top + 24, title, Canvas.Anchor.MIDDLE, false, Marks.INK);
        axes(figure, x, y, x0, x1, y0, top + TOP);
        new SeriesPainter(canvas, figure, x, y, y0).paint();
        for (int k = 0; k < figure.references().size(); k++) {
            double level = y.pixel(figure.references().get(k).value());
            canvas.line(new double[] {x0, x1}, new double[] {level, level}, Marks.INK, 1.2, Marks.reference(k));
        }
        legend(figure, x0, y0 + words(figure) + AXIS + LEGEND_LINE);
    }

    private void legend(Figure figure, double x, double first) {
        double y = first;
        for (int k = 0; named(figure) && k < figure.series().size(); k++, y += LEGEND_LINE) {
            sample(figure.series().get(k).style(), k, x, y - 4);
            entry(figure.series().get(k).name(), x, y);
        }
        for (int k = 0; k < figure.references().size(); k++, y += LEGEND_LINE) {
            Figure.Reference reference = figure.references().get(k);
            canvas.line(new double[] {x, x + SAMPLE}, new double[] {y - 4, y - 4}, Marks.INK, 1.2, Marks.reference(k));
            entry(reference.name() + " (" + Scale.words(reference.value()) + ")", x, y);
        }
        if (figure.hasIntervals()) {
            boolean bands = figure.series().stream()
                    .anyMatch(each -> each.style() == Figure.Style.LINE && each.low().length > 0);
            if (bands) {
                double[] sides = {x, x + SAMPLE, x + SAMPLE, x};
                canvas.area(sides, new double[] {y - 9, y - 9, y + 1, y + 1}, GREY, 0.3);
            } else {
                marks.whisker(x + SAMPLE / 2, y - 10, y + 2, Marks.INK);
            }
            entry((bands ? "shaded: " : "whiskers: ") + figure.intervals(), x, y);
        }
    }

    private void sample(Figure.Style style, int index, double x, double y) {
        switch (style) {
            case LINE -> {
                canvas.line(
                        new double[] {x, x + SAMPLE}, new double[] {y, y}, Marks.colour(index), 2, Marks.dash(index));
                marks.marker(index, x + SAMPLE / 2, y, 4);
            }
            case POINTS -> marks.marker(index, x + SAMPLE / 2, y, 4.2);
            case BARS -> marks.bar(index, x, x + SAMPLE, y - 6, y + 6);
        }
    }

    private void entry(String name, double x, double y) {
        double size = Canvas.fitting(name, 12, WIDTH - LEFT - RIGHT - SAMPLE - 8);
        canvas.text(name, x + SAMPLE + 8, y, size, Canvas.Anchor.START, false, Marks.INK);
    }

    private void axes(Figure figure, Scale x, Scale y, double x0, double x1, double y0, double y1) {
        List<String> words = figure.x().categories();
        if (words.isEmpty()) {
            for (Scale.Tick tick : x.ticks(7)) {
                grid(x.pixel(tick.value()), y0, y1);
                canvas.text(tick.words(), x.pixel(tick.value()), y0 + 17, WORD, Canvas.Anchor.MIDDLE, false, Marks.INK);
            }
        } else {
            IntStream.range(0, words.size()).forEach(k -> category(words, k, x.pixel(k), y0));
        }
        for (Scale.Tick tick : y.ticks(6)) {
            double at = y.pixel(tick.value());
            canvas.line(new double[] {x0, x1}, new double[] {at, at}, GRID, 1);
            canvas.text(tick.words(), x0 - 7, at + 4, WORD, Canvas.Anchor.END, false, Marks.INK);
        }
        canvas.line(new double[] {x0, x0, x1}, new double[] {y1, y0, y0}, Marks.INK, 1.2);
        String under = figure.x().label();
        String beside = figure.y().label();
        double below = y0 + words(figure) + 20;
        canvas.text(
                under,
                (x0 + x1) / 2,
                below,
                Canvas.fitting(under, 13, x1 - x0),
                Canvas.Anchor.MIDDLE,
                false,
                Marks.INK);
        canvas.text(
                beside,
                x0 - 64,
                (y0 + y1) / 2,
                Canvas.fitting(beside, 13, PLOT + TOP),
                Canvas.Anchor.MIDDLE,
                true,
                Marks.INK);
    }

    private void grid(double at, double y0, double y1) {
        canvas.line(new double[] {at, at}, new double[] {y0, y1}, GRID, 1);
    }

    private void category(List<String> words, int k, double at, double y0) {
        if (upright(words)) {
            canvas.text(words.get(k), at + 4, y0 + 8, WORD, Canvas.Anchor.END, true, Marks.INK);
            return;
        }
        double room = (WIDTH - LEFT - RIGHT) / (double) words.size() - 6;
        double size = words.stream()
                .mapToDouble(each -> Canvas.fitting(each, WORD + 1, room))
                .min()
                .orElse(WORD);
        canvas.text(words.get(k), at, y0 + 17, size, Canvas.Anchor.MIDDLE, false, Marks.INK);
    }

    /** Words of categories stand upright where they would be too small side by side. */
    private static boolean upright(List<String> words) {
        double room = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, words.size()) - 6;
        return words.stream().anyMatch(each -> Canvas.fitting(each, WORD, room) < 9);
    }

    /** Height of what stands directly below the plot: numbers, or words of categories. */
    private static double words(Figure figure) {
        List<String> words = figure.x().categories();
        int longest = words.stream().mapToInt(String::length).max().orElse(0);
        return upright(words) ? 12 + longest * WORD * Canvas.WIDEST_LETTER : 22;
    }

    private static Scale scale(Figure figure, boolean horizontal, double from, double to) {
        Figure.Axis axis = horizontal ? figure.x() : figure.y();
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}; // [low, high]
        DoubleConsumer see = value -> {
            if (Double.isFinite(value) && (!axis.log() || value > 0)) {
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
            }
        };
        boolean bars = false;
        for (Figure.Series series : figure.series()) {
            for (double[] values :
                    horizontal ? List.of(series.x()) : List.of(series.y(), series.low(), series.high())) {
                for (double value : values) {
                    see.accept(value);
                }
            }
            bars |= series.style() == Figure.Style.BARS;
        }
        if (horizontal && !axis.categories().isEmpty()) {
            return new Scale(false, true, -0.6, axis.categories().size() - 0.4, from, to);
        }
        if (!horizontal) {
            figure.references().forEach(reference -> see.accept(reference.value()));
            see.accept(bars ? 0 : Double.NaN);
        }
        if (range[0] > range[1]) {
            return new Scale(false, false, 0, 1, from, to);
        }
        return padded(axis, horizontal, bars, horizontal && figure.countsAlongX(), range, from, to);
    }

    /** Nothing drawn at an end touches it: markers, values above bars. */
    private static Scale padded(
            Figure.Axis axis, boolean horizontal, boolean bars, boolean whole, double[] range, double from, double to) {
        double pad = horizontal ? 0.02 : bars ? 0.08 : 0.04;
        if (axis.log()) {
            double factor = Math.pow(range[1] / range[0], pad);
            return new Scale(true, whole, range[0] / (bars ? 2 : factor), range[1] * factor, from, to);
        }
        double room = pad * (range[1] - range[0]);
        boolean flat = bars && range[0] == 0 && range[1] == 0;
        double low = range[0] == 0 && !horizontal ? 0 : range[0] - room;
        return new Scale(false, whole, low, flat ? 1 : range[1] + room, from, to);
    }
}
