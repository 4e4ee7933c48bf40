package walras.env.auction;

import java.util.Arrays;
import walras.env.Interruption;

/**
 * Bidders who bid what winning was worth: {@code b(s, i) <- E[r(s, i) + discount * revenue(s')]}, all states and bidders at once, clipped to the bid range. Copies bid
 * alike. Where the revenue is the next highest bid, this is a Bellman sweep; the differences between mechanisms show in the fixed points.
 *
 * @param bids [S, N]
 * @param sweeps how many sweeps changed a bid
 * @param residual by how much one more sweep would change a bid
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only table; identity is never asked for.
record ValueBids(double[] bids, int sweeps, double residual) { // bids [S, N]
    private static final long OUTCOMES_MAX = 20_000_000;
    private static final int GUESSES_MAX = 64;
    /** Above, sweeps stop moving before they arrive. */
    private static final double SWEPT_DISCOUNT_MAX = 0.999;

    /** Where sweeps from bids of zero end: by sweeps while few are enough, then by guessing who will be paid and solving for what that brings. */
    static ValueBids settled(GlobalMdp world, AuctionRules rules, double bidMax) {
        ValueBids best = from(world, rules, bidMax, Integer.MAX_VALUE);
        if ((best.residual == 0 && rules.discount() <= SWEPT_DISCOUNT_MAX) || rules.discount() == 1) {
            return best;
        }
        ValueBids guess = best;
        for (int k = 0; k < GUESSES_MAX; k++) {
            ValueBids next = guessed(world, rules, bidMax, guess.bids);
            if (Arrays.equals(next.bids, guess.bids)) {
                return next;
            }
            best = next.residual < best.residual ? next : best;
            guess = next;
        }
        return best;
    }

    /** Whether the bids are where they stay, up to rounding and 1e-9 of the largest. */
    boolean settled(double discount) {
        return small(residual, bids, discount);
    }

    /** Whether a residual is rounding, or 1e-9 of the largest bid once it has added up over all later steps. */
    static boolean small(double residual, double[] bids, double discount) { // [S, N]
        double size = Arrays.stream(bids).max().orElse(0);
        return residual <= 1e-9 * size * (1 - discount) + 4 * Math.ulp(size);
    }

    /** Sweeps from bids of zero until none changes, at most {@code sweepsMax} times, or for as long as that is cheap. A sweep only looks at states after which a revenue has changed. */
    static ValueBids from(GlobalMdp world, AuctionRules rules, double bidMax, int sweepsMax) {
        int states = world.states();
        int n = world.primitives();
        double[] bids = new double[states * n]; // [S, N]
        double[] revenue = new double[states]; // [S]
        int[] batch = new int[states]; // [S]
        Predecessors before = new Predecessors(world);
        StateQueue queue = StateQueue.full(states);
        int sweeps = 0;
        long work = 0;
        while (sweeps < sweepsMax && work < OUTCOMES_MAX && !queue.isEmpty()) {
            Interruption.check("value bids");
            int count = 0;
            boolean changed = false;
            while (!queue.isEmpty()) {
                int state = queue.take();
                batch[count++] = state;
                work += world.first((state + 1) * n) - world.first(state * n);
                changed |= bid(world, rules.discount(), bidMax, state, revenue, bids);
            }
            for (int k = 0; k < count; k++) {
                double now = revenue(rules, bids, batch[k]);
                if (now != revenue[batch[k]]) {
                    revenue[batch[k]] = now;
                    queue.addBefore(before, batch[k]);
                }
            }
            sweeps += changed ? 1 : 0;
        }
        return of(world, rules, bidMax, bids, sweeps);
    }

    private static ValueBids of(
            GlobalMdp world, AuctionRules rules, double bidMax, double[] bids, int sweeps) { // bids [S, N]
        double[] swept = sweep(world, rules, bidMax, bids); // [S, N]
        double residual = 0;
        for (int pair = 0; pair < bids.length; pair++) {
            residual = Math.max(residual, Math.abs(swept[pair] - bids[pair]));
        }
        return new ValueBids(bids, sweeps, residual);
    }

    /** One synchronous sweep. */
    static double[] sweep(GlobalMdp world, AuctionRules rules, double bidMax, double[] bids) { // bids [S, N] -> [S, N]
        double[] revenue = new double[world.states()];
        for (int state = 0; state < revenue.length; state++) {
            revenue[state] = revenue(rules, bids, state);
        }
        double[] swept = new double[bids.length];
        for (int state = 0; state < revenue.length; state++) {
            bid(world, rules.discount(), bidMax, state, revenue, swept);
        }
        return swept;
    }

    /** Writes the bids of a state; returns whether any changed. */
    private static boolean bid(
            GlobalMdp world,
            double discount,
            double bidMax,
            int state,
            double[] revenue,
            double[] bids) { // revenue [S], bids [S, N]
        int n = world.primitives();
        boolean changed = false;
        for (int i = 0; i < n; i++) {
            double value = world.terminal(state)
                    ? 0
                    : world.reward(state, i) + discount * world.expectation(state, i, revenue);
            double bid = Math.min(Math.max(value, 0), bidMax);
            changed |= bid != bids[state * n + i];
            bids[state * n + i] = bid;
        }
        return changed;
    }

    /** The bids that follow if in every state the bidder who sets the revenue now does so for good. */
    private static ValueBids guessed(GlobalMdp world, AuctionRules rules, double bidMax, double[] bids) { // bids [S, N]
        int states = world.states();
        int n = world.primitives();
        double[] right = new double[states]; // [S]
        SurplusSystem system = new SurplusSystem(states);
        for (int state = 0; state < states; state++) {
            double paid = revenue(rules, bids, state);
            int setter = setter(bids, state, n, paid);
            boolean free = setter >= 0 && paid > 0 && paid < bidMax && !world.terminal(state);
            right[state] = free ? world.reward(state, setter) : paid;
            system.surplus(state, free ? 1 - rules.discount() : 1);
            int pair = state * n + setter;
            for (int outcome = free ? world.first(pair) : 0; free && outcome < world.first(pair + 1); outcome++) {
                system.add(state, world.next(outcome), rules.discount() * world.chance(outcome));
            }
        }
        system.factor();
        double[] revenue = system.solve(right); // [S]
        double[] next = new double[bids.length]; // [S, N]
        for (int state = 0; state < states; state++) {
            bid(world, rules.discount(), bidMax, state, revenue, next);
        }
        return of(world, rules, bidMax, next, 0);
    }

    /** Who bids the revenue, or -1. */
    private static int setter(double[] bids, int state, int n, double paid) { // bids [S, N]
        for (int i = 0; i < n; i++) {
            if (bids[state * n + i] == paid) {
                return i;
            }
        }
        return -1;
    }

    private static double revenue(AuctionRules rules, double[] bids, int state) { // bids [S, N]
        int primitives = rules.primitives();
        double top = 0;
        double second = 0;
        for (int i = 0; i < primitives; i++) {
            double bid = bids[state * primitives + i];
            second = Math.max(second, Math.min(bid, top));
            top = Math.max(top, bid);
        }
        return rules.mechanism().revenue(top, rules.copies() > 1 ? top : second);
    }
}
