package walras.env.stackelberg.bayesian;

import java.util.List;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.stackelberg.engine.OuterEconomy;

/** Built-in leaders. */
final class BayesianLeaders {
    /** What a type that learns must gain by its reply, for the equilibrium to survive its mistakes. */
    static final double MARGIN = .01;

    private BayesianLeaders() {}

    /** @param margin by default; 0 where followers break ties in the leader's favour */
    static List<PolicySpec> specs(double margin) {
        return List.of(
                new PolicySpec(
                        "equilibrium",
                        List.of(OuterEconomy.LEADER),
                        OptionsSchema.of(OptionSpec.number(
                                "margin",
                                margin,
                                0,
                                1,
                                "payoff range",
                                "By how much mixtures make every type prefer its reply, or half of what they can.")),
                        "Plays the optimal commitment: exact, or the best one that leaves no type a tie to break."),
                new PolicySpec(
                        "constant",
                        List.of(OuterEconomy.LEADER),
                        OptionsSchema.of(OptionSpec.array(
                                        "answer",
                                        0,
                                        2,
                                        0,
                                        1e9,
                                        "",
                                        "An action, or weights of actions for mixed commitments; one for all messages or"
                                                + " one for each.")
                                .withDefault(0L)),
                        "Plays one given commitment."));
    }

    static Policy policy(PolicyContext context, BayesianGame game, boolean mixed) {
        double[] answers = context.spec().name().equals("equilibrium")
                ? new BayesianOracle(game, mixed).commitment(context.options().number("margin"))
                : given(context.options().array("answer").orElseThrow().values(), game, mixed);
        BayesianSeat seat = new BayesianSeat(context.groupTensors(), mixed, game.rows());
        int width = mixed ? game.rows() : 1;
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    seat.play(row, answers, seat.message(row) * width);
                }
            }
        };
    }

    /** The commitment for each message {@code [M, width]}. */
    private static double[] given(double[] answer, BayesianGame game, boolean mixed) {
        int width = mixed ? game.rows() : 1;
        double[] one = mixed && answer.length == 1 ? vertex(answer[0], game.rows()) : answer;
        if (one.length != width && one.length != width * game.messages()) {
            throw Problem.option(
                    "answer", width + " numbers, or " + width * game.messages() + " for all messages", one.length);
        }
        double[] all = new double[width * game.messages()]; // [M, width]
        for (int k = 0; k < all.length; k++) {
            all[k] = one[k % one.length];
            if (!mixed) {
                vertex(all[k], game.rows());
            } else if (all[k] > 1) {
                throw Problem.option("answer", "weights in [0, 1]", all[k], 1);
            }
        }
        return all;
    }

    private static double[] vertex(double action, int rows) { // [R]
        double[] vertex = new double[rows];
        vertex[OptionIndex.of("answer", "an action", action, rows)] = 1;
        return vertex;
    }
}
