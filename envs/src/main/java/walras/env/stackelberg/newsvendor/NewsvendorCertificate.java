package walras.env.stackelberg.newsvendor;

import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import walras.env.Interruption;
import walras.env.Solution;

/**
 * What the answer is worth, from the tables and the law of demand alone, in shares of what supplier and retailer would earn as one
 * firm without noise. Expected sales are integrals over the density of the noise; deviations are searched for on a grid of
 * {@value #PRICES} retail prices and {@value #ORDERS} orders and around its best, so a gain is real, and one that is missed is small.
 *
 * @param value by how much stated profits miss those of the stated prices and orders
 * @param follower the most that the retailer gains by another price and order: at the equilibrium, and at {@value #REPLIES} or
 *     fewer of the listed wholesale prices
 * @param leader the most that the supplier gains by one of {@value #COMMITMENTS} other wholesale prices, or one a hundredth or a
 *     thousandth away
 * @param order by how much an inequality fails: together they earn no more than one firm
 */
record NewsvendorCertificate(double value, double follower, double leader, double order) {
    /** Largest residual that verifies. */
    static final double TOLERANCE = 1e-7;

    static final int PRICES = 240;
    static final int ORDERS = 161;
    static final int REPLIES = 16;
    static final int COMMITMENTS = 48;

    static NewsvendorCertificate of(NewsvendorMarket market, Solution answer) {
        return new Check(market, answer).certificate();
    }

    boolean verified() {
        return value <= TOLERANCE && follower <= TOLERANCE && leader <= TOLERANCE && order <= TOLERANCE;
    }

    /** One answer and what it is checked against. */
    private static final class Check {
        private static final double WIDEST = 8; // deviations of noise that an order covers
        private static final int NARROWINGS = 30; // halvings of the search around the grid's best
        private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(24, 0, 1);

        private final NewsvendorMarket market;
        private final Solution answer;
        private final double sigma;
        private final double choke;
        private final double unit;
        private final double[] z = new double[ORDERS]; // [order]
        private final double[] lost = new double[ORDERS]; // [order] expected demand that is not met, in deviations

        Check(NewsvendorMarket market, Solution answer) {
            this.market = market;
            this.answer = answer;
            sigma = market.noise() == Noise.NONE ? 0 : market.noiseStd();
            choke = market.theta0() / market.theta1();
            unit = market.theta0() * choke / 4;
            for (int k = 0; k < ORDERS; k++) {
                z[k] = WIDEST * (2.0 * k / (ORDERS - 1) - 1);
                lost[k] = lost(z[k]);
            }
        }

        private double table(String name) {
            return answer.table(name).scalar();
        }

        NewsvendorCertificate certificate() {
            double wholesale = table("wholesale_price");
            double price = table("retail_price");
            double quantity = table("quantity");
            double stated = table("leader_profit");
            double profit = price > 0 ? profit(wholesale, price, quantity) : 0;
            double value = Math.abs(stated - wholesale * quantity);
            value = Math.max(value, Math.abs(table("follower_profit") - profit));
            value = Math.max(value, Math.abs(table("integrated_profit") - unit));
            double leader = 0;
            for (int k = 1; k <= COMMITMENTS; k++) {
                leader = Math.max(leader, paid(choke * k / (COMMITMENTS + 1)) - stated);
            }
            for (double share : new double[] {-.01, -.001, .001, .01}) {
                leader = Math.max(leader, paid(wholesale * (1 + share)) - stated);
            }
            double order = Math.max(0, stated + profit - unit) / unit;
            double follower = Math.max(best(wholesale)[2] - profit, replies());
            return new NewsvendorCertificate(value / unit, follower / unit, leader / unit, order);
        }

        /** What the supplier is paid at a wholesale price. */
        private double paid(double wholesale) {
            Interruption.check("optimum");
            return wholesale * best(wholesale)[1];
        }

        /** The most that the retailer gains at a sample of the listed wholesale prices; NaN where a listed profit is not that. */
        private double replies() {
            double[] wholesale = answer.table("wholesale_grid").values(); // [wholesale]
            double[] price = answer.table("reply_price").values(); // [wholesale]
            double[] quantity = answer.table("reply_quantity").values(); // [wholesale]
            double[] stated = answer.table("reply_profit").values(); // [wholesale]
            int stride = (wholesale.length + REPLIES - 1) / REPLIES;
            double gain = 0;
            for (int k = 0; k < wholesale.length; k += stride) {
                Interruption.check("optimum");
                double profit = price[k] > 0 ? profit(wholesale[k], price[k], quantity[k]) : 0;
                boolean said = Math.abs(profit - stated[k]) <= TOLERANCE * unit;
                gain = Math.max(gain, said ? best(wholesale[k])[2] - profit : Double.NaN);
            }
            return gain;
        }

        private double profit(double wholesale, double price, double quantity) {
            double mean = market.theta0() - market.theta1() * price;
            double unmet = sigma > 0 ? sigma * lost((quantity - mean) / sigma) : Math.max(0, mean - quantity);
            return price * (mean - unmet) - wholesale * quantity;
        }

        /** A retail price, the order and the profit that the search finds best; all 0 where no order pays. */
        private double[] best(double wholesale) { // -> [3]
            double[] found = {0, 0, 0}; // price, order in deviations above mean demand, profit
            for (int i = 1; i <= PRICES; i++) {
                double price = wholesale + (choke - wholesale) * i / (PRICES + 1);
                double mean = market.theta0() - market.theta1() * price;
                for (int k = 0; k < (sigma > 0 ? ORDERS : 1); k++) {
                    double deviations = sigma > 0 ? z[k] : 0;
                    double unmet = sigma > 0 ? sigma * lost[k] : 0;
                    double quantity = mean + sigma * deviations;
                    double profit = price * (mean - unmet) - wholesale * quantity;
                    if (quantity >= 0 && profit > found[2]) {
                        found = new double[] {price, deviations, profit};
                    }
                }
            }
            return found[2] > 0 ? refined(wholesale, found) : found;
        }

        /** Pattern search in price and deviations: four neighbours, at half the distance once none is better. */
        private double[] refined(double wholesale, double[] start) { // [3] -> [3]
            double[] at = start;
            double across = (choke - wholesale) / PRICES;
            double along = 2 * WIDEST / ORDERS;
            for (int left = NARROWINGS; left > 0; ) {
                double[] next = at;
                for (int side = 0; side < 4; side++) {
                    double price = at[0] + (side == 0 ? across : side == 1 ? -across : 0);
                    double deviations = at[1] + (sigma == 0 ? 0 : side == 2 ? along : side == 3 ? -along : 0);
                    double quantity = market.theta0() - market.theta1() * price + sigma * deviations;
                    double profit = quantity < 0 || price < wholesale ? 0 : profit(wholesale, price, quantity);
                    next = profit > next[2] ? new double[] {price, deviations, profit} : next;
                }
                boolean still = next == at;
                at = next;
                across = still ? across / 2 : across;
                along = still ? along / 2 : along;
                left = still ? left - 1 : left;
            }
            double quantity = market.theta0() - market.theta1() * at[0] + sigma * at[1];
            return new double[] {at[0], quantity, at[2]};
        }

        /** {@code E[max(Z - z, 0)]} by the density of Z. */
        private double lost(double z) {
            boolean normal = market.noise() == Noise.NORMAL;
            double end = normal ? 12 : Math.sqrt(3);
            double from = Math.max(-end, Math.min(end, z));
            double sum = Math.max(0, -end - z);
            int panels = normal ? 1 + (int) ((end - from) / 2) : 1;
            double width = (end - from) / panels;
            for (int k = 0; k < panels; k++) {
                double left = from + k * width;
                sum += width
                        * RULE.integrate(t -> {
                            double x = left + t * width;
                            double density = normal ? Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) : 1 / (2 * end);
                            return (x - Math.max(z, -end)) * density;
                        });
            }
            return sum;
        }
    }
}
