package walras.env.auction;

/** How an episode spreads over the states when every primitive is equally likely to win, step by step, with what it has earned. */
final class UniformWalk {
    /** Below this chance a state is left out: it could not be seen in any sum. */
    private static final double CHANCE_MIN = 1e-60;
    /** A spread that moves by no more than this is at rest. */
    private static final double REST = 1e-16;

    private final int[] first; // [S + 1]
    private final int[] to; // [moves]
    private final double[] move; // [moves]
    private final double[] reward; // [S], means
    private final double[] here; // [S]
    private final double[] there; // [S]
    private final int[] places; // [S], those with a chance first
    private final int[] reached; // [S]
    private int count;
    private final boolean[] listed; // [S]
    private double earned;
    private double rate;
    private boolean settled;

    UniformWalk(GlobalMdp world) {
        int states = world.states();
        int n = world.primitives();
        first = new int[states + 1];
        to = new int[world.first(states * n)];
        move = new double[to.length];
        reward = new double[states];
        here = new double[states];
        there = new double[states];
        places = new int[states];
        reached = new int[states];
        listed = new boolean[states];
        int[] at = new int[states]; // [S], one past the move to a state while its source is read
        int moves = 0;
        for (int state = 0; state < states; state++) {
            first[state] = moves;
            for (int pair = state * n; !world.terminal(state) && pair < (state + 1) * n; pair++) {
                reward[state] += world.reward(state, pair % n) / n;
                for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
                    int next = world.next(outcome);
                    if (at[next] <= first[state]) {
                        to[moves] = next;
                        at[next] = ++moves;
                    }
                    move[at[next] - 1] += world.chance(outcome) / n;
                }
            }
            here[state] = world.startProbability(state);
            if (here[state] > 0 && !world.terminal(state)) {
                places[count++] = state;
            }
        }
        first[states] = moves;
    }

    /** Takes one step; returns how many moves it looked at. */
    long step() {
        long work = 0;
        int next = 0;
        rate = 0;
        for (int k = 0; k < count; k++) {
            int state = places[k];
            double chance = here[state];
            rate += chance * reward[state];
            for (int m = first[state]; m < first[state + 1]; m++) {
                int target = to[m];
                if (!listed[target]) {
                    listed[target] = true;
                    reached[next++] = target;
                }
                there[target] += chance * move[m];
            }
            work += first[state + 1] - first[state];
        }
        earned += rate;
        settle(next);
        return work;
    }

    /** Forgets the old spread, keeps of the new one what counts, and sees whether it moved. */
    private void settle(int next) {
        double moved = 0;
        for (int k = 0; k < count; k++) {
            int state = places[k];
            moved += Math.abs(here[state] - there[state]);
            here[state] = 0;
        }
        int kept = 0;
        for (int k = 0; k < next; k++) {
            int state = reached[k];
            listed[state] = false;
            if (there[state] >= CHANCE_MIN && first[state + 1] > first[state]) {
                here[state] = there[state];
                places[kept++] = state;
            }
            there[state] = 0;
        }
        settled = kept == 0 || (kept == count && moved <= REST);
        rate = kept == 0 ? 0 : rate;
        count = kept;
    }

    boolean settled() {
        return settled;
    }

    /** What has been earned so far. */
    double earned() {
        return earned;
    }

    /** What the last step earned, and every further one does once the walk has settled. */
    double rate() {
        return rate;
    }
}
