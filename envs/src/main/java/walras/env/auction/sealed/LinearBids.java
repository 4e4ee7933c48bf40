package walras.env.auction.sealed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.auction.TieRule;

/**
 * How much bidders gain by replying best to bids that are linear between equally spaced values, in closed form: values uniform on
 * one support, one place, risk neutral bidders, ties by lot. Sums of polynomials and no samples, so that an equilibrium's gain is
 * round-off. For one thread.
 *
 * <p>With {@code A(b)} the chance that m rivals of one rule bid less, the own bid's utility is {@code v A - P} with
 * {@code P = b A} (first-price), {@code b} (all-pay) and {@code b A - integral of A from the reserve to b} (second-price). A is
 * convex between knots, so that the best all-pay bids are knots; the best second-price bid is the value.
 */
public final class LinearBids {
    private final Format format;
    private final int m; // rivals
    private final double low;
    private final double high;
    private final double reserve;
    private final BidEnvelope envelope;
    private final GaussLegendre rule;
    private final double[] knots; // [points] the rivals' bids
    private final double[] areas; // [points] integral of A from the reserve to a knot
    private int points;

    /**
     * @param format {@code first-price}, {@code second-price} or {@code all-pay}
     * @param bidders how many bid
     * @param low least value
     * @param high greatest value; nobody bids more
     * @param reserve the least bid that takes part
     * @param points most knots of a rule
     */
    public LinearBids(String format, int bidders, double low, double high, double reserve, int points) {
        this(Format.of(format), bidders, low, high, reserve, points);
    }

    private LinearBids(Format format, int bidders, double low, double high, double reserve, int points) {
        this.format = format;
        this.m = bidders - 1;
        this.low = low;
        this.high = high;
        this.reserve = reserve;
        this.envelope = new BidEnvelope(m, points + 2);
        this.rule = GaussLegendre.ofDegree(m + 2);
        this.knots = new double[points];
        this.areas = new double[points];
    }

    /** For a game and the bids of all, {@code [bidders][points]}; null where they are not of this kind. */
    static @Nullable LinearBids of(SealedBidGame game, double[][] bids) { // [bidders][points]
        boolean uniform = game.dependence() == Dependence.PRIVATE
                && game.symmetric()
                && game.values(0) instanceof ContinuousValues.Power power
                && power.power() == 1;
        boolean one = game.places() == 1
                && game.rates()[0] == 1
                && (game.format() == Format.FIRST_PRICE
                        || game.format() == Format.SECOND_PRICE
                        || game.format() == Format.ALL_PAY);
        boolean plain = game.fee() == 0
                && game.riskAversion() == 0
                && game.leastBudget() == Double.POSITIVE_INFINITY
                && game.ties() == TieRule.RANDOM;
        boolean alike = game.bidders() == 2 || Arrays.stream(bids).allMatch(own -> Arrays.equals(own, bids[0]));
        if (!uniform
                || !one
                || !plain
                || !alike
                || game.bidMax() < game.values(0).high()) {
            return null;
        }
        for (double[] own : bids) {
            int last = own.length - 1;
            if (own[last] == game.bidMax() && own[last] == own[last - 1]) { // nobody can bid just above this atom
                return null;
            }
        }
        ValueDistribution values = game.values(0);
        return new LinearBids(
                game.format(), game.bidders(), values.low(), values.high(), game.reserve(), bids[0].length);
    }

    /** The largest gain of a bidder where all follow one rule: its bids at equally spaced values, never falling. */
    public double gain(double[] bids) { // [points]
        meet(bids);
        return Math.max(0, best() - own(bids));
    }

    /** Sets the rule of every rival. */
    void meet(double[] bids) { // [points]
        points = bids.length;
        System.arraycopy(bids, 0, knots, 0, points);
        double sum = 0;
        for (int k = 0; k < points; k++) {
            if (k > 0) {
                double from = Math.max(reserve, knots[k - 1]);
                sum += knots[k] > from ? area(k - 1, knots[k]) - area(k - 1, from) : 0;
            }
            areas[k] = sum;
        }
    }

    /** Share of values below a knot. */
    private double share(int k) {
        return k / (points - 1.0);
    }

    /** Share of values that bid less than b, which lies between knots k and k + 1 of different bids. */
    private double below(int k, double b) {
        return share(k) + (share(k + 1) - share(k)) * ((b - knots[k]) / (knots[k + 1] - knots[k]));
    }

    private double power(double x) {
        double product = 1;
        for (int k = 0; k < m; k++) {
            product *= x;
        }
        return product;
    }

    /** Integral of A from knot k to b on the way to the next: (b - l) times the mean of the powers' geometric sum. */
    private double area(int k, double b) {
        if (knots[k + 1] == knots[k]) {
            return 0;
        }
        double u = share(k);
        double w = below(k, b);
        double sum = 0;
        double high = 1;
        for (int j = 0; j <= m; j++) { // w^m + w^(m-1) u + ... + u^m by Horner
            sum = sum * u + high;
            high *= w;
        }
        return (b - knots[k]) * sum / (m + 1);
    }

    /** Integral of A from the reserve to b. */
    private double areaTo(double b) {
        if (b <= reserve || b <= knots[0]) {
            return 0;
        }
        int k = stretch(b);
        if (k == points - 1) {
            return areas[k] + b - Math.max(reserve, knots[k]);
        }
        return areas[k] + area(k, b) - area(k, Math.max(knots[k], Math.min(b, reserve)));
    }

    /** The last knot that bids at most b. */
    private int stretch(double b) {
        int k = points - 1;
        while (k > 0 && knots[k] > b) {
            k--;
        }
        return k;
    }

    /** Expected utility of the best reply, before the value is known. */
    double best() {
        if (format == Format.SECOND_PRICE) {
            return truthful();
        }
        envelope.clear();
        for (int k = 0; k < points; k++) {
            boolean last = k == points - 1;
            if (!last && (knots[k + 1] == knots[k] || knots[k + 1] <= reserve)) {
                continue; // an atom's end has the chance of being just above it
            }
            double from = Math.max(reserve, knots[k]);
            double u = last ? 1 : below(k, from);
            if (last || format == Format.ALL_PAY) {
                double rate = power(u);
                envelope.line(rate, format == Format.ALL_PAY ? from : from * rate);
            } else {
                envelope.stretch(from, knots[k + 1], u, (share(k + 1) - share(k)) / (knots[k + 1] - knots[k]));
            }
        }
        return envelope.mean(low, high);
    }

    /** The mean over values of what bidding them brings: the integral of A. */
    private double truthful() {
        double sum = 0;
        double from = Math.max(low, reserve);
        for (int k = 0; k <= points; k++) {
            double to = k == points ? high : Math.min(high, knots[k]);
            if (to > from) {
                sum += rule.integral(this::areaTo, from, to);
                from = to;
            }
        }
        return sum / (high - low);
    }

    /** Expected utility of bids at equally spaced values, before the value is known. */
    double own(double[] bids) { // [points]
        double sum = 0;
        for (int k = 0; k + 1 < bids.length; k++) {
            if (bids[k + 1] >= reserve) {
                sum += bids[k] == bids[k + 1] ? level(bids, k) : rising(bids, k);
            }
        }
        return sum / (high - low);
    }

    private static double value(double low, double high, double[] bids, int k) { // [points]
        return low + (high - low) * k / (bids.length - 1);
    }

    /** Over the values of a flat stretch of bids, which may be an atom of the rivals too. */
    private double level(double[] bids, int k) { // [points]
        double from = value(low, high, bids, k);
        double to = value(low, high, bids, k + 1);
        double bid = bids[k];
        return (to - from) * utility((from + to) / 2, bid, wins(bid));
    }

    /** The chance of winning with a bid that rivals may make with a chance of their own: ties by lot. */
    private double wins(double bid) {
        int last = stretch(bid);
        if (knots[last] < bid) {
            return last == points - 1 ? 1 : power(below(last, bid));
        } else if (knots[last] > bid) {
            return 0;
        }
        int first = last;
        while (first > 0 && knots[first - 1] == bid) {
            first--;
        }
        double u = share(first);
        double w = share(last);
        double sum = 0; // (w^(m+1) - u^(m+1))/(w - u)
        double high = 1;
        for (int j = 0; j <= m; j++) {
            sum = sum * u + high;
            high *= w;
        }
        return sum / (m + 1);
    }

    private double utility(double value, double bid, double rate) {
        return switch (format) {
            case FIRST_PRICE -> (value - bid) * rate;
            case ALL_PAY -> value * rate - bid;
            default -> (value - bid) * rate + areaTo(bid);
        };
    }

    /** Over the values of a rising stretch of bids, piece by piece of the rivals' law. */
    private double rising(double[] bids, int k) { // [points]
        double from = value(low, high, bids, k);
        double slope = (value(low, high, bids, k + 1) - from) / (bids[k + 1] - bids[k]); // of the value in the bid
        double start = Math.max(bids[k], reserve);
        double sum = 0;
        double bid = start;
        for (int j = 0; j <= points && bid < bids[k + 1]; j++) {
            double end = j == points ? bids[k + 1] : Math.min(bids[k + 1], knots[j]);
            if (end > bid) {
                int piece = j - 1; // between two different knots; -1 below all
                sum += slope * rule.integral(b -> utility(from + slope * (b - bids[k]), b, rate(piece, b)), bid, end);
                bid = end;
            }
        }
        return sum;
    }

    private double rate(int piece, double bid) {
        return piece < 0 ? 0 : piece >= points - 1 ? 1 : power(below(piece, bid));
    }
}
