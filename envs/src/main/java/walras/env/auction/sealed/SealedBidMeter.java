package walras.env.auction.sealed;

import org.jspecify.annotations.Nullable;
import walras.env.Tensors;

/** Writes the metrics that are wanted. */
final class SealedBidMeter {
    private final SealedBidGame game;
    private final int n;
    private final SealedBidKernel kernel;
    private final BidBenchmark benchmark;
    private final Counterfactual counterfactual;
    private final double @Nullable [] revenue; // [B]; null where not wanted, as all below
    private final double @Nullable [] welfare; // [B]
    private final double @Nullable [] efficiency; // [B]
    private final double @Nullable [] winner; // [B]
    private final double @Nullable [] price; // [B]
    private final double @Nullable [] sales; // [B]
    private final double @Nullable [] regret; // [B, n]
    private final double @Nullable [] hindsight; // [B, n]
    private final double @Nullable [] distance; // [B, n]

    SealedBidMeter(Tensors tensors, SealedBidGame game, SealedBidKernel kernel, BidBenchmark benchmark) {
        this.game = game;
        this.n = game.bidders();
        this.kernel = kernel;
        this.benchmark = benchmark;
        this.counterfactual = new Counterfactual(game);
        revenue = wanted(tensors, "revenue");
        welfare = wanted(tensors, "welfare");
        efficiency = wanted(tensors, "efficiency");
        winner = wanted(tensors, "winner");
        price = wanted(tensors, "price");
        sales = wanted(tensors, "sales");
        regret = wanted(tensors, "regret");
        hindsight = wanted(tensors, "hindsight_regret");
        distance = wanted(tensors, "bid_distance");
    }

    private static double @Nullable [] wanted(Tensors tensors, String metric) { // [B] or [B, n]
        return tensors.wants(metric) ? tensors.metric(metric).f64() : null;
    }

    /** True if any metric is wanted. */
    boolean busy() {
        return revenue != null
                || welfare != null
                || efficiency != null
                || winner != null
                || price != null
                || sales != null
                || regret != null
                || hindsight != null
                || distance != null;
    }

    void measure(int row, double[] bids, double[] signals, double[] values, double[] reward) { // [B, n] each
        measureMarket(row, values);
        for (int i = 0; i < n; i++) {
            int at = row * n + i;
            if (regret != null) {
                regret[at] = benchmark.regret(i, signals[at], bids[at]);
            }
            if (hindsight != null) {
                hindsight[at] = Math.max(0, counterfactual.best(bids, row * n, i, values[at]) - reward[at]);
            }
            if (distance != null) {
                distance[at] = benchmark.distance(i, signals[at], bids[at]);
            }
        }
    }

    private void measureMarket(int row, double[] values) { // [B, n]
        int present = kernel.present(row);
        if (revenue != null) {
            double sum = present * game.fee();
            for (int i = 0; i < n; i++) {
                sum += kernel.payment(row * n + i);
            }
            revenue[row] = sum;
        }
        if (welfare != null) {
            welfare[row] = welfare(row, values);
        }
        if (efficiency != null) {
            double most = largestWelfare(row, values);
            efficiency[row] = most > 0 ? welfare(row, values) / most : Double.NaN;
        }
        if (winner != null) {
            winner[row] = present == 0 ? -1 : kernel.at(row, 0);
        }
        if (price != null) {
            price[row] = present == 0 ? Double.NaN : kernel.payment(row * n + kernel.at(row, 0)) / game.rates()[0];
        }
        if (sales != null) {
            sales[row] = Math.min(present, game.places());
        }
    }

    private double welfare(int row, double[] values) { // [B, n]
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += kernel.rate(row * n + i) * values[row * n + i];
        }
        return sum;
    }

    /** The rates times the highest values: each value takes the place that so many higher ones leave it. */
    private double largestWelfare(int row, double[] values) { // [B, n]
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double value = values[row * n + i];
            int higher = 0;
            for (int j = 0; j < n; j++) {
                double other = values[row * n + j];
                higher += other > value || (other == value && j < i) ? 1 : 0;
            }
            sum += higher < game.places() ? game.rates()[higher] * value : 0;
        }
        return sum;
    }
}
