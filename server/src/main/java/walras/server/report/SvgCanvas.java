package walras.server.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws SVG: text, no fonts needed. */
final class SvgCanvas implements Canvas {
    private final StringBuilder svg = new StringBuilder();

    SvgCanvas(int width, int height) {
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                        + "font-family=\"Helvetica, Arial, sans-serif\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                width, height, width, height));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String points(double[] x, double[] y) { // [k], [k]
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            points.append(i == 0 ? "" : " ").append(format("%.2f,%.2f", x[i], y[i]));
        }
        return points.toString();
    }

    @Override
    public void line(double[] x, double[] y, int colour, double width, double... dash) { // [k], [k]
        String dashes = Arrays.stream(dash).mapToObj(Scale::words).collect(Collectors.joining(" "));
        svg.append(format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#%06x\" stroke-width=\"%.2f\" stroke-linejoin=\"round\"%s/>%n",
                points(x, y), colour, width, dash.length > 0 ? " stroke-dasharray=\"" + dashes + "\"" : ""));
    }

    @Override
    public void area(double[] x, double[] y, int colour, double opacity) { // [k], [k]
        svg.append(format(
                "<polygon points=\"%s\" fill=\"#%06x\" fill-opacity=\"%.2f\"/>%n", points(x, y), colour, opacity));
    }

    @Override
    public void text(String words, double x, double y, double size, Anchor anchor, boolean upright, int colour) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String turned = upright ? format(" transform=\"rotate(-90 %.2f %.2f)\"", x, y) : "";
        svg.append(format(
                "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" text-anchor=\"%s\" fill=\"#%06x\"%s>%s</text>%n",
                x, y, size, anchor.name().toLowerCase(Locale.ROOT), colour, turned, escaped));
    }

    /** The whole document. */
    String document() {
        return svg + "</svg>" + System.lineSeparator();
    }
}
