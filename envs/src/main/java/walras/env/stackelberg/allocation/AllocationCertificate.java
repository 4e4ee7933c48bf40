package walras.env.stackelberg.allocation;

import walras.env.Solution;

/**
 * What the answer is worth, from the tables alone. Every type sends the message that brings its item, where one does. A message
 * brings one item, so no allocator serves more types than there are messages.
 *
 * @param value by how much the stated value misses the share of types that the stated items serve; NaN where an item is none
 * @param bound what an allocator might serve more, as a share of the types
 */
record AllocationCertificate(double value, double bound) {
    private static final double TOLERANCE = 1e-12;

    static AllocationCertificate of(int types, int messages, Solution answer) {
        double[] items = answer.table("optimal_item").values(); // [message]
        double stated = answer.table("leader_value").scalar();
        boolean[] served = new boolean[types]; // [type]
        for (double item : items) {
            if (!(item >= 0 && item < types && item == Math.rint(item))) {
                return new AllocationCertificate(Double.NaN, Double.NaN);
            }
            served[(int) item] = true;
        }
        int count = 0;
        for (boolean each : served) {
            count += each ? 1 : 0;
        }
        double reached = (double) count / types;
        double most = (double) Math.min(types, messages) / types;
        double miss = items.length == messages ? Math.abs(stated - reached) : Double.NaN;
        return new AllocationCertificate(miss, Math.max(0, most - stated));
    }

    boolean verified() {
        return value <= TOLERANCE && bound <= TOLERANCE;
    }
}
