package walras.env.stackelberg.mechanism;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;

/** A sale to many buyers who send no messages: nobody learns, so an episode is one sale. */
final class SaleEconomy implements Economy {
    static final List<Metric> METRICS = List.of(
            Metric.ofRow("welfare", "share of the largest value", "Values of the holders so far."),
            Metric.ofRow("revenue", "share of the largest value", "Payments so far."),
            Metric.ofRow("minimum", "share of the largest value", "The smallest value that any buyer has so far."));

    private final String setting;
    private final BuyerModel model;
    private final double delta;
    private final boolean strict;

    SaleEconomy(String setting, BuyerModel model, double delta, boolean strict) {
        this.setting = setting;
        this.model = model;
        this.delta = delta;
        this.strict = strict;
    }

    BuyerModel model() {
        return model;
    }

    boolean strict() {
        return strict;
    }

    @Override
    public EconomySpec spec() {
        int n = model.buyers();
        int goods = model.goods();
        Group leader = Group.ofPlanner(
                        OuterEconomy.LEADER,
                        List.of(
                                new TensorSpec(
                                        "messages",
                                        new Space.MultiDiscrete(Collections.nCopies(n, 1)),
                                        "",
                                        "Always 0: buyers say nothing."),
                                new TensorSpec(
                                        "unvisited",
                                        Space.Box.of(DType.F32, 0, 1, n),
                                        "",
                                        "1 for buyers that may be visited."),
                                new TensorSpec(
                                        "items_left",
                                        Space.Box.of(DType.F32, 0, 1, goods),
                                        "",
                                        "Share of each good's units that is left."),
                                new TensorSpec(
                                        "allocation",
                                        Space.Box.of(DType.F32, 0, 1, n, goods),
                                        "",
                                        "1 for goods that a buyer holds."),
                                new TensorSpec(
                                        "quoted_prices",
                                        Space.Box.of(DType.F64, 0, 1, n, goods),
                                        "share of the largest value",
                                        "The prices that each visited buyer was asked, 0 for the others.")),
                        List.of(new TensorSpec(
                                "offer",
                                Space.Box.of(DType.F64, 0, 1, n + goods),
                                "share of the largest value",
                                "A score for each buyer, then a price for each good.")),
                        "The seller; maximises welfare, revenue or the worst-off buyer's value, as the setting says.")
                .withRewards(model.objective() == BuyerModel.Objective.WELFARE ? -most() : 0, most());
        return EconomySpec.of(leader)
                .withMetrics(METRICS.toArray(Metric[]::new))
                .withPolicies(policies());
    }

    private double most() {
        return java.util.Arrays.stream(model.units()).sum();
    }

    private static PolicySpec policies() {
        return new PolicySpec(
                "posted-price",
                List.of(OuterEconomy.LEADER),
                OptionsSchema.of(OptionSpec.number(
                        "price", 0, 0, 1, "share of the largest value", "The price of every good for every buyer.")),
                "Visits buyers in their order and asks all the same price.");
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new SaleDynamics(this, tensors);
    }

    @Override
    public Policy policy(PolicyContext context) {
        double[] offer = context.groupTensors().action("offer").f64(); // [B, 1, n + G]
        int n = model.buyers();
        int size = n + model.goods();
        double price = context.options().number("price");
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                for (int k = 0; k < size && rows.contains(row); k++) {
                    offer[row * size + k] = k < n ? (double) (n - k) / n : price;
                }
            }
        };
    }

    @Override
    public Solution solve() {
        Solution.Builder tables = Solution.builder();
        Optional<SaleOptimum> optimum = SaleOptimum.of(setting, model, delta);
        optimum.ifPresent(best -> {
            tables.scalar("spm_optimal_reward", best.reward())
                    .scalar("spm_optimal_welfare", best.welfare())
                    .scalar("first_best_welfare", best.firstBest());
            best.anonymous().ifPresent(welfare -> tables.scalar("anonymous_price_welfare", welfare));
            best.personal().ifPresent(welfare -> tables.scalar("static_price_welfare", welfare));
        });
        tables.certify("exact", optimum.isPresent() ? 1 : 0);
        optimum.ifPresent(best -> tables.certify("value_residual", best.proof().residual())
                .certify("order_violation", best.proof().order())
                .certify("sampled_draws", best.proof().sample()));
        tables.verified(optimum.isPresent() && optimum.get().proof().verified());
        double[] units = java.util.Arrays.stream(model.units()).asDoubleStream().toArray();
        return tables.scalar("largest_value", model.largest())
                .table("units", List.of("good"), List.of(units.length), units)
                .build();
    }
}
