package walras.env.stackelberg.mechanism;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Whether stated values of independent and alike buyers are true: each must be the most, over a grid of prices, of what a price brings
 * by the buyer's chance of paying it, and the first best the integral of how many units find a buyer worth more than each amount.
 *
 * @param gain the most that a price of the grid brings above a stated value
 * @param shortfall the most that a stated value is above what the best price of the grid brings
 * @param firstBest by how much the stated first best misses
 */
record IndependentCertificate(double gain, double shortfall, double firstBest) {
    private static final double TOLERANCE = 1e-12;
    private static final int PRICES = 20_000;
    /** What the grid's best price of a uniform value loses at most: half of its distance squared. */
    private static final double COARSENESS = .5 / PRICES / PRICES;

    /** @param values what is still to be had with as many buyers and items left {@code [buyers + 1][items + 1]} */
    static IndependentCertificate of(IndependentBuyers model, double[][] values, double firstBest) {
        double gain = 0;
        double shortfall = 0;
        for (int n = 0; n <= model.buyers(); n++) {
            for (int k = 0; k <= model.items(); k++) {
                double best = n == 0 || k == 0 ? 0 : most(model.law(), values[n - 1][k - 1], values[n - 1][k]);
                gain = Math.max(gain, best - values[n][k]);
                shortfall = Math.max(shortfall, values[n][k] - best);
            }
        }
        return new IndependentCertificate(gain, shortfall, Math.abs(firstBest - firstBest(model)));
    }

    boolean verified() {
        return gain <= TOLERANCE && shortfall <= TOLERANCE + COARSENESS && firstBest <= TOLERANCE;
    }

    private static double most(IndependentBuyers.Law law, double sold, double left) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k <= PRICES; k++) {
            double price = (double) k / PRICES;
            double buys = above(law, price);
            double pays = law == IndependentBuyers.Law.COIN
                    ? (price < .5 ? .25 : 0) + (price < 1 ? .5 : 0) // value times its chance, above the price
                    : (1 - price) * (1 + price) / 2;
            best = Math.max(best, pays + buys * sold + (1 - buys) * left);
        }
        return best;
    }

    /** The chance that a value is above a price. */
    private static double above(IndependentBuyers.Law law, double price) {
        return law == IndependentBuyers.Law.COIN ? (price < .5 ? 1 : price < 1 ? .5 : 0) : 1 - price;
    }

    private static double firstBest(IndependentBuyers model) {
        DoubleUnaryOperator sold = amount -> expectedSales(model, above(model.law(), amount));
        GaussIntegratorFactory rules = new GaussIntegratorFactory();
        return rules.legendre(40, 0, .5).integrate(sold::applyAsDouble)
                + rules.legendre(40, .5, 1).integrate(sold::applyAsDouble);
    }

    /** {@code E[min(items, buyers worth more)]}, each by that chance. */
    private static double expectedSales(IndependentBuyers model, double chance) {
        double[] law = new double[model.buyers() + 1]; // [buyers worth more]
        law[0] = 1;
        for (int n = 1; n <= model.buyers(); n++) {
            for (int k = n; k >= 0; k--) {
                law[k] = law[k] * (1 - chance) + (k > 0 ? law[k - 1] * chance : 0);
            }
        }
        double sum = 0;
        for (int k = 0; k < law.length; k++) {
            sum += law[k] * Math.min(k, model.items());
        }
        return sum;
    }
}
