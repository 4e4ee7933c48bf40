package walras.env.stackelberg.platform;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import walras.env.Solution;

/** Nash and joint prices with what they bring, and the grid's profits and surplus; everybody is displayed. */
final class PlatformOracle {
    private static final double TOLERANCE = 1e-9; // of the surplus at cost

    private final PlatformSettings settings;
    private final LogitMarket market;
    private final double[] costs; // [seller]
    private final int n; // sellers

    PlatformOracle(PlatformSettings settings) {
        this.settings = settings;
        this.market = settings.market();
        this.costs = settings.costs();
        this.n = costs.length;
    }

    /** Prices and what follows from them; the outside good is the last of {@code demand}. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Outcome(double[] prices, double[] demand, double[] profits, double surplus) {} // [n], [n + 1], [n]

    private Outcome outcome(double[] prices) { // [n]
        double[] demand = new double[n + 1]; // [n + 1]
        double[] profits = new double[n]; // [n]
        double surplus = market.clear(prices, settings.tables().profiles().everybody(), demand);
        Arrays.setAll(profits, i -> (prices[i] - costs[i]) * demand[i]);
        return new Outcome(prices, demand, profits, surplus);
    }

    Solution solve() {
        NashPrices found = settings.nash();
        Outcome nash = outcome(found.prices());
        Outcome joint = outcome(settings.jointPrices());
        PriceCertificate certificate = PriceCertificate.of(market, costs, nash.prices());
        Solution.Builder builder = Solution.builder()
                .scalar("nash_price", mean(nash.prices()))
                .scalar("monopoly_price", mean(joint.prices()))
                .scalar("nash_profit", mean(nash.profits()))
                .scalar("monopoly_profit", mean(joint.profits()));
        addGrid(builder);
        builder.scalar("nash_surplus", nash.surplus())
                .scalar("monopoly_surplus", joint.surplus())
                .scalar("best_surplus", settings.bestSurplus())
                .table("equilibrium_surplus", List.of("answer"), List.of(settings.actions()), equilibriumSurplus());
        addSellers(builder, "nash", nash);
        addSellers(builder, "monopoly", joint);
        double joined = PriceCertificate.jointResidual(market, costs, joint.prices());
        double free = outcome(costs).surplus();
        double order = Arrays.stream(nash.profits()).sum()
                - Arrays.stream(joint.profits()).sum();
        order = Math.max(order, Math.max(joint.surplus() - nash.surplus(), nash.surplus() - free));
        double scale = Math.max(Math.abs(free), market.mu()); // a surplus may be negative, or nothing
        return builder.scalar("cost_surplus", free)
                .scalar("nash_outside", nash.demand()[n])
                .certify("nash_residual", certificate.nashResidual())
                .certify("nash_bracket", found.bracket())
                .certify("nash_gain", certificate.nashGain())
                .certify("monopoly_residual", joined)
                .certify("order_violation", Math.max(0, order))
                .verified(certificate.verified() && joined <= PriceCertificate.TOLERANCE && order <= TOLERANCE * scale)
                .build();
    }

    private void addSellers(Solution.Builder builder, String name, Outcome outcome) {
        List<String> dims = List.of("seller");
        List<Integer> shape = List.of(n);
        builder.table(name + "_prices", dims, shape, outcome.prices())
                .table(name + "_demands", dims, shape, Arrays.copyOf(outcome.demand(), n))
                .table(name + "_profits", dims, shape, outcome.profits());
    }

    /** Seller 0's profit and the surplus of every profile, and the grid. */
    private void addGrid(Solution.Builder builder) {
        MarketTables tables = settings.tables();
        int everybody = tables.profiles().everybody();
        double[] profit = new double[tables.profiles().count()]; // [profile]
        double[] surplus = new double[profit.length]; // [profile]
        double[] grid = new double[tables.levels()]; // [price]
        Arrays.setAll(profit, p -> tables.profit(p, everybody, 0, costs[0]));
        Arrays.setAll(surplus, p -> tables.surplus(p, everybody));
        Arrays.setAll(grid, tables::gridPrice);
        List<String> dims = Collections.nCopies(n, "price");
        List<Integer> shape = Collections.nCopies(n, grid.length);
        builder.table("profit", dims, shape, profit)
                .table("consumer_surplus", dims, shape, surplus)
                .table("price_grid", List.of("price"), List.of(grid.length), grid);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Surplus at the best one-shot pure equilibrium under each constant answer; 0 where there is none. */
    private double[] equilibriumSurplus() { // [answer]
        GridNash nash = new GridNash(settings.tables(), settings.box(), costs);
        double[] best = new double[settings.actions()]; // [answer]
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int answer = 0; answer < best.length; answer++) {
            for (int profile : nash.profiles(answer)) {
                int displayed = settings.box().displayed(profile, profile, 0, answer);
                best[answer] = Math.max(best[answer], settings.tables().surplus(profile, displayed));
            }
            best[answer] = best[answer] == Double.NEGATIVE_INFINITY ? 0 : best[answer];
        }
        return best;
    }
}
