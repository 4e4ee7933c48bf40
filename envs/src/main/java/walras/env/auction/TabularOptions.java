package walras.env.auction;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import walras.env.Environment;
import walras.env.NumberArray;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;

/** Reads the user's own world from options, and says what is wrong with it. */
final class TabularOptions {
    private static final double SUM_TOLERANCE = 1e-6;
    private static final int PAIRS_MAX = 1 << 20;

    private final NumberArray transitions;
    private final double[] chances; // [S, N] next states, or [S, N, S] probabilities
    private final int states;
    private final int primitives;

    private TabularOptions(NumberArray transitions) {
        this.transitions = transitions;
        this.chances = transitions.values();
        this.states = transitions.shape().get(0);
        this.primitives = transitions.shape().get(1);
    }

    static Environment environment() {
        return new TabularEnvironment(
                "auction/tabular-v0",
                "own.md",
                "Your own tabular world, deterministic or stochastic, under the hammer.",
                """
                `transitions[state][primitive]` is the next state, or a list of probabilities over states; `rewards[state][primitive]` is what acting
                pays. An episode begins in `start` (a state, or a list of probabilities) and terminates when it enters a state of `terminal`. The default
                is a corridor of three states.""",
                TabularEnvironment.schema(
                        20,
                        1,
                        OptionSpec.array(
                                        "transitions",
                                        2,
                                        3,
                                        0,
                                        1e9,
                                        "",
                                        "Next state, [state][primitive]; or probabilities, [state][primitive][state].")
                                .withDefault(List.of(List.of(0, 1), List.of(0, 2), List.of(2, 2))),
                        OptionSpec.array("rewards", 2, 2, -1e9, 1e9, "", "What acting pays, [state][primitive].")
                                .withDefault(List.of(List.of(0, 0), List.of(0, 0.5), List.of(0, 0))),
                        OptionSpec.array("start", 0, 1, 0, 1e9, "", "The first state, or a probability for each.")
                                .withDefault(0),
                        OptionSpec.array(
                                "terminal", 1, 1, 0, 1e9, "", "States that end the episode; none by default.")),
                options -> new TabularTask(
                        world(options),
                        options.number("discount"),
                        options.integer("horizon"),
                        AuctionOptions.oneHot(options)));
    }

    private static GlobalMdp world(Options options) {
        TabularOptions reader = new TabularOptions(options.array("transitions").orElseThrow());
        return reader.read(
                options.array("rewards").orElseThrow(),
                options.array("start").orElseThrow(),
                options.array("terminal"));
    }

    private GlobalMdp read(NumberArray rewards, NumberArray start, Optional<NumberArray> terminal) {
        if ((long) states * primitives > PAIRS_MAX) {
            throw Problem.option(
                    "transitions",
                    "at most " + PAIRS_MAX + " pairs of state and primitive",
                    states + " x " + primitives);
        }
        List<Integer> expected = List.of(states, primitives);
        if (!rewards.shape().equals(expected)) {
            throw Problem.option("rewards", "shape " + expected + " like transitions", "shape " + rewards.shape());
        }
        double[][] paid = new double[states][]; // [S, N]
        double[] flat = rewards.values(); // [S, N]
        for (int state = 0; state < states; state++) {
            paid[state] = Arrays.copyOfRange(flat, state * primitives, (state + 1) * primitives);
        }
        boolean[] ends = terminal(terminal); // [S]
        double[] first = start(start); // [S]
        return transitions.rank() == 2
                ? GlobalMdp.deterministic(nextStates(), paid, ends, first)
                : GlobalMdp.stochastic(probabilities(), paid, ends, first);
    }

    private int[][] nextStates() { // [S, N]
        int[][] next = new int[states][primitives];
        for (int pair = 0; pair < states * primitives; pair++) {
            int state = pair / primitives;
            int primitive = pair % primitives;
            next[state][primitive] = state("transitions[" + state + "][" + primitive + "]", chances[pair]);
        }
        return next;
    }

    private double[][][] probabilities() { // [S, N, S]
        if (transitions.shape().get(2) != states) {
            List<Integer> expected = List.of(states, primitives, states);
            throw Problem.option("transitions", "shape " + expected, "shape " + transitions.shape());
        }
        double[][][] all = new double[states][primitives][];
        for (int pair = 0; pair < states * primitives; pair++) {
            int state = pair / primitives;
            int primitive = pair % primitives;
            all[state][primitive] = distribution(
                    "transitions[" + state + "][" + primitive + "]",
                    Arrays.copyOfRange(chances, pair * states, (pair + 1) * states));
        }
        return all;
    }

    private double[] start(NumberArray start) { // [S]
        if (start.rank() == 1) {
            if (start.shape().get(0) != states) {
                throw Problem.option("start", "a state, or " + states + " probabilities", "shape " + start.shape());
            }
            return distribution("start", start.values());
        }
        double[] certain = new double[states];
        certain[state("start", start.values()[0])] = 1;
        return certain;
    }

    private boolean[] terminal(Optional<NumberArray> terminal) { // [S]
        boolean[] ends = new boolean[states];
        if (terminal.isPresent()) {
            double[] listed = terminal.get().values(); // [terminal states]
            for (int k = 0; k < listed.length; k++) {
                ends[state("terminal[" + k + "]", listed[k])] = true;
            }
        }
        return ends;
    }

    private int state(String where, double value) {
        return OptionIndex.of(where, "a state", value, states);
    }

    private static double[] distribution(String where, double[] chances) { // [S]
        double sum = Arrays.stream(chances).sum();
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw Problem.option(where, "probabilities that add up to 1", "a sum of " + sum);
        }
        for (int state = 0; state < chances.length; state++) {
            chances[state] /= sum;
        }
        return chances;
    }
}
