package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Profile;
import walras.env.stackelberg.engine.OuterEconomy;

/** Built-in leaders of matrix games. */
final class MatrixLeaders {
    /** What a follower that learns must gain by its reply, for the mixed equilibrium to survive its mistakes. */
    static final double MARGIN = .01;

    private MatrixLeaders() {}

    /** @param margin by default; 0 where the follower breaks ties in the leader's favour */
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
                                "follower's payoff range",
                                "By how much a mixed commitment makes the follower prefer its reply, or half of what it"
                                        + " can.")),
                        "Plays the equilibrium commitment: exact, or the best one that leaves the follower no tie to break."),
                new PolicySpec(
                        "constant",
                        List.of(OuterEconomy.LEADER),
                        OptionsSchema.of(OptionSpec.array(
                                        "answer",
                                        0,
                                        1,
                                        0,
                                        1e9,
                                        "",
                                        "A row, a row per state, or weights of rows for mixed commitments.")
                                .withDefault(0L)),
                        "Plays one given commitment."));
    }

    /** What a policy answers: a row, a row per state, or weights of rows. */
    private static double[] answer(PolicySpec policy, Options options, MatrixGame game, boolean mixed, int rounds) {
        double[] answer = policy.name().equals("equilibrium")
                ? equilibrium(game, mixed, rounds, options.number("margin"))
                : options.array("answer").orElseThrow().values();
        int rows = game.rows();
        for (double number : answer) {
            if (!mixed) {
                OptionIndex.of("answer", "a row", number, rows);
            }
        }
        if (!mixed || answer.length == rows) {
            return answer;
        }
        double[] vertex = new double[rows];
        vertex[Math.min(rows - 1, (int) answer[0])] = 1;
        return vertex;
    }

    /** The distribution over rows that a policy commits to in a game of one round {@code [R]}. */
    static double[] mixture(Profile.Player leader, MatrixGame game, boolean mixed) {
        double[] answer = answer(leader.policy(), leader.options(), game, mixed, 1);
        double[] mixture = new double[game.rows()];
        if (!mixed) {
            mixture[(int) answer[0]] = 1;
            return mixture;
        }
        double total = Arrays.stream(answer).sum();
        Arrays.setAll(mixture, r -> total > 0 ? answer[r] / total : 1.0 / mixture.length);
        return mixture;
    }

    static Policy policy(PolicyContext context, MatrixGame game, boolean mixed, int rounds) {
        double[] answer = answer(context.spec(), context.options(), game, mixed, rounds);
        int rows = game.rows();
        if (mixed) {
            double[] commitment = context.groupTensors().action("commitment").f64();
            return each -> {
                for (int row = each.from(); row < each.to(); row++) {
                    for (int r = 0; r < rows && each.contains(row); r++) {
                        commitment[row * rows + r] = answer[r];
                    }
                }
            };
        }
        int[] state = context.groupTensors().observation("state").i32();
        int[] action = context.groupTensors().action("row").i32();
        return each -> {
            for (int row = each.from(); row < each.to(); row++) {
                if (each.contains(row)) {
                    action[row] = (int) answer[rounds == 1 ? 0 : Math.min(state[row], answer.length - 1)];
                }
            }
        };
    }

    private static double[] equilibrium(MatrixGame game, boolean mixed, int rounds, double margin) {
        return (mixed ? CheckedCommitment.strict(game, margin) : CheckedCommitment.equilibrium(game, false, rounds))
                .answer();
    }
}
