package walras.env.auction;

import java.util.Arrays;

/** The published tabular worlds. */
final class TabularWorlds {
    private TabularWorlds() {}

    /**
     * One choice among N primitives; primitive i pays {@code rewards[i]} and the episode ends. State 1 marks the end.
     *
     * @param rewards [N]
     */
    static GlobalMdp bandit(double... rewards) {
        int[][] next = new int[2][rewards.length]; // [S, N]
        Arrays.fill(next[0], 1);
        Arrays.fill(next[1], 1);
        return GlobalMdp.deterministic(
                next, new double[][] {rewards, new double[rewards.length]}, new boolean[] {false, true}, at(0, 2));
    }

    /** States {@code 0 .. length}; primitive 0 steps left, 1 steps right; entering the last state pays and ends the episode. */
    static GlobalMdp chain(int length, double goalReward) {
        int[][] next = new int[length + 1][2]; // [S, N]
        double[][] rewards = new double[length + 1][2]; // [S, N]
        boolean[] terminal = new boolean[length + 1]; // [S]
        for (int state = 0; state < length; state++) {
            next[state][0] = Math.max(state - 1, 0);
            next[state][1] = state + 1;
        }
        next[length][0] = length;
        next[length][1] = length;
        rewards[length - 1][1] = goalReward;
        terminal[length] = true;
        return GlobalMdp.deterministic(next, rewards, terminal, at(0, length + 1));
    }

    /** Two states to hand to each other, and a third that no one leaves. Nothing ends an episode but the horizon. */
    static GlobalMdp duality() {
        int[][] next = {{2, 1}, {0, 1}, {2, 2}};
        double[][] rewards = {{0, 0.5}, {0.5, 0.3}, {-1, -1}};
        return GlobalMdp.deterministic(next, rewards, new boolean[3], at(0, 3));
    }

    private static double[] at(int state, int states) { // [S]
        double[] start = new double[states];
        start[state] = 1;
        return start;
    }
}
