package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;

/**
 * Values that are sums over independent signals (interdependent, average): {@code v(x, y) = E[v_1 | s_1 = x, highest other = y]}
 * is {@code own x + each (y + (n-2) E[s | s <= y])}. Second price bids v(x, x); first price its mean over y below x under
 * G = F^(n-1); all-pay that mean times G(x). Integrals run over chances p = F(y).
 */
final class MixedSignals extends SignalEquilibrium {
    private final ContinuousValues values;
    private final int rivals;
    private final double own;
    private final double each;
    private final PiecewisePolynomial quantiles; // by p; its integral over p is the mean of lower signals times p
    private final PiecewisePolynomial others; // density over p of what the others' signals add, times that of G
    private final PiecewisePolynomial levels; // v(y, y) times the density of G over p
    private final PiecewisePolynomial curve;
    private final PiecewisePolynomial prices; // the curve's bids times the density of G over p

    MixedSignals(SealedBidGame game) {
        super(game);
        this.values = (ContinuousValues) game.values(0);
        this.rivals = game.rivals();
        boolean average = game.dependence() == Dependence.AVERAGE;
        this.own = average ? 1.0 / game.bidders() : 1;
        this.each = average ? own : rivals == 0 ? 0 : game.gamma() / rivals;
        this.quantiles = overChances(values::quantile);
        this.others = overChances(p -> added(p) * densityOfHighest(p));
        this.levels = overChances(p -> (own * quantiles.at(p) + each * added(p)) * densityOfHighest(p));
        this.curve = PiecewisePolynomial.of(this::bidAt, values.split(values.low(), values.high()));
        this.prices = overChances(p -> curve.at(values.quantile(p)) * densityOfHighest(p));
    }

    private static PiecewisePolynomial overChances(DoubleUnaryOperator function) {
        return PiecewisePolynomial.graded(function, 0, 1);
    }

    /** y + (n-2) E[s | s at most y] at F(y) = p. */
    private double added(double p) {
        double mean = p == 0 ? values.low() : quantiles.integral(p) / p;
        return quantiles.at(p) + (rivals - 1) * mean;
    }

    private double densityOfHighest(double p) {
        return rivals * Math.pow(p, rivals - 1);
    }

    private double bidAt(double signal) {
        double p = values.atMost(signal);
        if (game.format() == Format.SECOND_PRICE) {
            return own * signal + each * added(p);
        }
        double won = Math.pow(p, rivals);
        double mean = won == 0 ? (own + each * rivals) * values.low() : levels.integral(p) / won;
        return game.format() == Format.ALL_PAY ? won * mean : mean;
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
        return utility(signal, values.atMost(other), price);
    }

    private double utility(double signal, double p, double price) {
        double won = Math.pow(p, rivals);
        double worth = own * signal * won + each * others.integral(p);
        return switch (game.format()) {
            case ALL_PAY -> worth - price;
            case FIRST_PRICE -> worth - price * won;
            default -> worth - prices.integral(p);
        };
    }

    @Override
    public Outcome outcome() {
        int n = game.bidders();
        double utility = overChances(p -> ownUtility(values.quantile(p))).integral();
        double mean = quantiles.integral();
        double highest =
                overChances(p -> quantiles.at(p) * n * Math.pow(p, n - 1)).integral();
        double welfare = game.dependence() == Dependence.AVERAGE
                ? mean
                : highest + (rivals == 0 ? 0 : game.gamma() / rivals * (n * mean - highest));
        return new Outcome(each(utility), each(1.0 / n), revenue(n), welfare, 1);
    }

    private double ownUtility(double signal) {
        return utility(signal, values.atMost(signal), curve.at(signal));
    }

    private double revenue(int n) {
        DoubleUnaryOperator density =
                switch (game.format()) {
                    case ALL_PAY -> p -> n;
                    case FIRST_PRICE -> p -> n * Math.pow(p, n - 1);
                    default -> p -> n * (n - 1) * Math.pow(p, n - 2) * (1 - p);
                };
        return overChances(p -> curve.at(values.quantile(p)) * density.applyAsDouble(p))
                .integral();
    }
}
