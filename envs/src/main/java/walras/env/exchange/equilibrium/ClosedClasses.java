package walras.env.exchange.equilibrium;

/**
 * Stationary values of a chain that may fall apart into several closed classes, each keeping the mass it had. More than one class
 * means that the relative price level of the classes is free.
 */
final class ClosedClasses {
    private final long[] reach; // [n] bit per state
    private final int[] member; // [n]
    private final double[] part; // [n, n]
    private final double[] value; // [n]
    private int classes;

    ClosedClasses(int statesMax) {
        reach = new long[statesMax];
        member = new int[statesMax];
        part = new double[statesMax * statesMax];
        value = new double[statesMax];
    }

    /** How many classes the last chain had. */
    int classes() {
        return classes;
    }

    /**
     * Solves {@code v = v flow} class by class.
     *
     * @param flow {@code [n, n]}
     * @param mass {@code [n]}: each state's value before; replaced by the stationary values
     * @return false when some state is transient, so that no positive solution exists
     */
    boolean solve(double[] flow, int n, double[] mass) {
        close(flow, n);
        classes = 0;
        long done = 0;
        for (int k = 0; k < n; k++) {
            if ((done >> k & 1) != 0) {
                continue;
            }
            long set = reach[k];
            for (int j = 0; j < n; j++) {
                if ((set >> j & 1) != 0 && reach[j] != set) {
                    return false;
                }
            }
            if ((set & done) != 0 || !solveClass(flow, n, set, mass)) {
                return false;
            }
            done |= set;
            classes++;
        }
        return true;
    }

    private void close(double[] flow /* [n, n] */, int n) {
        for (int k = 0; k < n; k++) {
            reach[k] = 1L << k;
            for (int j = 0; j < n; j++) {
                reach[k] |= flow[k * n + j] > 0 ? 1L << j : 0;
            }
        }
        for (int via = 0; via < n; via++) {
            for (int k = 0; k < n; k++) {
                reach[k] |= (reach[k] >> via & 1) != 0 ? reach[via] : 0;
            }
        }
    }

    private boolean solveClass(double[] flow /* [n, n] */, int n, long set, double[] mass /* [n] */) {
        int size = 0;
        double total = 0;
        for (int j = 0; j < n; j++) {
            if ((set >> j & 1) != 0) {
                member[size++] = j;
                total += mass[j];
            }
        }
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                part[a * size + b] = flow[member[a] * n + member[b]];
            }
        }
        if (!Stationary.solve(part, size, value)) {
            return false;
        }
        for (int a = 0; a < size; a++) {
            mass[member[a]] = value[a] * total;
        }
        return true;
    }
}
