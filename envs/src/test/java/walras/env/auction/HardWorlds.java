package walras.env.auction;

import java.util.SplittableRandom;

/** Small worlds of the kinds that solvers stumble over: ties, copies, zeros, scales, single states and primitives, states that nothing leaves, chances next to 0. */
final class HardWorlds {
    private static final double[] SCALES = {1e-9, 1e-4, 1, 1, 1e5, 1e9};
    private static final double[] DISCOUNTS = {0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.999999, 0.9999999};

    private final SplittableRandom random;

    HardWorlds(long seed) {
        random = new SplittableRandom(seed);
    }

    double discount() {
        return DISCOUNTS[random.nextInt(DISCOUNTS.length)];
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    GlobalMdp world() {
        int states = 1 + random.nextInt(4);
        int n = 1 + random.nextInt(3);
        double scale = SCALES[random.nextInt(SCALES.length)];
        boolean integers = random.nextBoolean();
        double[][][] transitions = new double[states][n][states]; // [S, N, S]
        double[][] rewards = new double[states][n]; // [S, N]
        boolean[] terminal = new boolean[states]; // [S]
        for (int state = 0; state < states; state++) {
            terminal[state] = random.nextInt(5) == 0;
            for (int i = 0; i < n; i++) {
                boolean copy = i > 0 && random.nextInt(3) == 0;
                rewards[state][i] = copy ? rewards[state][i - 1] : scale * reward(integers);
                transitions[state][i] = copy ? transitions[state][i - 1].clone() : chances(states, state);
            }
        }
        double[] start = new double[states]; // [S]
        start[0] = 1;
        return GlobalMdp.stochastic(transitions, rewards, terminal, start);
    }

    private double reward(boolean integer) {
        return integer ? random.nextInt(5) - 2 : random.nextInt(4) == 0 ? 0 : 2 * random.nextDouble() - 1;
    }

    private double[] chances(int states, int state) { // [S]
        double[] chances = new double[states];
        int to = random.nextInt(states);
        switch (random.nextInt(4)) {
            case 0 -> chances[to] = 1;
            case 1 -> {
                chances[state] += 0.5;
                chances[to] += 0.5;
            }
            case 2 -> {
                double leak = Math.pow(10, -1 - random.nextInt(9));
                chances[state] += 1 - leak;
                chances[to] += leak;
            }
            default -> {
                double sum = 0;
                for (int k = 0; k < states; k++) {
                    chances[k] = random.nextInt(3) == 0 && k > 0 ? 0 : random.nextDouble() + 0.01;
                    sum += chances[k];
                }
                for (int k = 0; k < states; k++) {
                    chances[k] /= sum;
                }
            }
        }
        return chances;
    }

    /** A world whose next state is certain, with rewards of a few units and some terminal states. */
    GlobalMdp certain() {
        int states = 1 + random.nextInt(5);
        int n = 1 + random.nextInt(3);
        int[][] next = new int[states][n]; // [S, N]
        double[][] rewards = new double[states][n]; // [S, N]
        boolean[] terminal = new boolean[states]; // [S]
        int dearest = random.nextInt(3);
        for (int state = 0; state < states; state++) {
            terminal[state] = random.nextInt(3) == 0;
            for (int i = 0; i < n; i++) {
                next[state][i] = random.nextInt(states);
                rewards[state][i] = random.nextInt(3) == 0 ? dearest : -random.nextInt(3);
            }
        }
        double[] start = new double[states]; // [S]
        start[0] = 1;
        return GlobalMdp.deterministic(next, rewards, terminal, start);
    }
}
