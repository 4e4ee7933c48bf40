package walras.env.stackelberg.mechanism;

import org.jspecify.annotations.Nullable;
import walras.env.stackelberg.linear.Ratios;

/**
 * Prices of a grid. A cell asks each buyer one price, so a buyer's incentives hang on four prices and the other's on the other four:
 * all fours are tried, buyer by buyer. A message that nobody sends is taken for the other one, so it gains nothing.
 */
final class GridMessagePrices implements MessagePrices {
    private static final double TOLERANCE = 1e-12;

    private final PriceSetting setting;
    private final SaleTerms terms;
    private final MessageMaps maps;
    private final Ratios prior; // [P], and 0 and 1

    GridMessagePrices(PriceSetting setting, SaleTerms terms, MessageMaps maps) {
        this.setting = setting;
        this.terms = terms;
        this.maps = maps;
        prior = MessageEquilibriumProgram.withUnit(setting.prior());
    }

    @Override
    public double @Nullable [] prices(Cell[] cells) {
        double[] prices = new double[9]; // [4, 2] and the strength
        for (int buyer = 0; buyer < 2; buyer++) {
            double[] best = best(cells, buyer);
            if (best == null) {
                return null;
            }
            for (int cell = 0; cell < 4; cell++) {
                prices[2 * cell + (cells[cell].first() == buyer ? 0 : 1)] = best[cell];
            }
            prices[8] += best[4] / prior.count();
        }
        for (int cell = 0; cell < 4; cell++) {
            System.arraycopy(prices, 2 * maps.nearest(cell), prices, 2 * cell, 2);
        }
        return prices;
    }

    /** The buyer's prices {@code [4]} and their strength, or null. */
    private double @Nullable [] best(Cell[] cells, int buyer) {
        double[][] choices = new double[4][]; // [cell][price]
        int combinations = 1;
        for (int cell = 0; cell < 4; cell++) {
            boolean first = cells[cell].first() == buyer;
            choices[cell] = first
                    ? terms.prices(cells[cell].firstLow(), cells[cell].firstHigh())
                    : terms.prices(cells[cell].secondLow(), cells[cell].secondHigh());
            combinations *= choices[cell].length;
        }
        long[][] visited = visited(cells, buyer); // [T][cell]
        double[] best = null;
        for (int k = 0; k < combinations; k++) {
            double[] tried = new double[5];
            int rest = k;
            for (int cell = 0; cell < 4; cell++) {
                tried[cell] = choices[cell][rest % choices[cell].length];
                rest /= choices[cell].length;
            }
            tried[4] = strength(buyer, tried, visited);
            if (tried[4] > (best == null ? Double.NEGATIVE_INFINITY : best[4])) {
                best = tried;
            }
        }
        return best;
    }

    private long[][] visited(Cell[] cells, int buyer) {
        long[][] visited = new long[setting.types()][4];
        for (int type = 0; type < visited.length; type++) {
            for (int cell = 0; cell < 4; cell++) {
                int other = buyer == 0 ? cell % 2 : cell / 2;
                visited[type][cell] = maps.visited(cells[cell], buyer, type, other, prior.integers());
            }
        }
        return visited;
    }

    /** What types gain by their own message over the other one, summed; minus infinity where one loses. */
    private double strength(int buyer, double[] prices, long[][] visited) { // prices [4], visited [T][cell]
        double sum = 0;
        for (int type = 0; type < setting.types(); type++) {
            boolean own = maps.says(buyer, type);
            if (maps.sent(buyer, !own)) {
                double value = setting.values()[buyer * setting.types() + type];
                double gain = 0;
                for (int cell = 0; cell < 4; cell++) {
                    boolean said = (buyer == 0 ? cell / 2 : cell % 2) == 1;
                    double surplus = Math.max(0, value - prices[cell]);
                    gain += (said == own ? 1 : -1) * visited[type][cell] * surplus;
                }
                if (gain < -TOLERANCE) {
                    return Double.NEGATIVE_INFINITY;
                }
                sum += gain;
            }
        }
        return sum;
    }

    @Override
    public int solved() {
        return 0;
    }

    @Override
    public int unverified() {
        return 0;
    }
}
