package walras.env.auction;

import java.util.Arrays;
import walras.env.Interruption;

/**
 * Which policies of an undiscounted world have values: those that end, surely, in a terminal state or among states where nothing is paid any more.
 */
final class EndingPolicies {
    private static final int NONE = -1;

    private final GlobalMdp world;
    private final Predecessors before;
    private final int states;
    private final int n;

    EndingPolicies(GlobalMdp world, Predecessors before) {
        this.world = world;
        this.before = before;
        states = world.states();
        n = world.primitives();
    }

    /**
     * A policy that ends, to begin with.
     *
     * @throws ArithmeticException if from some state none does
     */
    int[] first() { // [S]
        int[] policy = new int[states];
        boolean[] still = still(policy, true); // [S]
        boolean[] allowed = new boolean[states]; // [S]
        Arrays.fill(allowed, true);
        for (int left = states; ; ) {
            Interruption.check("policies that end");
            boolean[] reached = reach(still, allowed, policy, true); // [S]
            int count = count(reached);
            if (count == left) {
                break;
            }
            left = count;
            allowed = reached;
        }
        if (count(allowed) < states) {
            throw new ArithmeticException("from some state no policy comes to rest");
        }
        return policy;
    }

    /** The states that are worth nothing under a policy because it never pays there again, terminal ones among them. */
    boolean[] still(int[] policy) { // [S]
        return still(policy, false);
    }

    /** Whether a policy ends from everywhere. */
    boolean ends(int[] policy, boolean[] still) { // policy [S], still [S]
        boolean[] allowed = new boolean[states]; // [S]
        Arrays.fill(allowed, true);
        return count(reach(still, allowed, policy, false)) == states;
    }

    /** The largest set of states that a primitive which pays nothing keeps inside; writes those primitives where it may choose. */
    private boolean[] still(int[] policy, boolean choosing) { // policy [S] -> [S]
        boolean[] still = new boolean[states]; // [S]
        Arrays.fill(still, true);
        StateQueue queue = StateQueue.full(states);
        while (!queue.isEmpty()) {
            int state = queue.take();
            if (still[state] && !world.terminal(state)) {
                int primitive = choosing ? resting(state, still) : policy[state];
                if (primitive == NONE || world.reward(state, primitive) != 0 || !inside(state, primitive, still)) {
                    still[state] = false;
                    queue.addBefore(before, state);
                } else {
                    policy[state] = primitive;
                }
            }
        }
        return still;
    }

    private int resting(int state, boolean[] still) { // still [S]
        for (int i = 0; i < n; i++) {
            if (world.reward(state, i) == 0 && inside(state, i, still)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean inside(int state, int primitive, boolean[] set) { // set [S]
        int pair = state * n + primitive;
        for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
            if (!set[world.next(outcome)]) {
                return false;
            }
        }
        return true;
    }

    /** The states from which the goal can be reached without the risk of leaving the allowed ones; writes how, where it may choose. */
    private boolean[] reach(boolean[] goal, boolean[] allowed, int[] policy, boolean choosing) { // all [S]
        boolean[] reached = goal.clone(); // [S]
        StateQueue queue = new StateQueue(states);
        for (int state = 0; state < states; state++) {
            if (goal[state]) {
                queue.addBefore(before, state);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.take();
            if (!reached[state] && allowed[state]) {
                int primitive = choosing ? leading(state, reached, allowed) : policy[state];
                if (primitive != NONE && touches(state, primitive, reached)) {
                    reached[state] = true;
                    policy[state] = primitive;
                    queue.addBefore(before, state);
                }
            }
        }
        return reached;
    }

    private int leading(int state, boolean[] reached, boolean[] allowed) { // reached [S], allowed [S]
        for (int i = 0; i < n; i++) {
            if (touches(state, i, reached) && inside(state, i, allowed)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean touches(int state, int primitive, boolean[] set) { // set [S]
        int pair = state * n + primitive;
        for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
            if (set[world.next(outcome)]) {
                return true;
            }
        }
        return false;
    }

    private static int count(boolean[] set) { // set [S]
        int count = 0;
        for (boolean inside : set) {
            count += inside ? 1 : 0;
        }
        return count;
    }
}
