package walras.env.auction;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;
import walras.env.Problem;

/**
 * Linear systems {@code (surplus_s + sum_t w_st) x_s - sum_t w_st x_t = b_s} with weights and surpluses that are not negative: what a policy is worth. Written with its surplus the matrix
 * is eliminated without a subtraction (Grassmann, Taksar and Heyman 1985), so that a surplus of 1e-7 costs no digits, and {@code x} is as exact as {@code b} lets it be.
 *
 * <p>States go in the order of how few entries that touches, and what is left is eliminated as a full matrix once it has filled up: a chain takes time in proportion to its length.
 */
final class SurplusSystem {
    private static final int DENSE_MAX = 4_096;
    private static final int DENSE_MIN = 32;
    private static final long ENTRIES_MAX = 1 << 26;

    private final int states;
    private final SparseRow[] rows; // [S]
    private final SparseRow[] multipliers; // [S] which rows a state was eliminated from, and by how much
    private final double[] surplus; // [S]
    private final double[] diagonal; // [S]
    private final IntList[] before; // [S] rows that had an entry for the state
    private final int[] live; // [S] how many of them are not eliminated
    private final boolean[] gone; // [S]
    private final int[] order; // [S] of elimination, then the states of the dense end
    private final int[] place; // [S] scratch: where the row at work holds a state, counted from 1
    private int eliminated;
    private long entries;
    private @Nullable DenseSurplus dense;

    SurplusSystem(int states) {
        this.states = states;
        rows = new SparseRow[states];
        multipliers = new SparseRow[states];
        surplus = new double[states];
        diagonal = new double[states];
        before = new IntList[states];
        live = new int[states];
        gone = new boolean[states];
        order = new int[states];
        place = new int[states];
        for (int state = 0; state < states; state++) {
            rows[state] = new SparseRow();
            multipliers[state] = new SparseRow();
            before[state] = new IntList();
        }
    }

    static double positive(double diagonal) {
        if (!(diagonal > 0)) {
            throw new ArithmeticException("states that nothing leaves have no values");
        }
        return diagonal;
    }

    void surplus(int state, double value) {
        surplus[state] = value;
    }

    /** Adds to a weight; a state's weight for itself changes nothing and is left out. */
    void add(int state, int to, double weight) {
        if (to != state && weight > 0) {
            SparseRow row = rows[state];
            int at = row.find(to);
            if (at >= 0) {
                row.values[at] += weight;
            } else {
                row.add(to, weight);
                enter(state, to);
            }
        }
    }

    private void enter(int state, int to) {
        before[to].add(state);
        live[to]++;
        if (++entries > ENTRIES_MAX) {
            throw Problem.limit(
                    "a linear system of " + states + " states", "at most " + ENTRIES_MAX + " entries", entries);
        }
    }

    /** Eliminates; once, before anything is solved. */
    void factor() {
        PriorityQueue<Long> queue = new PriorityQueue<>(Math.max(1, states));
        for (int state = 0; state < states; state++) {
            queue.add(key(state));
        }
        while (eliminated < states) {
            long key = queue.remove();
            int state = (int) key;
            long now = gone[state] ? -1 : key(state);
            if (now > key) {
                queue.add(now);
            } else if (now >= 0 && full(key >>> 32)) {
                eliminateRest();
                return;
            } else if (now >= 0) {
                eliminate(state, queue);
            }
        }
    }

    /** How many entries eliminating a state touches, above the state's number. */
    private long key(int state) {
        return Math.min((long) rows[state].length * live[state], Integer.MAX_VALUE) << 32 | state;
    }

    private boolean full(long cheapest) {
        long left = (long) states - eliminated;
        return left <= DENSE_MAX && left >= DENSE_MIN && cheapest * 16 > left * left;
    }

    private void eliminate(int state, PriorityQueue<Long> queue) {
        if ((eliminated & 255) == 0) {
            Interruption.check("a linear system of " + states + " states");
        }
        SparseRow row = rows[state];
        double sum = surplus[state];
        for (int k = 0; k < row.length; k++) {
            sum += row.values[k];
        }
        diagonal[state] = positive(sum);
        gone[state] = true;
        order[eliminated++] = state;
        for (int k = 0; k < before[state].length; k++) {
            int other = before[state].values[k];
            if (!gone[other]) {
                pass(state, other);
            }
        }
        for (int k = 0; k < row.length; k++) {
            int to = row.indices[k];
            if (--live[to] <= 1) {
                queue.add(key(to));
            }
        }
    }

    /** Lets a row see through an eliminated state. */
    private void pass(int state, int other) {
        SparseRow from = rows[state];
        SparseRow row = rows[other];
        for (int k = 0; k < row.length; k++) {
            place[row.indices[k]] = k + 1;
        }
        double factor = row.values[place[state] - 1] / diagonal[state];
        multipliers[state].add(other, factor);
        surplus[other] += factor * surplus[state];
        for (int k = 0; k < from.length; k++) {
            int to = from.indices[k];
            if (to != other && place[to] > 0) {
                row.values[place[to] - 1] += factor * from.values[k];
            } else if (to != other) {
                row.add(to, factor * from.values[k]);
                place[to] = row.length;
                enter(other, to);
            }
        }
        int removed = place[state] - 1;
        for (int k = 0; k < row.length; k++) {
            place[row.indices[k]] = 0;
        }
        row.remove(removed);
    }

    private void eliminateRest() {
        int[] rest = new int[states - eliminated]; // [k]
        int count = 0;
        for (int state = 0; state < states; state++) {
            if (!gone[state]) {
                place[state] = count;
                rest[count++] = state;
            }
        }
        double[][] weights = new double[count][count]; // [k][k]
        double[] left = new double[count]; // [k]
        for (int k = 0; k < count; k++) {
            SparseRow row = rows[rest[k]];
            for (int entry = 0; entry < row.length; entry++) {
                weights[k][place[row.indices[entry]]] = row.values[entry];
            }
            left[k] = surplus[rest[k]];
        }
        System.arraycopy(rest, 0, order, eliminated, count);
        dense = new DenseSurplus(weights, left);
    }

    /** The solution for one right side. */
    double[] solve(double[] right) { // [S] -> [S]
        double[] x = right.clone();
        for (int k = 0; k < eliminated; k++) {
            int state = order[k];
            SparseRow down = multipliers[state];
            for (int entry = 0; entry < down.length; entry++) {
                x[down.indices[entry]] += down.values[entry] * x[state];
            }
        }
        solveRest(x);
        for (int k = eliminated - 1; k >= 0; k--) {
            int state = order[k];
            SparseRow row = rows[state];
            double sum = x[state];
            for (int entry = 0; entry < row.length; entry++) {
                sum += row.values[entry] * x[row.indices[entry]];
            }
            x[state] = sum / diagonal[state];
        }
        return x;
    }

    private void solveRest(double[] x) { // [S]
        DenseSurplus block = dense;
        if (block != null) {
            int[] rest = Arrays.copyOfRange(order, eliminated, states); // [k]
            double[] values = Arrays.stream(rest).mapToDouble(state -> x[state]).toArray(); // [k]
            block.solve(values);
            for (int k = 0; k < rest.length; k++) {
                x[rest[k]] = values[k];
            }
        }
    }
}
