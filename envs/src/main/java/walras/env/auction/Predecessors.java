package walras.env.auction;

/** Which states lead to a state by some primitive; one entry for every outcome of a pair, so that a state may be listed more than once. */
final class Predecessors {
    private final int[] first; // [S + 1]
    private final int[] from; // [outcomes]

    Predecessors(GlobalMdp world) {
        int states = world.states();
        int n = world.primitives();
        int outcomes = world.first(states * n);
        first = new int[states + 1];
        for (int outcome = 0; outcome < outcomes; outcome++) {
            first[world.next(outcome) + 1]++;
        }
        for (int state = 0; state < states; state++) {
            first[state + 1] += first[state];
        }
        from = new int[outcomes];
        int[] filled = first.clone(); // [S + 1]
        for (int pair = 0; pair < states * n; pair++) {
            for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
                from[filled[world.next(outcome)]++] = pair / n;
            }
        }
    }

    int first(int state) {
        return first[state];
    }

    /** One past the last entry of the state. */
    int end(int state) {
        return first[state + 1];
    }

    int from(int entry) {
        return from[entry];
    }
}
