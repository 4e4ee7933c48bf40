package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Values that are sums over independent signals (interdependent, average): {@code v(x, y) = E[v_1 | s_1 = x, highest other = y]}
 * is {@code own x + each (y + (n-2) m(y))}, m(y) = E[s | s <= y]. Second price bids v(x, x); first price its mean over y below x
 * under G = F^(n-1), in which the others' part is {@code each (n-1) m(x)}, since the others' signals are then any below x;
 * all-pay that mean times G(x). What bids bring is computed from the bid curve: the second price pays the own bid times G less the
 * integral of G over lower bids.
 */
final class MixedSignals extends SignalEquilibrium {
    private static final GaussLegendre RULE = RankedOutcome.RULE;
    private static final int HALVES = 50; // panels towards the lowest signal, where laws may be singular

    private final ContinuousValues values;
    private final int rivals;
    private final double own;
    private final double each;
    private final Rise below; // of signals below
    private final Rise highest; // of the highest of the others' signals below
    private final PiecewisePolynomial means; // m
    private final PiecewisePolynomial curve;
    private final PiecewisePolynomial rises; // G times the curve's slope

    MixedSignals(SealedBidGame game) {
        super(game);
        this.values = (ContinuousValues) game.values(0);
        this.rivals = game.rivals();
        boolean average = game.dependence() == Dependence.AVERAGE;
        this.own = average ? 1.0 / game.bidders() : 1;
        this.each = average ? own : game.gamma() / rivals;
        this.below = new Rise(values, values.low(), values::logAtMost);
        this.highest = new Rise(values, values.low(), this::logWon);
        double rounding = 4 * Math.ulp(game.largestValue());
        double[] split = values.split(values.low(), values.high()); // [pieces + 1]
        this.means = PiecewisePolynomial.rounded(rounding, x -> values.low() + below.of(x), split);
        this.curve = PiecewisePolynomial.rounded(rounding, this::bidAt, split);
        this.rises = PiecewisePolynomial.onPanels(x -> won(x) * curve.slope(x), halved(curve.edges()));
    }

    private double[] halved(double[] edges) { // [edges] -> [panels + 1]
        double width = values.high() - values.low();
        DoubleStream halves = IntStream.rangeClosed(1, HALVES).mapToDouble(k -> values.low() + Math.scalb(width, -k));
        return DoubleStream.concat(Arrays.stream(edges), halves)
                .sorted()
                .distinct()
                .toArray();
    }

    private double logWon(double signal) {
        return rivals * values.logAtMost(signal);
    }

    private double won(double signal) {
        return StrictMath.exp(logWon(signal));
    }

    private double bidAt(double signal) {
        double mean = values.low() + below.of(signal);
        if (game.format() == Format.SECOND_PRICE) {
            return own * signal + each * (signal + (rivals - 1) * mean);
        }
        double bid = own * (values.low() + highest.of(signal)) + each * rivals * mean;
        return game.format() == Format.ALL_PAY ? won(signal) * bid : bid;
    }

    @Override
    PiecewisePolynomial curve() {
        return curve;
    }

    @Override
    Payoff payoff(double signal) {
        return (other, price) -> utilityAs(signal, other, price);
    }

    @Override
    double utilityAs(double signal, double other, double price) {
        return utility(signal, other, won(other), price);
    }

    private double utility(double signal, double other, double won, double price) {
        double worth = won * (own * signal + each * rivals * means.at(other));
        return switch (game.format()) {
            case ALL_PAY -> worth - price;
            case FIRST_PRICE -> worth - price * won;
            default -> worth - (price * won - rises.integral(other));
        };
    }

    @Override
    DoubleStream marks() {
        return IntStream.range(1, SIGNALS).mapToDouble(k -> values.quantile((double) k / SIGNALS));
    }

    @Override
    public Outcome outcome() {
        return new Shares().outcome();
    }

    /** Means over all bidders' shares of the law. */
    private final class Shares {
        private final int n = game.bidders();
        private final double[] shares; // [nodes]
        private final double[] weights; // [nodes]
        private final double[] signals; // [nodes]

        Shares() {
            double[] ends = RankedOutcome.ends(0, DoubleStream.empty()); // [panels + 1]
            int count = RULE.count();
            int nodes = count * (ends.length - 1);
            shares = new double[nodes];
            weights = new double[nodes];
            Arrays.setAll(
                    shares,
                    k -> Math.min(RULE.node(k % count, ends[k / count], ends[k / count + 1]), Math.nextDown(1.0)));
            Arrays.setAll(weights, k -> RULE.weight(k % count, ends[k / count], ends[k / count + 1]));
            signals = Arrays.stream(shares).map(values::quantile).toArray();
        }

        private double mean(IntToDoubleFunction function) {
            double sum = 0;
            for (int k = 0; k < shares.length; k++) {
                sum += weights[k] * function.applyAsDouble(k);
            }
            return sum;
        }

        Outcome outcome() {
            double mean = mean(k -> signals[k]);
            double top = n * mean(k -> signals[k] * Math.pow(shares[k], rivals));
            double welfare = own * top + each * (n * mean - top);
            double utility = mean(k -> {
                double won = Math.pow(shares[k], rivals);
                return MixedSignals.this.utility(signals[k], signals[k], won, curve.at(signals[k]));
            });
            double revenue = n * mean(k -> curve.at(signals[k]) * paying(shares[k]));
            return new Outcome(each(utility), each(1.0 / n), revenue, welfare, 1);
        }

        /** How likely the bid of a share is what is paid. */
        private double paying(double share) {
            return switch (game.format()) {
                case ALL_PAY -> 1;
                case FIRST_PRICE -> Math.pow(share, rivals);
                default -> rivals * Math.pow(share, rivals - 1) * (1 - share);
            };
        }
    }
}
