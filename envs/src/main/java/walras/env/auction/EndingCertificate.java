package walras.env.auction;

import java.util.Arrays;
import walras.env.Interruption;

/**
 * Whether values without a discount are those of a policy that ends: from everywhere it reaches, surely, a state where nothing is paid any more and whose value is 0, and no state where one
 * could rest for nothing is worth less than that. Where no primitive improves on them they are then the best there are.
 */
final class EndingCertificate {
    private final GlobalMdp world;
    private final GlobalMdpOracle answer;
    private final int n;

    private EndingCertificate(GlobalMdp world, GlobalMdpOracle answer) {
        this.world = world;
        this.answer = answer;
        n = world.primitives();
    }

    static boolean holds(GlobalMdp world, GlobalMdpOracle answer) {
        return new EndingCertificate(world, answer).holds();
    }

    private boolean holds() {
        boolean[] idle = restingPlaces(true); // [S]
        boolean[] restful = restingPlaces(false); // [S]
        for (int state = 0; state < idle.length; state++) {
            double value = answer.vStar()[state] + answer.vRest()[state];
            if ((idle[state] && value != 0) || (restful[state] && value < 0)) {
                return false;
            }
        }
        return everybodyReaches(idle);
    }

    /** The largest set in which nothing is paid: by the policy, or by any primitives. Passes go both ways, since what falls out makes its neighbours fall. */
    private boolean[] restingPlaces(boolean byPolicy) { // [S]
        boolean[] inside = new boolean[world.states()]; // [S]
        Arrays.fill(inside, true);
        for (boolean changed = true; changed; ) {
            Interruption.check("a certificate of policies that end");
            changed = false;
            for (int k = 0; k < 2 * inside.length; k++) {
                int state = k < inside.length ? k : 2 * inside.length - 1 - k;
                if (inside[state] && !world.terminal(state) && !rests(state, byPolicy, inside)) {
                    inside[state] = false;
                    changed = true;
                }
            }
        }
        return inside;
    }

    private boolean rests(int state, boolean byPolicy, boolean[] inside) { // inside [S]
        for (int i = 0; i < n; i++) {
            boolean counts = !byPolicy || i == answer.policyStar()[state];
            if (counts && world.reward(state, i) == 0 && outcomes(state, i, inside, true)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all outcomes of a pair, or some, are in a set. */
    private boolean outcomes(int state, int primitive, boolean[] set, boolean all) { // set [S]
        int pair = state * n + primitive;
        for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
            if (set[world.next(outcome)] != all) {
                return !all;
            }
        }
        return all;
    }

    private boolean everybodyReaches(boolean[] goal) { // goal [S]
        boolean[] reached = goal.clone(); // [S]
        int left = 0;
        for (boolean done : reached) {
            left += done ? 0 : 1;
        }
        for (boolean changed = true; changed && left > 0; ) {
            Interruption.check("a certificate of policies that end");
            changed = false;
            for (int k = 0; k < 2 * reached.length; k++) {
                int state = k < reached.length ? k : 2 * reached.length - 1 - k;
                if (!reached[state] && outcomes(state, answer.policyStar()[state], reached, false)) {
                    reached[state] = true;
                    left--;
                    changed = true;
                }
            }
        }
        return left == 0;
    }
}
