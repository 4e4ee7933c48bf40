package walras.env.auction;

import java.util.Arrays;

/** States that wait for their turn, first in, first out, each at most once. */
final class StateQueue {
    private final int[] ring; // [S]
    private final boolean[] waiting; // [S]
    private int head;
    private int size;

    StateQueue(int states) {
        ring = new int[states];
        waiting = new boolean[states];
    }

    /** A queue of all states, in their order. */
    static StateQueue full(int states) {
        StateQueue queue = new StateQueue(states);
        Arrays.setAll(queue.ring, state -> state);
        Arrays.fill(queue.waiting, true);
        queue.size = states;
        return queue;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(int state) {
        if (!waiting[state]) {
            waiting[state] = true;
            ring[(int) (((long) head + size++) % ring.length)] = state;
        }
    }

    int take() {
        int state = ring[head];
        head = (head + 1) % ring.length;
        size--;
        waiting[state] = false;
        return state;
    }

    /** Lets everybody who can step into a state wait. */
    void addBefore(Predecessors before, int state) {
        for (int entry = before.first(state); entry < before.end(state); entry++) {
            add(before.from(entry));
        }
    }
}
