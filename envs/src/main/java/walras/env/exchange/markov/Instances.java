package walras.env.exchange.markov;

import java.util.Arrays;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;

/** The parametric instances of the specification, section 3.5: no random numbers, the same in every language. */
public final class Instances {
    private static final int N = 3;
    private static final int L = 3;
    private static final double HALF = 0.5;
    private static final double[] MIXTURE = {0.5, 0.3, 0.2}; // [M]

    private Instances() {}

    /** All names that {@link #named} knows. */
    public static String[] names() {
        return new String[] {"acs5", "cd5", "ces5", "lin5", "acs10", "cd10", "lm5", "hand2", "chain"};
    }

    /** The instance of that name. */
    public static MarkovModel named(String name) {
        return switch (name) {
            case "acs5" -> small(Utility.ADDITIVE_CES, true);
            case "cd5" -> small(Utility.COBB_DOUGLAS, true);
            case "ces5" -> small(Utility.CES, true);
            case "lin5" -> small(Utility.LINEAR, false);
            case "acs10" -> large(Utility.ADDITIVE_CES);
            case "cd10" -> large(Utility.COBB_DOUGLAS);
            case "lm5" -> mixture();
            case "hand2" -> byHand();
            case "chain" -> chain(6, 8);
            default ->
                throw new IllegalArgumentException(
                        "instance: expected one of " + String.join(", ", names()) + ", got " + name);
        };
    }

    private static MarkovModel small(Utility family, boolean normalise) {
        return parametric(4, 5, 3, family, normalise, false);
    }

    private static MarkovModel large(Utility family) {
        return parametric(5, 10, 5, family, true, true);
    }

    private static MarkovModel parametric(int h, int s, int a, Utility family, boolean normalise, boolean productive) {
        double[] productivity = new double[s]; // [S]
        Arrays.setAll(productivity, k -> productive ? (k + 1) / 10.0 : 1);
        return new MarkovModel(
                h,
                s,
                a,
                Preferences.uniform(N, L, family, HALF),
                weights(h, s, normalise),
                endowments(h, s),
                productivity,
                transitions(h, s, a, 0),
                first(s),
                LinearMixture.NONE);
    }

    private static double[] weights(int h, int s, boolean normalise) { // [H, S, N, L]
        double[] weights = new double[h * s * N * L];
        for (int k = 0; k < weights.length; k += L) {
            int i = k / L % N;
            int state = k / (L * N) % s;
            int step = k / (L * N * s);
            double total = 0;
            for (int j = 0; j < L; j++) {
                weights[k + j] = 1 + (2 * i + 3 * j + (i + 1) * state + step) % 5;
                total += weights[k + j];
            }
            for (int j = 0; j < L && normalise; j++) {
                weights[k + j] /= total;
            }
        }
        return weights;
    }

    private static double[] endowments(int h, int s) { // [H, S, N, L]
        double[] endowments = new double[h * s * N * L];
        Arrays.setAll(endowments, k -> {
            int j = k % L;
            int i = k / L % N;
            int state = k / (L * N) % s;
            return 1 + (i + 2 * j + 3 * state) % 4;
        });
        return endowments;
    }

    /** Transitions of the base formula, with {@code 2 part (t + 1)} added inside the remainder. */
    private static double[] transitions(int h, int s, int a, int part) { // [H, S, A, S]
        double[] transitions = new double[h * s * a * s];
        for (int k = 0; k < transitions.length; k += s) {
            int b = k / s % a;
            int state = k / (s * a) % s;
            int step = k / (s * a * s);
            double total = 0;
            for (int t = 0; t < s; t++) {
                int root = 1 + (state + 2 * b + 3 * t + state * t * (b + 1) + step + 2 * part * (t + 1)) % 7;
                transitions[k + t] = (double) root * root;
                total += transitions[k + t];
            }
            for (int t = 0; t < s; t++) {
                transitions[k + t] /= total;
            }
        }
        return transitions;
    }

    private static double[] first(int states) { // [S]
        double[] start = new double[states];
        start[0] = 1;
        return start;
    }

    private static MarkovModel mixture() {
        MarkovModel base = small(Utility.ADDITIVE_CES, true);
        int length = base.transitions().length;
        double[] parts = new double[MIXTURE.length * length]; // [M, H, S, A, S]
        for (int m = 0; m < MIXTURE.length; m++) {
            System.arraycopy(transitions(4, 5, 3, m), 0, parts, m * length, length);
        }
        LinearMixture mixture = new LinearMixture(parts, MIXTURE.clone());
        return new MarkovModel(
                base.horizon(),
                base.states(),
                base.actions(),
                base.preferences(),
                base.weights(),
                base.endowments(),
                base.productivity(),
                mixture.mixed(),
                base.start(),
                mixture);
    }

    private static MarkovModel byHand() {
        double[] rowA = {0.2, 0.8, 0.9, 0.1, 0.4, 0.6, 0.1, 0.9}; // [S, A, S]
        double[] endowed = {1, 0, 0, 1, 3, 0, 0, 1}; // [S, N, L]
        double[] weights = new double[3 * 8]; // [H, S, N, L]
        Arrays.fill(weights, HALF);
        return new MarkovModel(
                3,
                2,
                2,
                Preferences.uniform(2, 2, Utility.COBB_DOUGLAS, 0),
                weights,
                repeat(endowed, 3),
                new double[] {1, 1},
                repeat(rowA, 3),
                first(2),
                LinearMixture.NONE);
    }

    /**
     * A test of exploration: level s is s + 1 times as productive; action {@code s mod 2} climbs from it with probability 0.9, the
     * other falls back to the bottom.
     */
    static MarkovModel chain(int states, int horizon) {
        int actions = 2;
        double[] step = new double[states * actions * states]; // [S, A, S]
        for (int s = 0; s < states; s++) {
            for (int b = 0; b < actions; b++) {
                int row = (s * actions + b) * states;
                boolean climbs = b == s % 2;
                step[row + Math.min(s + 1, states - 1)] += climbs ? 0.9 : 0;
                step[row] += climbs ? 0.1 : 1;
            }
        }
        double[] productivity = new double[states]; // [S]
        Arrays.setAll(productivity, s -> s + 1.0);
        return new MarkovModel(
                horizon,
                states,
                actions,
                Preferences.uniform(N, L, Utility.ADDITIVE_CES, HALF),
                weights(horizon, states, true),
                endowments(horizon, states),
                productivity,
                repeat(step, horizon),
                first(states),
                LinearMixture.NONE);
    }

    private static double[] repeat(double[] once, int times) { // [times, once]
        double[] all = new double[once.length * times];
        for (int k = 0; k < times; k++) {
            System.arraycopy(once, 0, all, k * once.length, once.length);
        }
        return all;
    }
}
