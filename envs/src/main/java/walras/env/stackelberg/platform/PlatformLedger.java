package walras.env.stackelberg.platform;

import java.util.Arrays;
import walras.env.Tensor;
import walras.env.Tensors;

/** Writes a period's metrics, or the means over several. */
final class PlatformLedger {
    private static final int FIGURES = 4;

    private final PlatformSettings settings;
    private final Tensor[] metrics; // [metric], in the order of the spec
    private final double nashProfit;
    private final double profitRange;
    private final double bestSurplus;
    private final double[] profit; // [B, seller], of the present period
    private final double[] sums; // [B, (surplus, price, profit, displayed)]

    PlatformLedger(Tensors tensors, PlatformSettings settings) {
        this.settings = settings;
        this.metrics = tensors.metrics().toArray(Tensor[]::new);
        this.nashProfit = settings.meanProfit(settings.nash().prices());
        this.profitRange = settings.meanProfit(settings.jointPrices()) - nashProfit;
        this.profit = new double[tensors.rows() * settings.sellers()];
        this.bestSurplus = settings.bestSurplus();
        this.sums = new double[tensors.rows() * FIGURES];
    }

    void open(int row) {
        Arrays.fill(sums, row * FIGURES, (row + 1) * FIGURES, 0);
    }

    /** Adds the present period of a row's market. */
    void add(int row, int displayed, MarketState market) {
        MarketTables tables = settings.tables();
        int profile = market.posted[row];
        int n = settings.sellers();
        double prices = 0;
        double profits = 0;
        market.profits(row, displayed, profit);
        for (int seller = 0; seller < n; seller++) {
            prices += tables.price(profile, seller);
            profits += profit[n * row + seller];
        }
        int to = row * FIGURES;
        sums[to] += tables.surplus(profile, displayed);
        sums[to + 1] += prices / n;
        sums[to + 2] += profits / n;
        sums[to + 3] += Integer.bitCount(displayed);
    }

    /** Writes the means over {@code periods} as the step's metrics. */
    void close(int row, int periods) {
        int at = row * FIGURES;
        double surplus = sums[at] / periods;
        double profit = sums[at + 2] / periods;
        metrics[0].f64()[row] = surplus;
        metrics[1].f64()[row] = bestSurplus - surplus;
        metrics[2].f64()[row] = sums[at + 1] / periods;
        metrics[3].f64()[row] = profit;
        metrics[4].f64()[row] = profitRange > 1e-12 ? (profit - nashProfit) / profitRange : 0;
        metrics[5].f64()[row] = sums[at + 3] / periods;
    }

    void clear(int row) {
        for (Tensor metric : metrics) {
            metric.f64()[row] = Double.NaN;
        }
    }
}
