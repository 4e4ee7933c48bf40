package walras.env.stackelberg.platform;

/**
 * Newton's method on {@code F_i = m_i h_i - mu}, h as in {@link Standing#slope}, with halved steps where the largest
 * {@code |F_i|} would not fall otherwise.
 */
final class PriceNewton {
    private static final int MOST_STEPS = 50;
    private static final double SHORTEST = 1e-6;

    private final LogitMarket market;
    private final BestPrices best;
    private final double[] costs; // [n]

    PriceNewton(LogitMarket market, BestPrices best, double[] costs) {
        this.market = market;
        this.best = best;
        this.costs = costs.clone();
    }

    /** Prices {@code [n]} nearer to the root than {@code start [n]}, as near as rounding lets them be. */
    double[] polish(double[] start) {
        double[] prices = start.clone(); // [n]
        double error = error(prices);
        for (int step = 0; step < MOST_STEPS && error > 0; step++) {
            double[] moved = improved(prices, direction(prices), error); // [n]
            if (moved.length == 0) {
                return prices;
            }
            prices = moved;
            error = error(prices);
        }
        return prices;
    }

    /** The first of ever shorter steps that brings the error down; {@code [0]} where none does. */
    private double[] improved(double[] prices, double[] direction, double error) {
        for (double length = 1; length > SHORTEST; length /= 2) {
            double[] moved = prices.clone(); // [n]
            for (int i = 0; i < moved.length; i++) {
                moved[i] += length * direction[i];
            }
            if (error(moved) < error) {
                return moved;
            }
        }
        return new double[0];
    }

    private double error(double[] prices) {
        double largest = 0;
        for (int i = 0; i < prices.length; i++) {
            largest = Math.max(largest, Math.abs(condition(i, prices, best.standing(i, prices))));
        }
        return largest;
    }

    private double condition(int seller, double[] prices, Standing at) {
        return (prices[seller] - costs[seller]) * at.slope(market.dissimilarity(seller)) - market.mu();
    }

    /** The solution {@code [n]} of {@code F' step = -F}. */
    private double[] direction(double[] prices) {
        int n = prices.length;
        double[][] system = new double[n][n + 1]; // [n, n + 1], the right side last
        Standing[] at = new Standing[n];
        for (int i = 0; i < n; i++) {
            at[i] = best.standing(i, prices);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                system[i][j] = derivative(i, j, prices[i] - costs[i], at);
            }
            system[i][n] = -condition(i, prices, at[i]);
        }
        return solve(system);
    }

    /** The derivative of {@code F_i} by {@code p_j}. */
    private double derivative(int i, int j, double markup, Standing[] at) {
        double l = market.dissimilarity(i);
        boolean mates = market.nest(i) == market.nest(j);
        double moved = i == j ? -at[i].withinRest() : at[j].within();
        double within = mates ? at[i].within() * moved / (l * market.mu()) : 0;
        double share =
                within * at[i].nest() + at[i].share() * (at[j].share() - (mates ? at[j].within() : 0)) / market.mu();
        return (i == j ? at[i].slope(l) : 0) - markup * ((1 / l - 1) * within + share);
    }

    /** Elimination; the matrix is diagonally dominant near the root, so pivots are taken as they come. */
    private static double[] solve(double[][] system) { // [n, n + 1], destroyed
        int n = system.length;
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                double factor = system[i][k] / system[k][k];
                for (int j = k; j <= n; j++) {
                    system[i][j] -= factor * system[k][j];
                }
            }
        }
        double[] solution = new double[n]; // [n]
        for (int i = n - 1; i >= 0; i--) {
            double rest = system[i][n];
            for (int j = i + 1; j < n; j++) {
                rest -= system[i][j] * solution[j];
            }
            solution[i] = rest / system[i][i];
        }
        return solution;
    }
}
