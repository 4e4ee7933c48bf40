package walras.env.exchange;

import java.util.ArrayList;
import java.util.List;
import walras.env.GroupTensors;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Rows;
import walras.env.exchange.learning.TasteRegression;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;

/** The built-in players of {@code exchange/markov-v0}: those that know the model, and the learners. */
final class MarkovPolicies {
    private static final String TRUTHFUL = "truthful";
    private static final String OPTIMAL = "optimal";
    private static final String UNIFORM = "uniform";
    private static final String MOLM = "molm";
    private static final String MULTIPLICATIVE = "multiplicative-weights";
    private static final String MPLM = "mplm";

    private MarkovPolicies() {}

    static PolicySpec[] specs(MarketMode mode, MarkovModel model) {
        List<PolicySpec> specs = new ArrayList<>(List.of(
                PolicySpec.of(
                        TRUTHFUL,
                        ConsumerSpaces.GROUP,
                        mode == MarketMode.REPORT
                                ? "Reports true tastes, so that the market's equilibrium is the true one."
                                : "Proposes the true equilibrium."),
                PolicySpec.of(OPTIMAL, MarkovEconomy.PLANNER, "The best reply to equilibrium trades."),
                new PolicySpec(
                        UNIFORM, List.of(MarkovEconomy.PLANNER), OptionsSchema.of(), "Every action equally likely.")));
        if (mode == MarketMode.REPORT && TasteRegression.isLinear(model)) {
            List<String> both = List.of(MarkovEconomy.PLANNER, ConsumerSpaces.GROUP);
            specs.add(new PolicySpec(
                            MOLM,
                            both,
                            LearnerOptions.MOLM,
                            "Learns online, by posterior draws and optimism; a learner per row.")
                    .learning());
            specs.add(new PolicySpec(
                            MULTIPLICATIVE,
                            List.of(MarkovEconomy.PLANNER),
                            LearnerOptions.MULTIPLICATIVE,
                            "MOLM's estimates, planned with by multiplicative weights as in the published experiment.")
                    .learning());
            specs.add(new PolicySpec(
                    MPLM,
                    both,
                    LearnerOptions.MPLM,
                    "Learns offline, pessimistically, from data given or of a behaviour it draws."));
        }
        return specs.toArray(PolicySpec[]::new);
    }

    static Policy policy(PolicyContext context, MarkovEconomy economy) {
        return switch (context.spec().name()) {
            case OPTIMAL -> optimal(context, economy.model(), economy.optimum());
            case UNIFORM -> uniform(context, economy.model());
            case MOLM, MULTIPLICATIVE ->
                new MolmPolicy(
                        context,
                        economy.model(),
                        LearnerOptions.molm(context.options(), economy.model()),
                        economy.noise());
            case MPLM ->
                new MplmPolicy(
                        context,
                        economy.model(),
                        LearnerOptions.mplm(context.options(), economy.model(), economy.optimum()));
            default -> truthful(context, economy);
        };
    }

    private static Policy optimal(PolicyContext context, MarkovModel model, JointOptimum optimum) {
        GroupTensors group = context.groupTensors();
        return eachRow(row -> {
            int step = Math.min(group.observation("step").i32()[row], model.horizon() - 1);
            int market = step * model.states() + group.observation("state").i32()[row];
            group.action("action").i32()[row] = optimum.policy()[market];
        });
    }

    private static Policy uniform(PolicyContext context, MarkovModel model) {
        int[] action = context.groupTensors().action("action").i32(); // [B, 1]
        return eachRow(row -> action[row] = context.random().below(row, 0, 0, model.actions()));
    }

    private static Policy truthful(PolicyContext context, MarkovEconomy economy) {
        MarkovModel model = economy.model();
        GroupTensors group = context.groupTensors();
        double[] allocation = economy.optimum().equilibria().allocation(); // [H, S, N, L]
        double[] prices = economy.optimum().equilibria().prices(); // [H, S, L]
        int n = model.agents();
        int l = model.goods();
        boolean reports = economy.mode() == MarketMode.REPORT;
        double[] first = group.actions().get(0).f64(); // [B, N, L]
        double[] source = reports ? model.weights() : allocation; // [H, S, N, L]
        return eachRow(row -> {
            int step = Math.min(group.observation("step").i32()[row * n], model.horizon() - 1);
            int market = step * model.states() + group.observation("state").i32()[row * n];
            for (int i = context.firstAgent(); i < context.firstAgent() + context.agents(); i++) {
                System.arraycopy(source, (market * n + i) * l, first, (row * n + i) * l, l);
                if (!reports) {
                    double[] quote = group.action("prices").f64(); // [B, N, L]
                    System.arraycopy(prices, market * l, quote, (row * n + i) * l, l);
                }
            }
        });
    }

    private interface RowAction {
        void act(int row);
    }

    private static Policy eachRow(RowAction action) {
        return (Rows rows) -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    action.act(row);
                }
            }
        };
    }
}
