package walras.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a figure can be read: by who has no colours, whatever its words and numbers are. */
class FigureTest {
    private static final Pattern TEXT = Pattern.compile(
            "<text x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" font-size=\"([0-9.]+)\" text-anchor=\"(\\w+)\" fill=\"#\\w+\"([^>]*)>([^<]*)<");

    @TempDir
    private Path folder = Path.of("");

    private record Text(double x, double y, double size, String anchor, boolean upright, String words) {
        /** Left and right end, or upper and lower of an upright one, of letters as wide as the widest font's. */
        double[] ends() { // [2]
            double length = words.length() * size * Canvas.WIDEST_LETTER;
            double at = upright ? y : x;
            double before = anchor.equals("start") ? 0 : anchor.equals("middle") ? length / 2 : length;
            return upright
                    ? new double[] {at - (length - before), at + before}
                    : new double[] {at - before, at + length - before};
        }
    }

    private String drawn(Figure... panels) throws Exception {
        FigurePainter.write(folder, "figure", List.of(panels));
        return Files.readString(folder.resolve("figure.svg"));
    }

    private static List<Text> texts(String svg) {
        List<Text> texts = new ArrayList<>();
        Matcher matcher = TEXT.matcher(svg);
        while (matcher.find()) {
            texts.add(new Text(
                    Double.parseDouble(matcher.group(1)),
                    Double.parseDouble(matcher.group(2)),
                    Double.parseDouble(matcher.group(3)),
                    matcher.group(4),
                    matcher.group(5).contains("rotate"),
                    matcher.group(6)));
        }
        return texts;
    }

    private static List<String> words(String svg) {
        return texts(svg).stream().map(Text::words).toList();
    }

    private static double[] range(int from, int to) { // [to - from]
        return IntStream.range(from, to).asDoubleStream().toArray();
    }

    // guards half a game and half an episode on an axis
    @Test
    void countsAlongX_haveWholeTicks() throws Exception {
        Figure figure = Figure.of(
                "types",
                Figure.Axis.linear("types of a buyer"),
                Figure.Axis.linear("reward"),
                Figure.Series.line("learned", range(3, 7), new double[] {.1, .2, .3, .4}));
        Set<String> shown = new HashSet<>(words(drawn(figure)));
        assertTrue(shown.containsAll(List.of("3", "4", "5", "6")), shown.toString());
        assertFalse(shown.contains("3.5"));
    }

    // guards an axis whose ticks all read 0.3333, because rounding alone tells the values apart
    @Test
    void ticks_ofNearlyEqualValues_differ() throws Exception {
        double third = 1.0 / 3;
        Figure figure = Figure.of(
                "flat",
                Figure.Axis.linear("episode"),
                Figure.Axis.linear("value"),
                Figure.Series.line("learned", range(0, 3), new double[] {third, third + 1e-16, third}));
        List<String> ticks = texts(drawn(figure)).stream()
                .filter(text -> text.anchor().equals("end"))
                .map(Text::words)
                .toList();
        assertEquals(ticks.size(), new HashSet<>(ticks).size(), ticks.toString());
        assertTrue(ticks.size() > 1, ticks.toString());
    }

    // guards curves that only their colour tells apart
    @Test
    void series_differInDashesAndMarkers() throws Exception {
        Figure.Series[] curves = IntStream.range(0, 8)
                .mapToObj(k -> Figure.Series.line("curve " + k, range(0, 3), new double[] {k, k + 1, k}))
                .toArray(Figure.Series[]::new);
        String svg = drawn(Figure.of("many", Figure.Axis.linear("x"), Figure.Axis.linear("y"), curves));
        Set<String> dashes = new HashSet<>();
        Matcher lines =
                Pattern.compile("<polyline[^>]*stroke-width=\"2.00\"([^>]*)/>").matcher(svg);
        while (lines.find()) {
            dashes.add(lines.group(1).replaceAll(".*stroke-dasharray", ""));
        }
        assertEquals(8, dashes.size(), dashes.toString());
        Set<String> markers = new HashSet<>();
        for (int k = 0; k < 8; k++) {
            SvgCanvas canvas = new SvgCanvas(10, 10);
            new Marks(canvas).marker(k, 5, 5, 4);
            markers.add(canvas.document().replaceAll("#[0-9a-f]{6}", ""));
        }
        assertEquals(8, markers.size());
    }

    @Test
    void bars_differInFillingAndHatch() {
        Set<String> fillings = new HashSet<>();
        for (int k = 0; k < 6; k++) {
            SvgCanvas canvas = new SvgCanvas(50, 50);
            new Marks(canvas).bar(k, 0, 20, 0, 40);
            fillings.add(canvas.document().replaceAll("#[0-9a-f]{6}", ""));
        }
        assertEquals(6, fillings.size());
    }

    // guards a shade that nobody explains
    @Test
    void legend_saysWhatIntervalsAre() throws Exception {
        Figure.Series line =
                Figure.Series.ofSeeds("learned", range(0, 3), new double[][] {{1, 2, 3}, {2, 3, 4}, {1, 3, 5}});
        Figure shaded = Figure.of("a", Figure.Axis.linear("x"), Figure.Axis.linear("y"), line);
        assertTrue(words(drawn(shaded)).contains("shaded: 95% interval of the mean over seeds"));
        assertTrue(words(drawn(shaded.withIntervals("quartiles"))).contains("shaded: quartiles"));
        Figure bars = Figure.of(
                "b",
                Figure.Axis.categories("rule", "one", "two"),
                Figure.Axis.linear("y"),
                Figure.Series.barsOfSeeds("y", new double[][] {{1, 2}, {3, 4}}));
        assertTrue(words(drawn(bars)).contains("whiskers: 95% interval of the mean over seeds"));
        Figure bare = Figure.of(
                "c",
                Figure.Axis.linear("x"),
                Figure.Axis.linear("y"),
                Figure.Series.line("l", range(0, 2), range(0, 2)));
        assertTrue(words(drawn(bare)).stream().noneMatch(each -> each.contains("interval")));
    }

    // guards names that leave the picture
    @Test
    void longWords_stayWithinThePicture() throws Exception {
        String far =
                "a name with so many words that nobody would give it to a curve, an axis, a panel, or to anything else that is drawn";
        String[] games = IntStream.range(0, 22)
                .mapToObj(k -> "reward timing penalty " + k)
                .toArray(String[]::new);
        Figure figure = Figure.of(
                        far,
                        Figure.Axis.categories(far, games),
                        Figure.Axis.linear(far.substring(0, 70)),
                        Figure.Series.pointsOfSeeds(far, new double[22][3]),
                        Figure.Series.pointsOfSeeds("other", new double[22][3]))
                .withReferences(new Figure.Reference(far, 1e9));
        String svg = drawn(figure, figure);
        Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertTrue(size.find());
        double width = Double.parseDouble(size.group(1));
        double height = Double.parseDouble(size.group(2));
        for (Text text : texts(svg)) {
            double[] ends = text.ends(); // [2]
            assertTrue(ends[0] >= -1 && ends[1] <= (text.upright() ? height : width) + 1, text.toString());
            assertTrue(text.x() >= 0 && text.x() <= width && text.y() >= 0 && text.y() <= height, text.toString());
        }
    }

    // guards zeros of a logarithmic axis, and bars of no height, that vanish with what they say
    @Test
    void whatHasNoHeight_isThere() throws Exception {
        Figure zeros = Figure.of(
                "zeros",
                Figure.Axis.categories("rule", "one", "two"),
                Figure.Axis.linear("distance"),
                Figure.Series.barsOfSeeds("distance", new double[2][3]));
        List<String> shown = words(drawn(zeros));
        assertTrue(shown.stream().filter(each -> each.equals("0")).count() >= 3, shown.toString());
        Figure logarithmic = Figure.of(
                "log",
                Figure.Axis.linear("x"),
                Figure.Axis.log("y"),
                Figure.Series.line("l", range(0, 2), new double[] {1, 10})
                        .withInterval(new double[] {-1, 5}, new double[] {2, 20}));
        assertTrue(drawn(logarithmic).contains("fill-opacity=\"0.18\""));
    }
}
