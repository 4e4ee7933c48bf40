package walras.env.auction;

import java.util.Arrays;
import walras.env.Interruption;

/**
 * Howard's policy iteration. A policy is worth the solution of a linear system, refined to about twice the digits of a double; then every state takes the primitive that is better by the
 * most, and what that brings is passed on to the states before it, so that a good way is found along its whole length at once.
 *
 * <p>Values rise from policy to policy. Without a discount the first policy is one that ends, and one that no longer does collects rewards for ever.
 */
final class PolicyIteration {
    private static final int ROUNDS_MAX = 10_000;
    private static final int REFINEMENTS = 3;
    /** Visits per state, on average, while improvements are passed on. */
    private static final int VISITS = 16;

    private final GlobalMdp world;
    private final double discount;
    private final int states;
    private final int n;
    private final Predecessors before;
    private final EndingPolicies ending;
    private final int[] policy; // [S]
    private final double[] high; // [S] values
    private final double[] low; // [S] what the doubles of the values leave over
    private final WideSum sum = new WideSum();
    private final double tolerance;
    private double size; // of the largest number that the last advantage was made from
    private int rounds;

    private PolicyIteration(GlobalMdp world, double discount, int[] first) { // first [S]
        this.world = world;
        this.discount = discount;
        states = world.states();
        n = world.primitives();
        before = new Predecessors(world);
        ending = new EndingPolicies(world, before);
        policy = discount < 1 ? first.clone() : ending.first();
        high = new double[states];
        low = new double[states];
        // Rounding in the 31st digit of a value, as often as it can add up.
        tolerance = Math.min(1e-20, Math.max(1e-28, 1e-30 / (1 - discount)));
    }

    /**
     * Solves a world.
     *
     * @param first [S] a policy to begin with, where there is a discount
     * @throws ArithmeticException if the values do not exist, as for a discount of 1 in a world that collects rewards for ever
     */
    static GlobalMdpOracle solve(GlobalMdp world, double discount, int[] first) { // first [S]
        PolicyIteration iteration = new PolicyIteration(world, discount, first);
        do {
            if (iteration.rounds++ == ROUNDS_MAX) {
                throw new ArithmeticException(ROUNDS_MAX + " policies, each better than the last");
            }
            iteration.evaluate();
        } while (iteration.improve());
        return iteration.answer();
    }

    private void evaluate() {
        boolean[] still = discount < 1 ? terminal() : ending.still(policy); // [S]
        if (discount == 1 && !ending.ends(policy, still)) {
            throw new ArithmeticException("some policy collects rewards for ever");
        }
        SurplusSystem system = system(still);
        Arrays.fill(high, 0);
        Arrays.fill(low, 0);
        double[] right = new double[states]; // [S]
        for (int refinement = 0; refinement <= REFINEMENTS; refinement++) {
            for (int state = 0; state < states; state++) {
                right[state] = still[state] ? 0 : advantage(state, policy[state]);
            }
            double[] step = system.solve(right); // [S]
            for (int state = 0; state < states; state++) {
                sum.clear();
                sum.add(high[state]);
                sum.add(low[state]);
                sum.add(step[state]);
                high[state] = sum.high();
                low[state] = sum.low();
            }
        }
    }

    private boolean[] terminal() { // [S]
        boolean[] terminal = new boolean[states];
        for (int state = 0; state < states; state++) {
            terminal[state] = world.terminal(state);
        }
        return terminal;
    }

    private SurplusSystem system(boolean[] still) { // still [S]
        SurplusSystem system = new SurplusSystem(states);
        for (int state = 0; state < states; state++) {
            system.surplus(state, still[state] ? 1 : 1 - discount);
            int pair = state * n + policy[state];
            for (int outcome = world.first(pair); !still[state] && outcome < world.first(pair + 1); outcome++) {
                system.add(state, world.next(outcome), discount * world.chance(outcome));
            }
        }
        system.factor();
        return system;
    }

    /**
     * How much better than its value a state does by a primitive, then on as before; leaves it in the sum. Values are compared before they are weighted, so that chances that add up to 1 but
     * for a rounding do no harm.
     */
    private double advantage(int state, int primitive) {
        int pair = state * n + primitive;
        sum.clear();
        size = Math.max(Math.abs(high[state]), Math.abs(world.reward(state, primitive)));
        for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
            int to = world.next(outcome);
            double chance = world.chance(outcome);
            sum.addProduct(chance, high[to]);
            sum.addProduct(-chance, high[state]);
            sum.add(chance * (low[to] - low[state]));
            size = Math.max(size, Math.abs(high[to]));
        }
        sum.multiply(discount);
        sum.add(world.reward(state, primitive));
        sum.add(-high[state]);
        sum.addProduct(discount, high[state]);
        sum.add((discount - 1) * low[state]);
        return sum.high();
    }

    /** Takes better primitives where there are any. */
    private boolean improve() {
        Interruption.check("policy iteration");
        StateQueue queue = new StateQueue(states);
        double[] values = high.clone(); // [S]
        for (int state = 0; state < states; state++) {
            double most = 0;
            for (int i = 0; !world.terminal(state) && i < n; i++) {
                double more = advantage(state, i);
                if (more > most && more > tolerance * size) {
                    most = more;
                    policy[state] = i;
                }
            }
            if (most > 0) {
                values[state] += most;
                queue.addBefore(before, state);
            }
        }
        boolean better = !queue.isEmpty() || !Arrays.equals(values, high);
        passOn(queue, values);
        return better;
    }

    private void passOn(StateQueue queue, double[] values) { // values [S]
        for (long visits = (long) VISITS * states; visits > 0 && !queue.isEmpty(); visits--) {
            int state = queue.take();
            boolean raised = false;
            for (int i = 0; !world.terminal(state) && i < n; i++) {
                double value = world.reward(state, i) + discount * world.expectation(state, i, values);
                if (value - values[state] > 1e-12 * Math.max(Math.abs(value), Math.abs(values[state]))) {
                    values[state] = value;
                    policy[state] = i;
                    raised = true;
                }
            }
            if (raised) {
                queue.addBefore(before, state);
            }
        }
    }

    private GlobalMdpOracle answer() {
        double[] q = new double[states * n]; // [S, N]
        double[] values = new double[states]; // [S]
        double[] rest = new double[states]; // [S]
        for (int pair = 0; pair < q.length; pair++) {
            if (!world.terminal(pair / n)) {
                advantage(pair / n, pair % n);
                sum.add(low[pair / n]);
                sum.add(high[pair / n]);
                q[pair] = sum.high() + 0.0;
            }
        }
        if (!Arrays.stream(q).allMatch(Double::isFinite)) {
            throw new ArithmeticException("the values of this world are beyond 1e308");
        }
        GlobalMdpOracle.maxima(q, values);
        for (int state = 0; state < states; state++) {
            rest[state] = high[state] - values[state] + low[state];
        }
        // Without a discount a primitive that only waits is worth as much as the one that it waits for; the policy goes
        // on.
        return discount < 1
                ? GlobalMdpOracle.of(q, values, rest, rounds)
                : new GlobalMdpOracle(q, values, rest, policy.clone(), 0, rounds);
    }
}
