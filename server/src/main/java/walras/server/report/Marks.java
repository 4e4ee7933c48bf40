package walras.server.report;

/** What tells the series of a panel apart, on paper without colours too: line styles, markers, fillings of bars. */
final class Marks {
    static final int INK = 0x222222;
    private static final int WHITE = 0xFFFFFF;
    /** Okabe and Ito's colours, told apart by everybody. */
    private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x8C8C00
    };

    private static final double[][] DASHES = {
        {}, {9, 4}, {3, 3}, {9, 3, 3, 3}, {14, 4}, {6, 2}, {2, 5}, {12, 3, 3, 3, 3, 3}
    };
    private static final double[][] REFERENCES = {{6, 4}, {2, 3}, {10, 3, 2, 3}};
    /** Strength of a bar's filling; hatches of bars beyond the first lie on it. */
    private static final double[] FILLINGS = {0.85, 0.30, 0.55, 0.12, 0.70, 0.20};

    private static final double HATCH = 6; // pixels between two strokes

    private final Canvas canvas;

    Marks(Canvas canvas) {
        this.canvas = canvas;
    }

    static int colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    static double[] dash(int index) {
        return DASHES[index % DASHES.length];
    }

    /** The dashes of a level that curves are held against. */
    static double[] reference(int index) {
        return REFERENCES[index % REFERENCES.length];
    }

    /** The marker of a series: full ones first, then the same hollow. */
    void marker(int index, double x, double y, double radius) {
        int colour = colour(index);
        double[][] outline = outline(index % 4, x, y, radius); // [x, y][k]
        if (index / 4 % 2 == 0) {
            canvas.area(outline[0], outline[1], colour, 1);
            return;
        }
        canvas.area(outline[0], outline[1], WHITE, 1);
        canvas.line(closed(outline[0]), closed(outline[1]), colour, 1.5);
    }

    private static double[][] outline(int shape, double x, double y, double radius) { // [2][k]
        int corners = shape == 0 ? 24 : shape == 2 ? 3 : 4;
        double first = shape == 1 ? Math.PI / 4 : shape == 2 ? -Math.PI / 2 : 0;
        double reach = radius * (shape == 0 ? 1 : 1.25);
        double[][] outline = new double[2][corners];
        for (int k = 0; k < corners; k++) {
            double angle = first + 2 * Math.PI * k / corners;
            outline[0][k] = x + reach * Math.cos(angle);
            outline[1][k] = y + reach * Math.sin(angle);
        }
        return outline;
    }

    private static double[] closed(double[] values) { // [k] -> [k + 1]
        double[] closed = java.util.Arrays.copyOf(values, values.length + 1);
        closed[values.length] = values[0];
        return closed;
    }

    /** A bar of a series, with an outline, so that one of no height is seen. */
    void bar(int index, double left, double right, double top, double bottom) {
        int colour = colour(index);
        double[] x = {left, right, right, left}; // [4]
        double[] y = {bottom, bottom, top, top}; // [4]
        canvas.area(x, y, colour, FILLINGS[index % FILLINGS.length]);
        if (index % 3 > 0) {
            hatch(colour, left, right, top, bottom, index % 3 == 1);
        }
        canvas.line(closed(x), closed(y), colour, 1.2);
    }

    /** Strokes at 45 degrees, cut where they leave the bar. */
    private void hatch(int colour, double left, double right, double top, double bottom, boolean rising) {
        double height = bottom - top;
        for (double at = left - height; at < right; at += HATCH) {
            double start = Math.max(at, left);
            double end = Math.min(at + height, right);
            if (end > start) {
                double low = rising ? bottom - (start - at) : top + (start - at);
                double high = rising ? bottom - (end - at) : top + (end - at);
                canvas.line(new double[] {start, end}, new double[] {low, high}, colour, 0.8);
            }
        }
    }

    /** A whisker with ends, its sign in the legend too. */
    void whisker(double x, double from, double to, int colour) {
        canvas.line(new double[] {x, x}, new double[] {from, to}, colour, 1.2);
        for (double end : new double[] {from, to}) {
            canvas.line(new double[] {x - 3, x + 3}, new double[] {end, end}, colour, 1.2);
        }
    }
}
