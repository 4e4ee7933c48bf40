package walras.env.exchange;

import java.util.List;
import java.util.Optional;
import walras.env.NumberArray;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.exchange.equilibrium.Utility;
import walras.env.exchange.markov.Deviation;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;
import walras.env.exchange.markov.SubOptimality;

/**
 * A caller's own play, which the oracle holds against the optimum: the planner's policy, allocations and prices at
 * every (step, state). What is left out is optimal.
 *
 * @param deviation what trades are held against, here and in the metrics of a session
 * @param policy {@code [H, S, A]} probabilities, or empty
 * @param allocation {@code [H, S, N, L]}, or empty
 * @param prices {@code [H, S, L]}, or empty
 */
record PlayOptions(
        Deviation deviation, Optional<double[]> policy, Optional<double[]> allocation, Optional<double[]> prices) {
    private static final double SUM_TOLERANCE = 1e-6;

    static final List<OptionSpec> SPECS = List.of(
            OptionSpec.choice(
                    "deviation",
                    Deviation.BUDGET.id(),
                    Deviation.ids(),
                    "What `suboptimality` holds trades against: all bundles within budgets, or only those that also clear"
                            + " the market (which certifies no equilibrium)."),
            OptionSpec.array(
                    "policy",
                    2,
                    3,
                    0,
                    1e6,
                    "",
                    "A planner for `solve` to measure: actions [step][state] or chances [step][state][action]."),
            OptionSpec.array(
                    "allocation",
                    4,
                    4,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "goods",
                    "Trades for `solve` to measure, [step][state][agent][good]."),
            OptionSpec.array(
                    "prices",
                    3,
                    3,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "Their prices, [step][state][good], up to scale."));

    static PlayOptions of(Options options, MarkovModel model) {
        int h = model.horizon();
        int s = model.states();
        List<Integer> trades = List.of(h, s, model.agents(), model.goods());
        return new PlayOptions(
                deviation(options, model),
                options.array("policy").map(array -> policy(array, model)),
                options.array("allocation").map(array -> shaped("allocation", array, trades)),
                options.array("prices").map(array -> positive(array, List.of(h, s, model.goods()))));
    }

    private static Deviation deviation(Options options, MarkovModel model) {
        Deviation deviation = Deviation.of(options.text("deviation"));
        if (deviation == Deviation.FEASIBLE && model.preferences().has(Utility.LEONTIEF)) {
            throw Problem.option("deviation", "budget where some utility is leontief, which has kinks", deviation.id());
        }
        return deviation;
    }

    boolean isGiven() {
        return policy.isPresent() || allocation.isPresent() || prices.isPresent();
    }

    private static double[] shaped(String name, NumberArray array, List<Integer> shape) { // [product of shape]
        if (!array.shape().equals(shape)) {
            throw Problem.option(name, "shape " + shape, array.shape());
        }
        return array.values();
    }

    private static double[] positive(NumberArray array, List<Integer> shape) { // [product of shape]
        double[] values = shaped("prices", array, shape);
        for (double price : values) {
            if (!(price > 0)) {
                throw Problem.option("prices", "positive numbers", price);
            }
        }
        return values;
    }

    private static double[] policy(NumberArray array, MarkovModel model) { // [H, S, A]
        int actions = model.actions();
        if (array.rank() == 2) {
            double[] chosen = shaped("policy", array, List.of(model.horizon(), model.states())); // [H, S]
            int[] action = new int[chosen.length]; // [H, S]
            for (int k = 0; k < action.length; k++) {
                action[k] = OptionIndex.of("policy", "an action", chosen[k], actions);
            }
            return Planning.probabilities(model, action);
        }
        double[] chances = shaped("policy", array, List.of(model.horizon(), model.states(), actions)); // [H, S, A]
        for (int at = 0; at < chances.length; at += actions) {
            double sum = 0;
            for (int b = 0; b < actions; b++) {
                sum += chances[at + b];
            }
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw Problem.option("policy", "distributions that sum to 1", "a sum of " + sum);
            }
        }
        return chances;
    }

    /** Adds the exact suboptimality of the play, its splits, and how well it keeps budgets. */
    void measure(MarkovModel model, JointOptimum optimum, Solution.Builder builder) {
        SubOptimality metric = new SubOptimality(model, deviation);
        metric.measure(
                policy.orElseGet(() -> Planning.probabilities(model, optimum.policy())),
                allocation.orElseGet(() -> optimum.equilibria().allocation()),
                prices.orElseGet(() -> optimum.equilibria().prices()));
        builder.scalar("suboptimality", metric.total())
                .scalar("suboptimality_equilibrium", metric.equilibriumPart())
                .scalar("suboptimality_planner", metric.plannerPart())
                .scalar("policy_value", metric.played())
                .scalar("planned_value", metric.planned())
                .scalar("dagger_value", metric.best())
                .scalar("on_policy_loss", metric.onPolicyLoss())
                .scalar("positive_loss", metric.positiveLoss())
                .certify("overspending", metric.overspending())
                .certify("play_demand_gap", metric.demandGap())
                .certify("play_clearing", metric.clearing());
    }
}
