package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;

/**
 * A Markov chain of ability.
 *
 * @param values abilities `[ability]`
 * @param transition chances by row `[ability, ability]`
 * @param share invariant shares `[ability]`
 */
public record AbilityChain(double[] values, double[] transition, double[] share) { // [m], [m, m], [m]

    /** Rouwenhorst's chain: ln e equally spaced, and the persistence and variance of the process at any persistence. */
    static AbilityChain rouwenhorst(int states, double persistence, double std) {
        double p = (1 + persistence) / 2;
        double[] transition = {1}; // [size, size]
        for (int size = 2; size <= states; size++) {
            transition = grown(transition, size, p);
        }
        return ofLogarithms(spaced(states, std * Math.sqrt(states - 1)), transition);
    }

    private static double[] grown(double[] old, int size, double p) { // [size - 1, size - 1] -> [size, size]
        double[] grown = new double[size * size]; // [size, size]
        int before = size - 1;
        for (int i = 0; i < before; i++) {
            for (int j = 0; j < before; j++) {
                double chance = old[i * before + j];
                grown[i * size + j] += p * chance;
                grown[i * size + j + 1] += (1 - p) * chance;
                grown[(i + 1) * size + j] += (1 - p) * chance;
                grown[(i + 1) * size + j + 1] += p * chance;
            }
        }
        for (int k = size; k < size * before; k++) {
            grown[k] /= 2;
        }
        return grown;
    }

    /** Tauchen's chain: a normal step, cut half-way between the states, with open ends. */
    static AbilityChain tauchen(int states, double persistence, double std, double width) {
        double[] logs = spaced(states, width * std); // [ability]
        double innovation = std * Math.sqrt(1 - persistence * persistence);
        double half = states == 1 ? 0 : (logs[1] - logs[0]) / 2;
        double[] transition = new double[states * states]; // [ability, ability]
        for (int i = 0; i < states; i++) {
            double below = 0;
            for (int j = 0; j < states; j++) {
                double cut = (logs[j] + half - persistence * logs[i]) / innovation;
                double upTo = j == states - 1 ? 1 : NormalLaw.below(cut);
                transition[i * states + j] = upTo - below;
                below = upTo;
            }
        }
        return ofLogarithms(logs, transition);
    }

    private static double[] spaced(int states, double top) { // -> [states]
        double[] logs = new double[states]; // [ability]
        Arrays.setAll(logs, k -> states == 1 ? 0 : top * (2.0 * k / (states - 1) - 1));
        return logs;
    }

    /** Abilities divided by their invariant mean. */
    private static AbilityChain ofLogarithms(double[] logs, double[] transition) { // [m], [m, m]
        double[] share = invariant(transition, logs.length); // [ability]
        double[] values = Arrays.stream(logs).map(StrictMath::exp).toArray(); // [ability]
        double mean = 0;
        for (int k = 0; k < logs.length; k++) {
            mean += share[k] * values[k];
        }
        double scale = mean;
        return new AbilityChain(Arrays.stream(values).map(e -> e / scale).toArray(), transition, share);
    }

    /** Abilities and chances as they are given. */
    static AbilityChain given(double[] values, double[] transition) { // [m], [m, m]
        return new AbilityChain(values, transition, invariant(transition, values.length));
    }

    /** Grassmann, Taksar and Heyman: elimination without a subtraction. NaN where the last state cannot be reached. */
    private static double[] invariant(double[] transition, int m) { // [m, m] -> [m]
        double[] p = transition.clone(); // [m, m]
        for (int k = m - 1; k > 0; k--) {
            double leaving = 0;
            for (int j = 0; j < k; j++) {
                leaving += p[k * m + j];
            }
            for (int i = 0; i < k; i++) {
                p[i * m + k] /= leaving;
                for (int j = 0; j < k; j++) {
                    p[i * m + j] += p[i * m + k] * p[k * m + j];
                }
            }
        }
        double[] share = new double[m]; // [ability]
        share[0] = 1;
        double total = 1;
        for (int k = 1; k < m; k++) {
            for (int i = 0; i < k; i++) {
                share[k] += share[i] * p[i * m + k];
            }
            total += share[k];
        }
        for (int k = 0; k < m; k++) {
            share[k] /= total;
        }
        return share;
    }

    int states() {
        return values.length;
    }

    /** The state whose ability is nearest in ratio. */
    public int nearest(double ability) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            best = gap(k, ability) < gap(best, ability) ? k : best;
        }
        return best;
    }

    private double gap(int state, double ability) {
        return Math.max(values[state] / ability, ability / values[state]);
    }

    /** The state after {@code state} that a uniform draw picks. */
    public int after(int state, double uniform) {
        return pick(transition, state * values.length, values.length, uniform);
    }

    /** A state of the long run that a uniform draw picks. */
    public int longRun(double uniform) {
        return pick(share, 0, values.length, uniform);
    }

    private static int pick(double[] chances, int at, int n, double uniform) { // chances [at, at + n)
        double left = uniform;
        for (int k = 0; k < n - 1; k++) {
            left -= chances[at + k];
            if (left < 0) {
                return k;
            }
        }
        return n - 1;
    }
}
