package walras.env.stackelberg.mechanism;

import java.util.Arrays;

/** The examples of the theory of sequential price mechanisms. */
final class TheoryExamples {
    private TheoryExamples() {}

    /** Independent buyers with two equally likely values. */
    static Scenarios independent(int units, double[][] values) {
        int n = values.length;
        double[][] draws = new double[1 << n][n];
        for (int s = 0; s < draws.length; s++) {
            for (int i = 0; i < n; i++) {
                draws[s][i] = values[i][(s >> i) & 1];
            }
        }
        double[] weight = new double[draws.length];
        Arrays.fill(weight, 1.0 / draws.length);
        return new Scenarios(units, draws, weight);
    }

    /** P3: the first of six buyers tells which of the others have spread-out values. */
    static Scenarios correlated() {
        double[] wide = {2, 12};
        double[] narrow = {3, 8};
        double[][] draws = new double[16][];
        for (int s = 0; s < 16; s++) {
            boolean high = s >= 8;
            double second = (high ? wide : narrow)[s & 1];
            double third = (high ? narrow : wide)[(s >> 1) & 1];
            double fourth = (high ? narrow : wide)[(s >> 2) & 1];
            draws[s] = new double[] {high ? 15 : 1, second, third, fourth, 4, 4};
        }
        double[] weight = new double[16];
        Arrays.fill(weight, 1 / 16.0);
        return new Scenarios(2, draws, weight);
    }

    /** Ten buyers, one item; {.6, 1} or {.1, .4} for all. */
    static Scenarios twoWorlds() {
        double[][] draws = new double[2048][10];
        for (int s = 0; s < draws.length; s++) {
            double[] world = s < 1024 ? new double[] {.6, 1} : new double[] {.1, .4};
            for (int i = 0; i < 10; i++) {
                draws[s][i] = world[(s >> i) & 1];
            }
        }
        double[] weight = new double[draws.length];
        Arrays.fill(weight, 1.0 / draws.length);
        return new Scenarios(1, draws, weight);
    }
}
