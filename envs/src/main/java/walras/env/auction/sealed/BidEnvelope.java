package walras.env.auction.sealed;

/**
 * The utility of the best bid by the value: the upper envelope of staying out and of the best bid on each stretch, where a rival's
 * law is linear in the bid. Better bids of a later stretch grow faster with the value, so that two stretches cross once and the
 * envelope goes through them in order. A root that is off by x costs the integral a multiple of x squared. For one thread.
 *
 * <p>On a stretch from l to r with chance {@code u + g (b - l)} of beating one of m rivals, {@code (v - b) (u + g (b - l))^m} is
 * largest at {@code (m v + c)/(m + 1)}, {@code c = l - u/g}, or at an end. A stretch of one bid is a line in the value.
 */
final class BidEnvelope {
    private static final int ROUNDS = 200;
    private static final double NEAR = 1e-11; // of the width of values

    private final int m;
    private final GaussLegendre rule;
    private final double[] left; // [stretches]
    private final double[] right; // [stretches]
    private final double[] chance; // [stretches] u; of a line its rate
    private final double[] growth; // [stretches] g
    private final double[] paid; // [stretches] of a line; NaN for others
    private final int[] stack; // [stretches] those of the envelope
    private final double[] starts; // [stretches] value from which on each is best
    private int count;

    BidEnvelope(int rivals, int stretches) {
        this.m = rivals;
        this.rule = GaussLegendre.ofDegree(rivals + 1);
        left = new double[stretches + 1];
        right = new double[stretches + 1];
        chance = new double[stretches + 1];
        growth = new double[stretches + 1];
        paid = new double[stretches + 1];
        stack = new int[stretches + 1];
        starts = new double[stretches + 1];
    }

    /** Only staying out is left. */
    void clear() {
        count = 0;
        line(0, 0);
    }

    /** One bid, which wins at a rate and pays. */
    void line(double rate, double payment) {
        chance[count] = rate;
        paid[count++] = payment;
    }

    /** A stretch of first-price bids above all so far. */
    void stretch(double from, double to, double u, double g) {
        left[count] = from;
        right[count] = to;
        chance[count] = u;
        growth[count] = g;
        paid[count++] = Double.NaN;
    }

    private double power(double x) {
        double product = 1;
        for (int k = 0; k < m; k++) {
            product *= x;
        }
        return product;
    }

    private boolean line(int k) {
        return !Double.isNaN(paid[k]);
    }

    /** Where the best bid of a stretch leaves an end that is {@code side} above the zero of the rival's law. */
    private double leaves(int k, double end) {
        return end + (end - left[k] + chance[k] / growth[k]) / m;
    }

    private double at(int k, double value) {
        if (line(k)) {
            return chance[k] * value - paid[k];
        }
        double best = (m * value + left[k] - chance[k] / growth[k]) / (m + 1);
        double bid = Math.min(right[k], Math.max(left[k], best));
        return (value - bid) * power(chance[k] + growth[k] * (bid - left[k]));
    }

    /** The mean over values uniform on [low, high]. */
    double mean(double low, double high) {
        int top = 0;
        stack[0] = 0;
        starts[0] = low;
        for (int k = 1; k < count; k++) {
            while (top >= 0 && at(k, starts[top]) >= at(stack[top], starts[top])) {
                top--;
            }
            if (top < 0) {
                starts[++top] = low;
                stack[top] = k;
            } else if (at(k, high) > at(stack[top], high)) {
                double crossing = crossing(stack[top], k, starts[top], high);
                starts[++top] = crossing;
                stack[top] = k;
            }
        }
        double sum = 0;
        for (int p = 0; p <= top; p++) {
            sum += integral(stack[p], starts[p], p == top ? high : starts[p + 1]);
        }
        return sum / (high - low);
    }

    /** The value from which on stretch {@code other} is better, by false position held within halving. */
    private double crossing(int one, int other, double from, double to) {
        double low = from;
        double high = to;
        double below = at(other, low) - at(one, low);
        double above = at(other, high) - at(one, high);
        double width = NEAR * (to - from);
        for (int round = 0; round < ROUNDS && high - low > width; round++) {
            double guess = low - below * (high - low) / (above - below);
            double middle = round % 3 == 2 || !(guess > low && guess < high) ? (low + high) / 2 : guess;
            double gap = at(other, middle) - at(one, middle);
            if (gap == 0) {
                return middle;
            } else if (gap < 0) {
                low = middle;
                below = gap;
            } else {
                high = middle;
                above = gap;
            }
        }
        return (low + high) / 2;
    }

    private double integral(int k, double from, double to) {
        if (line(k)) {
            return (to - from) * (chance[k] * (from + to) / 2 - paid[k]);
        }
        double first = Math.min(to, Math.max(from, leaves(k, left[k])));
        double last = Math.min(to, Math.max(first, leaves(k, right[k])));
        return held(k, left[k], from, first)
                + rule.integral(value -> at(k, value), first, last)
                + held(k, right[k], last, to);
    }

    /** Of one bid of a stretch, over values from and to. */
    private double held(int k, double bid, double from, double to) {
        return to > from ? (to - from) * ((from + to) / 2 - bid) * power(chance[k] + growth[k] * (bid - left[k])) : 0;
    }
}
