package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import walras.env.Interruption;

/** The best sequential price mechanisms that do not listen: a fixed order, and fixed prices, personal or the same for all. */
public final class StaticPriceOracle {
    private final Scenarios scenarios;
    private final boolean exchangeable;

    public StaticPriceOracle(Scenarios scenarios) {
        this(scenarios, false);
    }

    /** @param exchangeable whether the scenarios are the same under every renaming of buyers: one price for all then needs no order */
    StaticPriceOracle(Scenarios scenarios, boolean exchangeable) {
        this.scenarios = scenarios;
        this.exchangeable = exchangeable;
    }

    /**
     * Expected welfare of a fixed order and fixed prices.
     *
     * @param order buyers in the order of their visits {@code [n]}
     * @param prices price of each buyer {@code [n]}
     */
    public double welfare(int[] order, double[] prices) {
        double total = 0;
        for (int s = 0; s < scenarios.weight().length; s++) {
            total += scenarios.weight()[s] * welfare(scenarios.values()[s], order, prices);
        }
        return total;
    }

    private double welfare(double[] values, int[] order, double[] prices) {
        double total = 0;
        int left = scenarios.units();
        for (int k = 0; k < order.length && left > 0; k++) {
            if (values[order[k]] > prices[order[k]]) {
                total += values[order[k]];
                left--;
            }
        }
        return total;
    }

    /** Best fixed order and one price for all. */
    public double bestAnonymous() {
        double best = 0;
        for (double price : allPrices()) {
            Interruption.check("optimum");
            double[] prices = new double[scenarios.buyers()];
            Arrays.fill(prices, price);
            best = Math.max(best, exchangeable ? welfare(inOrder(prices.length), prices) : bestOrder(prices));
        }
        return best;
    }

    private static int[] inOrder(int buyers) {
        int[] order = new int[buyers];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** Best fixed order and personal prices. */
    public double bestPersonal() {
        return bestPersonal(new double[scenarios.buyers()], 0);
    }

    private double bestPersonal(double[] prices, int buyer) {
        if (buyer == prices.length) {
            return bestOrder(prices);
        }
        double best = 0;
        for (double price : scenarios.candidatePrices(buyer)) {
            Interruption.check("optimum");
            prices[buyer] = price;
            best = Math.max(best, bestPersonal(prices, buyer + 1));
        }
        return best;
    }

    private double bestOrder(double[] prices) {
        return bestOrder(prices, inOrder(prices.length), 0);
    }

    private double bestOrder(double[] prices, int[] order, int fixed) {
        if (fixed == order.length) {
            return welfare(order, prices);
        }
        double best = 0;
        for (int k = fixed; k < order.length; k++) {
            swap(order, fixed, k);
            best = Math.max(best, bestOrder(prices, order, fixed + 1));
            swap(order, fixed, k);
        }
        return best;
    }

    private static void swap(int[] order, int a, int b) {
        int kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }

    private double[] allPrices() {
        return java.util.stream.IntStream.range(0, scenarios.buyers())
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(scenarios.candidatePrices(i)))
                .distinct()
                .toArray();
    }
}
