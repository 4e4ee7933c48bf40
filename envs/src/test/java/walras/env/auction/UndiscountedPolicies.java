package walras.env.auction;

import java.util.Arrays;

/** Undiscounted values of worlds whose next state is certain, the long way: every policy is walked from every state until it ends or repeats itself. */
final class UndiscountedPolicies {
    private UndiscountedPolicies() {}

    /** The most that a policy earns which comes to rest; infinite where one earns for ever, or none comes to rest. */
    static double[] values(GlobalMdp world) { // [S]
        double[] best = new double[world.states()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        int[] policy = new int[world.states()]; // [S]
        do {
            for (int state = 0; state < best.length; state++) {
                best[state] = Math.max(best[state], walk(world, policy, state));
            }
        } while (EnumeratedPolicies.next(policy, world.primitives()));
        return best;
    }

    private static double walk(GlobalMdp world, int[] policy, int from) { // policy [S]
        int states = world.states();
        double sum = 0;
        int state = from;
        for (int step = 0; step < states && !world.terminal(state); step++) {
            sum += world.reward(state, policy[state]);
            state = world.next(world.first(state * world.primitives() + policy[state]));
        }
        // After as many steps as there are states the walk is on its cycle, if it has not ended.
        double cycle = 0;
        boolean paid = false;
        int at = state;
        do {
            double reward = world.terminal(at) ? 0 : world.reward(at, policy[at]);
            cycle += reward;
            paid |= reward != 0;
            at = world.terminal(at) ? at : world.next(world.first(at * world.primitives() + policy[at]));
        } while (at != state);
        return cycle > 0 ? Double.POSITIVE_INFINITY : paid ? Double.NEGATIVE_INFINITY : sum;
    }
}
