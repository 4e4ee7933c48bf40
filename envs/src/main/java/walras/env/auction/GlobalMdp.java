package walras.env.auction;

import java.util.Arrays;
import java.util.function.IntFunction;
import walras.env.Interruption;

/**
 * A finite world in which exactly one primitive acts per step: the Global MDP. Outcomes are kept in compressed rows: pair {@code p = state * N + primitive} leads
 * to {@code next[first[p] .. first[p + 1])} with cumulative probabilities in {@code cumulative}.
 *
 * <p>Terminal states end the episode when entered and are worth 0; nothing leaves them.
 */
final class GlobalMdp {
    private final int states;
    private final int primitives;
    private final int[] first; // [S * N + 1]
    private final int[] next; // [outcomes]
    private final double[] chances; // [outcomes]
    private final double[] cumulative; // [outcomes]
    private final double[] rewards; // [S, N]
    private final boolean[] terminal; // [S]
    private final double[] start; // [S]

    private GlobalMdp(
            int[] first, // [S * N + 1]
            int[] next, // [outcomes]
            double[] chances, // [outcomes]
            double[] cumulative, // [outcomes]
            double[] rewards, // [S, N]
            boolean[] terminal, // [S]
            double[] start) { // [S]
        this.states = terminal.length;
        this.primitives = rewards.length / states;
        this.first = first;
        this.next = next;
        this.chances = chances;
        this.cumulative = cumulative;
        this.rewards = rewards;
        this.terminal = terminal;
        this.start = start;
    }

    /**
     * A world whose next state is certain.
     *
     * @param next [S, N] the next state
     * @param rewards [S, N]
     * @param terminal [S]
     * @param start [S] the probability of each first state
     */
    static GlobalMdp deterministic(int[][] next, double[][] rewards, boolean[] terminal, double[] start) {
        int primitives = next[0].length;
        int[] first = new int[next.length * primitives + 1];
        int[] flat = new int[next.length * primitives];
        for (int pair = 0; pair < flat.length; pair++) {
            first[pair + 1] = pair + 1;
            flat[pair] = next[pair / primitives][pair % primitives];
        }
        double[] certain = new double[flat.length];
        Arrays.fill(certain, 1);
        return new GlobalMdp(first, flat, certain, certain, flat(rewards), terminal.clone(), start.clone());
    }

    /**
     * A world whose next state is drawn.
     *
     * @param transitions [S, N, S] probabilities
     * @param rewards [S, N] expected rewards
     * @param terminal [S]
     * @param start [S] the probability of each first state
     */
    static GlobalMdp stochastic(double[][][] transitions, double[][] rewards, boolean[] terminal, double[] start) {
        int primitives = transitions[0].length;
        return stochastic(pair -> transitions[pair / primitives][pair % primitives], rewards, terminal, start);
    }

    /**
     * A world whose next state is drawn, and whose pairs are looked at one by one, so that all chances are never there at
     * once.
     *
     * @param transitions the probabilities [S] of a pair; asked once for each, in ascending order, and not kept. It may
     *     fill rewards and terminal meanwhile
     * @param rewards [S, N] expected rewards
     * @param terminal [S]
     * @param start [S] the probability of each first state
     */
    static GlobalMdp stochastic(
            IntFunction<double[]> transitions, double[][] rewards, boolean[] terminal, double[] start) {
        int pairs = rewards.length * rewards[0].length;
        int[] first = new int[pairs + 1];
        int[] next = new int[pairs];
        double[] given = new double[pairs];
        double[] cumulative = new double[pairs];
        int outcomes = 0;
        for (int pair = 0; pair < pairs; pair++) {
            Interruption.check("world");
            double[] chances = transitions.apply(pair); // [S]
            double sum = 0;
            if (outcomes + chances.length > next.length) {
                int room = outcomes + Math.max(chances.length, outcomes / 2);
                next = Arrays.copyOf(next, room);
                given = Arrays.copyOf(given, room);
                cumulative = Arrays.copyOf(cumulative, room);
            }
            for (int to = 0; to < chances.length; to++) {
                if (chances[to] > 0) {
                    sum += chances[to];
                    next[outcomes] = to;
                    given[outcomes] = chances[to];
                    cumulative[outcomes++] = sum;
                }
            }
            // The last outcome takes what rounding left over, so that every draw below 1 finds one.
            cumulative[outcomes - 1] = 1;
            first[pair + 1] = outcomes;
        }
        return new GlobalMdp(
                first,
                Arrays.copyOf(next, outcomes),
                Arrays.copyOf(given, outcomes),
                Arrays.copyOf(cumulative, outcomes),
                flat(rewards),
                terminal.clone(),
                start.clone());
    }

    int states() {
        return states;
    }

    int primitives() {
        return primitives;
    }

    boolean deterministic() {
        return next.length == rewards.length;
    }

    /** The largest number of outcomes of one pair. */
    int outcomesMax() {
        int most = 1;
        for (int pair = 0; pair < rewards.length; pair++) {
            most = Math.max(most, first[pair + 1] - first[pair]);
        }
        return most;
    }

    double reward(int state, int primitive) {
        return rewards[state * primitives + primitive];
    }

    boolean terminal(int state) {
        return terminal[state];
    }

    double startProbability(int state) {
        return start[state];
    }

    /** Where the pair's outcomes begin. */
    int first(int pair) {
        return first[pair];
    }

    /** The state to which an outcome leads. */
    int next(int outcome) {
        return next[outcome];
    }

    /** The cumulative probability of an outcome within its pair. */
    double cumulative(int outcome) {
        return cumulative[outcome];
    }

    /** The probability of an outcome within its pair, as it was given: a small one is exact, which a difference of cumulative ones is not. */
    double chance(int outcome) {
        return chances[outcome];
    }

    /** The next state of a pair, given a uniform draw in [0, 1). */
    int next(int pair, double draw) {
        int outcome = first[pair];
        while (draw >= cumulative[outcome]) {
            outcome++;
        }
        return next[outcome];
    }

    /** The first state, given a uniform draw in [0, 1). */
    int start(double draw) {
        double sum = 0;
        int last = 0;
        for (int state = 0; state < states; state++) {
            if (start[state] > 0) {
                sum += start[state];
                last = state;
                if (draw < sum) {
                    return state;
                }
            }
        }
        return last;
    }

    /** The expectation of a value over the pair's next states; terminal ones count 0. */
    double expectation(int state, int primitive, double[] values) { // values [S]
        int pair = state * primitives + primitive;
        double before = 0;
        double sum = 0;
        for (int outcome = first[pair]; outcome < first[pair + 1]; outcome++) {
            if (!terminal[next[outcome]]) {
                sum += (cumulative[outcome] - before) * values[next[outcome]];
            }
            before = cumulative[outcome];
        }
        return sum;
    }

    private static double[] flat(double[][] table) { // [S, N]
        return Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray();
    }
}
