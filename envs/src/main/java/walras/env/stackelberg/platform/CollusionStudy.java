package walras.env.stackelberg.platform;

/**
 * Pairs of Q-learning sellers that nobody intervenes with, in the published market, trained until their greedy prices stay put for
 * 100,000 periods: how far they collude, and whether they punish a deviation.
 */
public final class CollusionStudy {
    /** Periods that are followed after a deviation. */
    public static final int TRACKED = 15;

    private static final double DISCOUNT = .95;
    private static final long STABLE = 100_000;
    private static final int SETTLE = 1000;
    private static final double[] COSTS = {1, 1};

    private final LogitMarket market = new LogitMarket(new double[] {2, 2}, 0, .25);
    private final double[] grid = MarketTables.grid(1.05, 1.7, 4); // [price]
    private final MarketTables tables = new MarketTables(market, grid);
    private final BuyBox box = new BuyBox(DisplayRule.NO_INTERVENE, grid, 0, tables.profiles());
    private final double nashProfit =
            symmetricProfit(NashPrices.of(market, COSTS).prices()[0]);
    private final double monopolyProfit = symmetricProfit(COSTS[0] + new BestPrices(market, COSTS).jointMarkup());

    /**
     * One trained pair.
     *
     * @param index mean profit of the greedy cycle, 0 at the Nash profit and 1 at monopoly's
     * @param surplus mean consumer surplus of the cycle
     * @param periods of training
     * @param converged false where training ended at its limit
     * @param deviatorPrice seller 0's prices after its deviation, which is entry 0 {@code [1 + TRACKED]}
     * @param rivalPrice seller 1's {@code [1 + TRACKED]}
     * @param deviationGain discounted profit of seller 0 over these periods, relative to that without the deviation, less 1
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Pair(
            double index,
            double surplus,
            long periods,
            boolean converged,
            double[] deviatorPrice,
            double[] rivalPrice,
            double deviationGain) {}

    private double symmetricProfit(double price) {
        double[] demand = new double[3]; // [seller + 1]
        market.clear(new double[] {price, price}, tables.profiles().everybody(), demand);
        return (price - COSTS[0]) * demand[0];
    }

    /**
     * Trains a pair and lets seller 0 deviate once.
     *
     * @param alpha step size
     * @param beta decay of exploration per period
     * @param limit most periods of training
     */
    public Pair train(double alpha, double beta, long limit, long seed) {
        QSellers.Learning learning = new QSellers.Learning(alpha, DISCOUNT, beta);
        SellerTraining.Result trained =
                new SellerTraining(tables, box, learning, COSTS, STABLE, limit).train(seed, profile -> 0);
        DeviationPath paths = new DeviationPath(tables, box, profile -> 0, COSTS, trained.sellers());
        DeviationPath.Path kept = paths.follow(trained.state(), trained.occupant(), SETTLE, 1 + TRACKED, false);
        DeviationPath.Path left = paths.follow(trained.state(), trained.occupant(), SETTLE, 1 + TRACKED, true);
        return new Pair(
                (trained.cycle().profit() - nashProfit) / (monopolyProfit - nashProfit),
                trained.cycle().surplus(),
                trained.periods(),
                trained.converged(),
                left.own(),
                left.rival(),
                discounted(left.profit()) / discounted(kept.profit()) - 1);
    }

    private static double discounted(double[] profit) { // [periods]
        double total = 0;
        for (int t = profit.length - 1; t >= 0; t--) {
            total = profit[t] + DISCOUNT * total;
        }
        return total;
    }
}
