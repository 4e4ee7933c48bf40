package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The best sequential price mechanism without messages, by dynamic programming over posteriors.
 *
 * <p>A history tells, of every visited buyer, on which side of which price its value lies; so the posterior is the prior restricted to
 * the consistent type profiles, and only prices at 0 or at a type's value matter, since a buyer is sold to if and only if {@code v > p} (who buys at the
 * price too is divided alike by a price a little above):
 *
 * <pre>
 * W(C, visited, units) = max over buyer i not visited, price p of
 *     sum over C with v_i > p of prior v_i  +  W(C and v_i > p, visited + i, units - 1)  +  W(C and v_i &lt;= p, visited + i, units)
 * </pre>
 *
 * Weights stay unnormalised, so no division is needed. For exchangeable buyers the lowest unvisited index stands for all.
 */
public final class SequentialPriceOracle {
    private final Scenarios scenarios;
    private final boolean exchangeable;
    private final double[][] prices; // [n, prices of buyer] candidate prices
    private final Map<List<Integer>, Double> solved =
            new HashMap<>(); // by marks [n], sorted where buyers are exchangeable

    /** @param exchangeable whether the scenarios are the same under every renaming of buyers */
    public SequentialPriceOracle(Scenarios scenarios, boolean exchangeable) {
        this.scenarios = scenarios;
        this.exchangeable = exchangeable;
        prices = new double[scenarios.buyers()][];
        Arrays.setAll(prices, scenarios::candidatePrices);
    }

    /** The largest expected welfare of a sequential price mechanism. */
    public double welfare() {
        int[] all = new int[scenarios.weight().length];
        Arrays.setAll(all, s -> s);
        return solve(all, new int[scenarios.buyers()], scenarios.units());
    }

    /** The smallest expected welfare loss as a reward, at most 0. */
    public double reward() {
        return Math.min(0, welfare() - scenarios.expectedBestWelfare());
    }

    /** The best mechanism of two buyers and one item, the same for all four profiles of two messages. */
    PricePlan twoBuyerPlan(SaleTerms terms) {
        double[] first = {-1, 0, 0, 0}; // welfare, buyer, price, price of the other
        for (int buyer = 0; buyer < 2; buyer++) {
            for (double price : prices[buyer]) {
                for (double second : prices[1 - buyer]) {
                    double welfare = welfare(buyer, price, second);
                    if (welfare > first[0] + 1e-12) {
                        first = new double[] {welfare, buyer, price, second};
                    }
                }
            }
        }
        int[] buyers = new int[8];
        double[] asked = new double[8];
        for (int k = 0; k < 8; k++) {
            buyers[k] = k % 2 == 0 ? (int) first[1] : 1 - (int) first[1];
            asked[k] = price(buyers[k], k % 2 == 0 ? first[2] : first[3], terms);
        }
        double loss = Math.min(0, first[0] - scenarios.expectedBestWelfare());
        return new PricePlan(loss, 0, buyers, asked, new int[0]);
    }

    /** A price that divides the buyer's values as this one divides those of a strict buyer. */
    private double price(int buyer, double strictly, SaleTerms terms) {
        double low = SaleTerms.NOBODY;
        double high = SaleTerms.CLOSED;
        for (double[] draw : scenarios.values()) {
            if (draw[buyer] > strictly) {
                high = Math.min(high, draw[buyer]);
            } else {
                low = Math.max(low, draw[buyer]);
            }
        }
        return terms.between(low, high);
    }

    private double welfare(int first, double price, double second) {
        double total = 0;
        for (int s = 0; s < scenarios.weight().length; s++) {
            double[] values = scenarios.values()[s];
            double got = values[first] > price ? values[first] : values[1 - first] > second ? values[1 - first] : 0;
            total += scenarios.weight()[s] * got;
        }
        return total;
    }

    /** @param marks what is known of each buyer {@code [n]}, see {@link #values} */
    private double solve(int[] consistent, int[] marks, int units) {
        if (units == 0 || consistent.length == 0) {
            return 0;
        }
        List<Integer> key = key(marks);
        Double known = solved.get(key);
        if (known != null) {
            return known;
        }
        double best = 0;
        for (int i = 0; i < marks.length; i++) {
            if (marks[i] == 0) {
                best = Math.max(best, visit(consistent, marks, units, i));
                if (exchangeable) {
                    break;
                }
            }
        }
        solved.put(key, best);
        return best;
    }

    private double visit(int[] consistent, int[] marks, int units, int buyer) {
        double best = 0;
        for (int k = 0; k < prices[buyer].length; k++) {
            double price = prices[buyer][k];
            int[] bought = Arrays.stream(consistent)
                    .filter(p -> scenarios.values()[p][buyer] > price)
                    .toArray();
            if (bought.length == 0 && k > 0) {
                continue;
            }
            int[] refused = Arrays.stream(consistent)
                    .filter(p -> scenarios.values()[p][buyer] <= price)
                    .toArray();
            double welfare = 0;
            for (int p : bought) {
                welfare += scenarios.weight()[p] * scenarios.values()[p][buyer];
            }
            marks[buyer] = 2 + 2 * k;
            welfare += solve(bought, marks, units - 1);
            marks[buyer] = 1 + 2 * k;
            welfare += solve(refused, marks, units);
            marks[buyer] = 0;
            best = Math.max(best, welfare);
        }
        return best;
    }

    private List<Integer> key(int[] marks) { // [n] -> [n]
        int[] known = marks.clone();
        if (exchangeable) {
            Arrays.sort(known);
        }
        return Arrays.stream(known).boxed().toList();
    }

    /**
     * What can still be had, times its probability, after everything that may be known of the buyers, once {@link #welfare} was asked.
     * What is known is marks {@code [n]}, sorted for exchangeable buyers: 0 not visited, else 1 + 2 times the index of the price among
     * 0 and the buyer's values in ascending order, and 1 more for who bought.
     */
    Map<List<Integer>, Double> values() {
        return Collections.unmodifiableMap(solved);
    }
}
