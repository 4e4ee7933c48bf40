package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A function of one variable on an interval, as Chebyshev series on panels: to within some ulps of what it was made from.
 * Panels are halved until their series has converged, towards a singular end as far as doubles can tell points apart. The
 * integral from the left end is exact for the series. Values beyond an end are those of the end.
 */
final class PiecewisePolynomial {
    private static final double ROUNDING = 1e-16;
    private static final double NARROWEST = 1e-13;
    private static final int PANELS_MAX = 20_000;
    private static final int GRADES = 40;
    private static final double PULL = .2;
    private final double[] edges; // [panels + 1]
    private final double[][] series; // [panels][terms] Chebyshev coefficients
    private final double[][] primitives; // [panels][terms + 1] of the integral from the panel's left edge
    private final double[] sums; // [panels + 1] integral from the left end to an edge

    private PiecewisePolynomial(List<ChebyshevPanel> panels) {
        int count = panels.size();
        edges = new double[count + 1];
        series = new double[count][];
        primitives = new double[count][];
        sums = new double[count + 1];
        for (int k = 0; k < count; k++) {
            ChebyshevPanel panel = panels.get(k);
            edges[k] = panel.from();
            edges[k + 1] = panel.to();
            series[k] = panel.coefficients();
            primitives[k] = panel.primitive();
            sums[k + 1] = sums[k] + ChebyshevPanel.clenshaw(primitives[k], 1);
        }
    }

    /**
     * @param breaks ascending, at least two: ends and the points where the function has a kink or a jump. Between two of
     *     them it is asked for inner points only
     */
    static PiecewisePolynomial of(DoubleUnaryOperator function, double... breaks) { // [pieces + 1]
        return rounded(0, function, breaks);
    }

    /** Of a function whose values carry rounding of that size, a difference of large numbers: no panel is halved for it. */
    static PiecewisePolynomial rounded(
            double rounding, DoubleUnaryOperator function, double... breaks) { // [pieces + 1]
        double scale = 0;
        for (int k = 0; k + 1 < breaks.length; k++) {
            scale = Math.max(
                    scale,
                    ChebyshevPanel.fit(function, breaks[k], breaks[k + 1]).largest());
        }
        return new PiecewisePolynomial(panels(function, breaks, Math.max(rounding, ROUNDING * scale)));
    }

    /** With panels that shrink towards the left end and keep their own digits, so that the integral does where it is small. */
    static PiecewisePolynomial graded(double rounding, DoubleUnaryOperator function, double from, double to) {
        double[] breaks = new double[GRADES + 2]; // [breaks]
        breaks[0] = from;
        for (int k = 0; k <= GRADES; k++) {
            breaks[k + 1] = k == GRADES ? to : from + Math.scalb(to - from, k - GRADES);
        }
        return new PiecewisePolynomial(panels(function, breaks, rounding));
    }

    /** One series for each panel, none of them halved: for what is as smooth there as a function already made. */
    static PiecewisePolynomial onPanels(DoubleUnaryOperator function, double... edges) { // [panels + 1]
        List<ChebyshevPanel> panels = new ArrayList<>();
        for (int k = 0; k + 1 < edges.length; k++) {
            panels.add(ChebyshevPanel.fit(function, edges[k], edges[k + 1]));
        }
        return new PiecewisePolynomial(panels);
    }

    private static List<ChebyshevPanel> panels(
            DoubleUnaryOperator function, double[] breaks, double nothing) { // [pieces + 1]
        List<ChebyshevPanel> panels = new ArrayList<>();
        for (int k = 0; k + 1 < breaks.length; k++) {
            if (breaks[k + 1] > breaks[k]) {
                split(function, breaks[k], breaks[k + 1], new Limits(breaks[k + 1] - breaks[k], nothing), panels);
            }
        }
        if (panels.isEmpty()) { // an interval of one point
            double[] constant = new double[ChebyshevPanel.TERMS]; // [terms]
            constant[0] = function.applyAsDouble(breaks[0]);
            panels.add(new ChebyshevPanel(breaks[0], breaks[0], constant));
        }
        return panels;
    }

    /**
     * When to halve no more.
     *
     * @param whole width of the piece
     * @param nothing a size that is rounding beside the whole function
     */
    private record Limits(double whole, double nothing) {}

    private static void split(
            DoubleUnaryOperator function, double from, double to, Limits limits, List<ChebyshevPanel> panels) {
        Effort.spend(ChebyshevPanel.TERMS * 4L);
        ChebyshevPanel panel = ChebyshevPanel.fit(function, from, to);
        double middle = (from + to) / 2;
        boolean narrow = to - from <= NARROWEST * limits.whole() || middle <= from || middle >= to;
        if (panels.size() >= PANELS_MAX) { // while solving, a function that takes more is not known
            Effort.spend(Effort.LIMIT + 1);
        }
        if (narrow || panels.size() >= PANELS_MAX || panel.converged(limits.nothing())) {
            panels.add(panel);
        } else {
            split(function, from, middle, limits, panels);
            split(function, middle, to, limits, panels);
        }
    }

    double from() {
        return edges[0];
    }

    double to() {
        return edges[edges.length - 1];
    }

    /** Ends of the panels, ascending. */
    double[] edges() { // [panels + 1]
        return edges.clone();
    }

    double at(double x) {
        double inside = Math.min(Math.max(x, from()), to());
        int panel = panel(inside);
        return ChebyshevPanel.clenshaw(series[panel], local(panel, inside));
    }

    /** The derivative inside the panels. */
    double slope(double x) {
        double inside = Math.min(Math.max(x, from()), to());
        int panel = panel(inside);
        double[] a = series[panel]; // [terms]
        double[] slopes = new double[ChebyshevPanel.TERMS]; // [terms]
        for (int k = ChebyshevPanel.TERMS - 1; k > 0; k--) {
            slopes[k - 1] = 2 * k * a[k] + (k + 1 < ChebyshevPanel.TERMS ? slopes[k + 1] : 0);
        }
        slopes[0] /= 2;
        double half = (edges[panel + 1] - edges[panel]) / 2;
        return half == 0 ? 0 : ChebyshevPanel.clenshaw(slopes, local(panel, inside)) / half;
    }

    /** The integral from the left end to x. */
    double integral(double x) {
        double inside = Math.min(Math.max(x, from()), to());
        int panel = panel(inside);
        return sums[panel] + ChebyshevPanel.clenshaw(primitives[panel], local(panel, inside));
    }

    double integral() {
        return sums[sums.length - 1];
    }

    private int panel(double x) {
        int found = Arrays.binarySearch(edges, x);
        int panel = found >= 0 ? found : -found - 2;
        return Math.min(Math.max(panel, 0), series.length - 1);
    }

    private double local(int panel, double x) {
        double width = edges[panel + 1] - edges[panel];
        return width == 0 ? 0 : (x - edges[panel] - (edges[panel + 1] - x)) / width;
    }

    /** For an increasing function: the largest x in the interval whose value is at most y, up to rounding; the left end if there is none. */
    double inverse(double y) {
        if (at(to()) <= y) {
            return to();
        } else if (at(from()) > y) {
            return from();
        }
        int low = 0;
        int high = series.length; // an edge whose value is more than y
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (ChebyshevPanel.clenshaw(series[middle], -1) <= y) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return inside(low, y);
    }

    /*
     * Oliveira and Takahashi's ITP: where false position converges it is followed, moved a little towards the middle so that
     * both ends close in, and never farther from the middle than bisection would allow. Then bisection for the last digits.
     */
    private double inside(int panel, double y) {
        double low = edges[panel];
        double high = edges[panel + 1];
        double below = ChebyshevPanel.clenshaw(series[panel], -1) - y;
        double over = ChebyshevPanel.clenshaw(series[panel], 1) - y;
        double accuracy = 2 * Math.ulp(high);
        double pull = PULL / (high - low);
        double allowed = high - low; // twice the width that as many bisections would leave
        while (high - low > 2 * accuracy && below <= 0 && over > 0) {
            double middle = low + (high - low) / 2;
            double guess = (over * low - below * high) / (over - below);
            double towards = Math.signum(middle - guess);
            double shift = Math.max(accuracy / 2, pull * (high - low) * (high - low));
            double moved = shift <= Math.abs(middle - guess) ? guess + towards * shift : middle;
            double reach = Math.max(0, allowed - (high - low) / 2);
            double x = Math.abs(moved - middle) <= reach ? moved : middle - towards * reach;
            double value = ChebyshevPanel.clenshaw(series[panel], local(panel, x)) - y;
            if (value <= 0) {
                low = x;
                below = value;
            } else {
                high = x;
                over = value;
            }
            allowed /= 2;
        }
        while (high > Math.nextUp(low)) {
            double middle = low + (high - low) / 2;
            if (ChebyshevPanel.clenshaw(series[panel], local(panel, middle)) <= y) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
