package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Whether an outcome of private values can be, from the laws and the rules of the auction alone, by a quadrature of its own
 * (double exponential over shares): every number finite, chances that add up to the sales, and 0 at most revenue at most
 * welfare at most the best allocation's. Where bidders are alike and the highest values win, sales, welfare and what bidders
 * keep are computed anew. Residuals are in the law's own unit: its standard deviation, and rounding of its largest values.
 */
final class OutcomeCertificate {
    private static final double STEP = 1.0 / 32;
    private static final int NODES = 140; // on either side

    private static final double ROUNDING = 64; // units in the last place of the largest value

    private final SealedBidGame game;
    private final double unit;
    private final double best; // welfare of the best allocation; NaN where only an outcome says
    private double worst;

    OutcomeCertificate(SealedBidGame game) {
        this.game = game;
        double largest = 0;
        List<ValueDistribution> laws = game.values().stream().distinct().toList();
        for (ValueDistribution law : laws) {
            largest = Math.max(largest, unit(law));
        }
        this.unit = largest;
        this.best = laws.size() == 1 && ranked() ? ordered() : Double.NaN;
    }

    /** The unit of the game's residuals; the bound on each is 1e-9 of it. */
    double unit() {
        return unit;
    }

    private boolean ranked() {
        return game.dependence() == Dependence.PRIVATE && game.values(0) instanceof ContinuousValues;
    }

    /** Standard deviation of a law: the unit in which its numbers are judged. */
    static double unit(ValueDistribution values) {
        if (!(values instanceof ContinuousValues)) {
            return values.high();
        }
        double mean = overShares(values::quantile, 0);
        double square = overShares(
                u -> {
                    double off = values.quantile(u) - mean;
                    return off * off;
                },
                0);
        return Math.sqrt(square);
    }

    /** The integral over shares from one on: nodes crowd at both ends, where quantiles may be singular. */
    private static double overShares(DoubleUnaryOperator function, double from) {
        double sum = 0;
        for (int k = -NODES; k <= NODES; k++) {
            double t = k * STEP;
            double s = Math.PI / 2 * Math.sinh(t);
            double share = 1 / (1 + Math.exp(-2 * s));
            double weight = STEP * Math.PI / 2 * Math.cosh(t) / (2 * Math.cosh(s) * Math.cosh(s));
            double u = from + (1 - from) * share;
            if (weight > 0 && u < 1 && u > 0) {
                sum += weight * function.applyAsDouble(u);
            }
        }
        return (1 - from) * sum;
    }

    /** The mean of the rates times the ordered values. */
    private double ordered() {
        return game.bidders() * overShares(u -> game.values(0).quantile(u) * expectedRate(u, game.rates()), 0);
    }

    /** Of who has this share, if who has more is served before: from the binomial law in logarithms. */
    private double expectedRate(double share, double[] rates) { // [places]
        return expectedRate(share, rates, game.bidders() - 1);
    }

    private static double expectedRate(double share, double[] rates, int rivals) { // [places]
        double sum = 0;
        double ways = 0; // logarithm
        for (int above = 0; above <= rivals && above < rates.length; above++) {
            double chance = ways + (rivals - above) * Math.log(share) + (above == 0 ? 0 : above * Math.log1p(-share));
            sum += rates[above] * Math.exp(chance);
            ways += Math.log((rivals - above) / (above + 1.0));
        }
        return sum;
    }

    private void require(double residual, double rounding) {
        double excess = Math.max(0, residual - rounding);
        worst = Double.isNaN(excess) || Double.isNaN(worst) ? Double.NaN : Math.max(worst, excess);
    }

    /**
     * The largest residual in the law's unit; NaN where a number is none.
     *
     * @param screening the lowest signal that takes part
     * @param unpooled true if every higher value bids more, so that the highest win
     */
    double residual(Outcome outcome, double efficiency, double screening, boolean unpooled) {
        worst = 0;
        double rates = Arrays.stream(game.rates()).limit(game.bidders()).sum();
        double rounding = ROUNDING * Math.ulp(game.largestValue() * rates);
        double sum = 0;
        for (int i = 0; i < game.bidders(); i++) {
            double chance = outcome.winning()[i];
            sum += chance;
            chances(Math.max(-chance, chance - 1));
            require(-outcome.utility()[i], rounding);
        }
        chances(Math.abs(sum - outcome.sales()));
        chances(outcome.sales() - Math.min(game.places(), game.bidders()));
        chances(Math.max(-efficiency, efficiency - 1));
        require(-outcome.revenue(), rounding);
        require(outcome.revenue() - outcome.welfare(), rounding);
        if (!Double.isNaN(best)) {
            require(outcome.welfare() - best, rounding);
            require(Math.abs(efficiency * best - outcome.welfare()), rounding);
        }
        if (!Double.isNaN(best) && unpooled) {
            anew(outcome, screening, rounding);
        }
        return worst / unit;
    }

    private void chances(double residual) {
        require(residual * unit, 0);
    }

    /** Where bidders are alike and the highest values win. */
    private void anew(Outcome outcome, double screening, double rounding) {
        ContinuousValues values = (ContinuousValues) game.values(0);
        int n = game.bidders();
        double[] ones = new double[game.places()]; // [places]
        Arrays.fill(ones, 1);
        double least = values.atMost(screening);
        double sales = least >= 1 ? 0 : n * overShares(u -> expectedRate(u, ones), least);
        double welfare =
                least >= 1 ? 0 : n * overShares(u -> values.quantile(u) * expectedRate(u, game.rates()), least);
        chances(Math.abs(outcome.sales() - sales));
        require(Math.abs(outcome.welfare() - welfare), rounding);
        if (game.riskAversion() == 0 && game.places() < n) {
            double revenue = least >= 1 ? 0 : n * paid(values, Math.max(screening, values.low()), least);
            require(Math.abs(outcome.revenue() - revenue), rounding);
        }
    }

    /** Revenue equivalence: who beats the lowest share that takes part pays its value of that, and each step up the share there. */
    private double paid(ContinuousValues values, double start, double least) {
        int rivals = game.bidders() - 1;
        double[] steps = new double[game.places()]; // [places]
        Arrays.setAll(steps, k -> game.rates()[k] - (k + 1 < steps.length ? game.rates()[k + 1] : 0));
        double first = least <= 0 ? 0 : start * expectedRate(least, game.rates()) * (1 - least);
        return first
                + overShares(u -> values.quantile(u) * rivals * expectedRate(u, steps, rivals - 1) * (1 - u), least);
    }

    /** How far an optimum that any reserve could have is from being one: below the revenue without, or above the best welfare. */
    double optimum(double revenue, double optimal) {
        worst = 0;
        double rounding = ROUNDING
                * Math.ulp(game.largestValue() * Arrays.stream(game.rates()).sum());
        require(revenue - optimal, rounding);
        require(-optimal, rounding);
        if (!Double.isNaN(best)) {
            require(optimal - best, rounding);
        }
        return worst / unit;
    }
}
