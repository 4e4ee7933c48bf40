package walras.env.exchange.equilibrium;

/**
 * One row's economy, checked and with the parts that carry no price taken out: goods that nobody wants, agents that own nothing
 * of value. Reused from row to row; indices below are of the kept agents {@code n} and goods {@code l}.
 */
final class RowEconomy {
    final Preferences preferences;
    final int[] agentOf; // [N] kept agent -> agent
    final int[] goodOf; // [L] kept good -> good
    final double[] weight; // [n, l]
    final double[] endowment; // [n, l]
    final double[] supply; // [l]
    int agents;
    int goods;

    private final long[] wants; // [N] bit per good
    private final long[] owns; // [N] bit per good

    RowEconomy(Preferences preferences) {
        int n = preferences.agents();
        int l = preferences.goods();
        this.preferences = preferences;
        agentOf = new int[n];
        goodOf = new int[l];
        weight = new double[n * l];
        endowment = new double[n * l];
        supply = new double[l];
        wants = new long[n];
        owns = new long[n];
    }

    /** The family of a kept agent. */
    Utility family(int agent) {
        return preferences.family(agentOf[agent]);
    }

    /** The elasticity of a kept agent. */
    double elasticity(int agent) {
        return preferences.elasticity(agentOf[agent]);
    }

    /**
     * Reads one row.
     *
     * @param weights {@code [.., N, L]} from {@code at}
     * @param endowments {@code [.., N, L]} from {@code at}
     * @return what is wrong with the economy, or {@link Status#CONVERGED} when nothing is; after {@link Status#UNWANTED_GOOD} and
     *     {@link Status#ZERO_ENDOWMENT} the rest of the economy is loaded and can still be solved
     */
    Status load(double[] weights, double[] endowments, int at) {
        int n = preferences.agents();
        int l = preferences.goods();
        for (int k = 0; k < n * l; k++) {
            if (!isQuantity(weights[at + k]) || !isQuantity(endowments[at + k])) {
                return Status.INVALID_INPUT;
            }
        }
        long supplied = readMasks(weights, endowments, at);
        long wanted = 0;
        for (int i = 0; i < n; i++) {
            if (wants[i] == 0) {
                return Status.NO_WANTS;
            }
            wanted |= owns[i] != 0 ? wants[i] : 0;
        }
        if ((wanted & ~supplied) != 0) {
            return Status.ZERO_SUPPLY;
        }
        return keep(weights, endowments, at, supplied);
    }

    private static boolean isQuantity(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }

    /** Fills the bit sets and returns the goods that somebody owns. */
    private long readMasks(double[] weights /* [N, L] */, double[] endowments /* [N, L] */, int at) {
        int l = preferences.goods();
        long supplied = 0;
        for (int i = 0; i < wants.length; i++) {
            wants[i] = 0;
            owns[i] = 0;
            for (int j = 0; j < l; j++) {
                wants[i] |= weights[at + i * l + j] > 0 ? 1L << j : 0;
                owns[i] |= endowments[at + i * l + j] > 0 ? 1L << j : 0;
            }
            supplied |= owns[i];
        }
        return supplied;
    }

    private Status keep(double[] weights /* [N, L] */, double[] endowments /* [N, L] */, int at, long supplied) {
        long valued = supplied;
        long before;
        do {
            before = valued;
            long wanted = 0;
            for (int i = 0; i < wants.length; i++) {
                wanted |= (owns[i] & valued) != 0 ? wants[i] : 0;
            }
            valued &= wanted;
        } while (valued != before);
        copyKept(weights, endowments, at, valued);
        if (goods == 0) {
            return Status.REDUCIBLE;
        }
        if (valued != supplied) {
            return isConnected() ? Status.UNWANTED_GOOD : Status.REDUCIBLE;
        }
        if (!isConnected()) {
            return Status.REDUCIBLE;
        }
        return agents < wants.length ? Status.ZERO_ENDOWMENT : Status.CONVERGED;
    }

    private void copyKept(double[] weights /* [N, L] */, double[] endowments /* [N, L] */, int at, long valued) {
        int l = preferences.goods();
        goods = 0;
        for (int j = 0; j < l; j++) {
            if ((valued >> j & 1) != 0) {
                goodOf[goods++] = j;
            }
        }
        agents = 0;
        for (int i = 0; i < wants.length; i++) {
            if ((owns[i] & valued) != 0) {
                agentOf[agents++] = i;
            }
        }
        for (int j = 0; j < goods; j++) {
            supply[j] = 0;
            for (int i = 0; i < agents; i++) {
                int from = at + agentOf[i] * l + goodOf[j];
                weight[i * goods + j] = weights[from];
                endowment[i * goods + j] = endowments[from];
                supply[j] += endowments[from];
            }
        }
    }

    /** Takes a good out of the market, as when its price is zero; agents who own nothing else leave with it. */
    void drop(int good) {
        int width = goods;
        goods--;
        System.arraycopy(goodOf, good + 1, goodOf, good, goods - good);
        System.arraycopy(supply, good + 1, supply, good, goods - good);
        int stay = 0;
        for (int i = 0; i < agents; i++) {
            double owned = 0;
            for (int j = 0; j < goods; j++) {
                int from = i * width + (j < good ? j : j + 1);
                weight[stay * goods + j] = weight[from];
                endowment[stay * goods + j] = endowment[from];
                owned += endowment[from];
            }
            agentOf[stay] = agentOf[i];
            stay += owned > 0 ? 1 : 0;
        }
        agents = stay;
    }

    /** Whether a price of zero would leave demand for the good finite: only Leontief agents want it, each with another good. */
    boolean mayBeFree(int good) {
        boolean may = goods > 1;
        for (int i = 0; i < agents && may; i++) {
            double other = 0;
            for (int j = 0; j < goods; j++) {
                other += j == good ? 0 : weight[i * goods + j];
            }
            may = weight[i * goods + good] == 0 || (family(i) == Utility.LEONTIEF && other > 0);
        }
        return may;
    }

    /** Whether money can flow from every kept good to every other: owners of the first want, in the end, the second. */
    private boolean isConnected() {
        long all = 0;
        for (int j = 0; j < goods; j++) {
            all |= 1L << goodOf[j];
        }
        long first = 1L << goodOf[0];
        return spread(first, all, owns, wants) == all && spread(first, all, wants, owns) == all;
    }

    private long spread(long start, long all, long[] from /* [N] */, long[] to /* [N] */) {
        long reached = start;
        long before;
        do {
            before = reached;
            for (int i = 0; i < agents; i++) {
                int agent = agentOf[i];
                reached |= (from[agent] & reached) != 0 ? to[agent] & all : 0;
            }
        } while (reached != before);
        return reached;
    }
}
