package walras.env.auction;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Optimal values the long way: every policy is worth the solution of a dense system in 60 digits, and the best of them all is taken. */
final class EnumeratedPolicies {
    private static final MathContext DIGITS = new MathContext(60);

    private EnumeratedPolicies() {}

    /** The best values of any policy. */
    static double[] values(GlobalMdp world, double discount) { // [S]
        double[] best = new double[world.states()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        int[] policy = new int[world.states()]; // [S]
        do {
            double[] values = values(world, discount, policy); // [S]
            for (int state = 0; state < best.length; state++) {
                best[state] = Math.max(best[state], values[state]);
            }
        } while (next(policy, world.primitives()));
        return best;
    }

    /** Counts up; false after the last. */
    static boolean next(int[] policy, int n) { // policy [S]
        for (int state = 0; state < policy.length; state++) {
            policy[state] = (policy[state] + 1) % n;
            if (policy[state] > 0) {
                return true;
            }
        }
        return false;
    }

    private static double[] values(GlobalMdp world, double discount, int[] policy) { // policy [S] -> [S]
        int states = world.states();
        BigDecimal[][] system = new BigDecimal[states][states + 1]; // [S][S and the right side]
        for (int state = 0; state < states; state++) {
            Arrays.fill(system[state], BigDecimal.ZERO);
            boolean terminal = world.terminal(state);
            // The chance to stay is what the others leave, so that they add up to 1 exactly.
            system[state][state] = terminal ? BigDecimal.ONE : BigDecimal.ONE.subtract(new BigDecimal(discount));
            system[state][states] = terminal ? BigDecimal.ZERO : new BigDecimal(world.reward(state, policy[state]));
            int pair = state * world.primitives() + policy[state];
            for (int k = world.first(pair); !terminal && k < world.first(pair + 1); k++) {
                BigDecimal weight = new BigDecimal(world.chance(k)).multiply(new BigDecimal(discount));
                int to = world.next(k);
                system[state][state] = system[state][state].add(weight);
                system[state][to] = system[state][to].subtract(weight);
            }
        }
        return solve(system);
    }

    private static double[] solve(BigDecimal[][] system) { // [S][S + 1] -> [S]
        int size = system.length;
        for (int k = 0; k < size; k++) {
            for (int row = 0; row < size; row++) {
                if (row != k && system[row][k].signum() != 0) {
                    BigDecimal factor = system[row][k].divide(system[k][k], DIGITS);
                    for (int column = k; column <= size; column++) {
                        system[row][column] =
                                system[row][column].subtract(factor.multiply(system[k][column], DIGITS), DIGITS);
                    }
                }
            }
        }
        double[] x = new double[size]; // [S]
        for (int k = 0; k < size; k++) {
            x[k] = system[k][size].divide(system[k][k], DIGITS).doubleValue();
        }
        return x;
    }
}
