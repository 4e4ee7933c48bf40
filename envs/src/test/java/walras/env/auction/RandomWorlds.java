package walras.env.auction;

import java.util.Random;

/** Random tabular worlds for tests. */
final class RandomWorlds {
    private RandomWorlds() {}

    /** A stochastic world with dense transitions, rewards in [-1, 1] and the last {@code terminals} states terminal; it starts anywhere else. */
    static GlobalMdp world(Random random, int states, int primitives, int terminals) {
        double[][][] transitions = new double[states][primitives][]; // [S, N, S]
        double[][] rewards = new double[states][primitives]; // [S, N]
        boolean[] terminal = new boolean[states]; // [S]
        double[] start = new double[states]; // [S]
        for (int state = 0; state < states; state++) {
            terminal[state] = state >= states - terminals;
            start[state] = terminal[state] ? 0 : 1.0 / (states - terminals);
            for (int i = 0; i < primitives; i++) {
                rewards[state][i] = 2 * random.nextDouble() - 1;
                transitions[state][i] = distribution(random, states);
            }
        }
        return GlobalMdp.stochastic(transitions, rewards, terminal, start);
    }

    private static double[] distribution(Random random, int states) { // [S]
        double[] chances = random.doubles(states).toArray();
        double sum = 0;
        for (double chance : chances) {
            sum += chance;
        }
        for (int state = 0; state < states; state++) {
            chances[state] /= sum;
        }
        return chances;
    }
}
