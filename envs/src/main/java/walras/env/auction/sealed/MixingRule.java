package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/**
 * Types that mix, one above the other: type k draws its bid from [b_(k-1), b_k], so that the chance X of a bid below, with
 * lower types counted, gives every bid there the same utility U_k. First-price: (v_k - b) X^m = U_k; all-pay:
 * v_k X^m - b = U_k.
 */
final class MixingRule implements BiddingRule {
    private static final int HALVINGS = 200;
    private static final long COST = 15; // of a bid

    private final DiscreteValues values;
    private final boolean allPay;
    private final double power; // m
    private final double[] edges; // [points + 1] b_(k-1), b_k; the first is where type 0 begins
    private final double[] powers; // [points] F_(k-1) to the power
    private final double[] cumulated; // [points + 1] F_(k-1), F_k
    private final double[] means; // [points] mean bids

    private MixingRule(DiscreteValues values, boolean allPay, double power) {
        this.values = values;
        this.allPay = allPay;
        this.power = power;
        int types = values.points().length;
        powers = new double[types];
        edges = new double[types + 1];
        cumulated = new double[types + 1];
        edges[0] = allPay ? 0 : values.points()[0];
        for (int k = 0; k < types; k++) {
            cumulated[k + 1] = k + 1 == types ? 1 : cumulated[k] + values.chances()[k];
            powers[k] = Math.pow(cumulated[k], power);
            edges[k + 1] = at(k, cumulated[k + 1]);
        }
        means = new double[types];
        for (int k = 0; k < types; k++) {
            int type = k;
            means[k] = Expectation.over(share -> drawn(type, share), 0, 1);
        }
    }

    /** @param power rivals, over 1 less the risk aversion */
    static MixingRule firstPrice(DiscreteValues values, double power) {
        return new MixingRule(values, false, power);
    }

    static MixingRule allPay(DiscreteValues values, int rivals) {
        return new MixingRule(values, true, rivals);
    }

    /** The bid of type k below which a rival bids with this chance. */
    private double at(int k, double chance) {
        double value = values.points()[k];
        double before = powers[k];
        double now = Math.pow(chance, power);
        return allPay ? edges[k] + value * (now - before) : value - (value - edges[k]) * (before / now);
    }

    private int type(double signal) {
        int found = Arrays.binarySearch(values.points(), signal);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    @Override
    public double bid(double signal) {
        return means[type(signal)];
    }

    @Override
    public double lowest(double signal) {
        return edges[type(signal)];
    }

    @Override
    public double highest(double signal) {
        return edges[type(signal) + 1];
    }

    @Override
    public double draw(double signal, double share) {
        return drawn(type(signal), share);
    }

    private double drawn(int k, double share) {
        return at(k, cumulated[k] + share * (cumulated[k + 1] - cumulated[k]));
    }

    @Override
    public double atMost(double x) {
        int last = edges.length - 1;
        if (x >= edges[last]) {
            return 1;
        } else if (x < edges[0]) {
            return 0;
        }
        int k = last - 1;
        while (k > 0 && edges[k] > x) {
            k--;
        }
        return chanceOf(k, x);
    }

    /** The chance whose bid is x, by false position held within halving: the closed form's roots lose digits near the ends. */
    private double chanceOf(int k, double x) {
        double low = cumulated[k];
        double high = cumulated[k + 1];
        double under = edges[k] - x;
        double over = edges[k + 1] - x;
        for (int step = 0; step < HALVINGS && high > Math.nextUp(low); step++) {
            Effort.spend(COST);
            double guess = low - under * (high - low) / (over - under);
            double middle = step % 3 != 2 && guess > low && guess < high ? guess : low + (high - low) / 2;
            double miss = at(k, middle) - x;
            if (miss == 0) {
                return middle;
            } else if (miss < 0) {
                low = middle;
                under = miss;
                over /= 2;
            } else {
                high = middle;
                over = miss;
                under /= 2;
            }
        }
        return low;
    }

    @Override
    public double below(double x) {
        return x <= edges[0] ? 0 : atMost(x); // the only bid with a chance of its own is the first
    }

    @Override
    public double[] breaks() { // [breaks]
        return DoubleStream.of(edges).distinct().toArray();
    }

    @Override
    public double[] atoms() { // [atoms]
        return edges[1] == edges[0] ? new double[] {edges[0]} : new double[0]; // [1], [0]
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        double sum = 0;
        for (int k = 0; k < values.points().length; k++) {
            int type = k;
            double value = values.points()[k];
            double[] breaks = DoubleStream.concat(
                            DoubleStream.of(0, 1),
                            Arrays.stream(others)
                                    .filter(x -> x > edges[type] && x < edges[type + 1])
                                    .map(x -> (chanceOf(type, x) - cumulated[type])
                                            / (cumulated[type + 1] - cumulated[type])))
                    .sorted()
                    .toArray(); // [breaks]
            sum += values.chances()[k]
                    * Expectation.over(rounding, share -> function.applyAsDouble(value, drawn(type, share)), breaks);
        }
        return sum;
    }
}
