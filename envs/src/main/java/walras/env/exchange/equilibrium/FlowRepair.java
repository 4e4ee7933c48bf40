package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Makes money flows not negative by moving them along other pairs that are just as good for the agent.
 *
 * <p>Where an economy has ties, several forests carry the same prices and the flows of one may be negative. Each negative flow is
 * cancelled along an alternating path: its agent buys less of another good, whose loss an agent for whom that good is tight makes
 * up, who in turn buys less of a third, and so on to the good of the negative flow.
 */
final class FlowRepair {
    private static final double TIE = 1e-12;

    private final boolean[] tight; // [n, l]
    private final int[] cameFrom; // [n + l]
    private final int[] queue; // [n + l]
    private int agents;
    private int goods;

    FlowRepair(int agentsMax, int goodsMax) {
        tight = new boolean[agentsMax * goodsMax];
        cameFrom = new int[agentsMax + goodsMax];
        queue = new int[agentsMax + goodsMax];
    }

    /**
     * Repairs flows of the linear agents.
     *
     * @param flow {@code [n, l]}, balanced; changed so that it stays balanced
     * @param price {@code [l]}
     * @param negligible negative flows down to minus this are left
     * @return whether no flow is more negative than that
     */
    boolean repair(RowEconomy economy, double[] flow, double[] price, double negligible) {
        agents = economy.agents;
        goods = economy.goods;
        markTight(economy, price);
        for (int pair = 0; pair < agents * goods; pair++) {
            int rounds = 0;
            while (flow[pair] < -negligible) {
                if (rounds++ > agents * goods || !findPath(pair, flow)) {
                    return false;
                }
                push(pair, flow);
            }
        }
        return true;
    }

    private void markTight(RowEconomy economy, double[] price /* [l] */) {
        for (int i = 0; i < agents; i++) {
            double best = 0;
            for (int j = 0; j < goods; j++) {
                best = Math.max(best, economy.weight[i * goods + j] / price[j]);
            }
            for (int j = 0; j < goods; j++) {
                double bang = economy.weight[i * goods + j] / price[j];
                tight[i * goods + j] = economy.family(i) == Utility.LINEAR && bang >= best * (1 - TIE);
            }
        }
    }

    /** Breadth-first from the agent of a negative pair to its good, without using the pair itself. */
    private boolean findPath(int pair, double[] flow /* [n, l] */) {
        int source = pair / goods;
        int target = agents + pair % goods;
        Arrays.fill(cameFrom, 0, agents + goods, -1);
        cameFrom[source] = source;
        queue[0] = source;
        int tail = 1;
        for (int head = 0; head < tail && cameFrom[target] < 0; head++) {
            int node = queue[head];
            int others = node < agents ? goods : agents;
            for (int k = 0; k < others; k++) {
                int next = node < agents ? agents + k : k;
                int step = node < agents ? node * goods + k : k * goods + node - agents;
                boolean open = node < agents ? flow[step] > 0 : tight[step] && step != pair;
                if (open && cameFrom[next] < 0) {
                    cameFrom[next] = node;
                    queue[tail++] = next;
                }
            }
        }
        return cameFrom[target] >= 0;
    }

    /** Moves as much money as the path bears onto the negative pair. */
    private void push(int pair, double[] flow /* [n, l] */) {
        double amount = -flow[pair];
        int source = pair / goods;
        for (int node = agents + pair % goods; node != source; node = cameFrom[node]) {
            int before = cameFrom[node];
            if (node >= agents) {
                amount = Math.min(amount, flow[before * goods + node - agents]);
            }
        }
        for (int node = agents + pair % goods; node != source; node = cameFrom[node]) {
            int before = cameFrom[node];
            if (node < agents) {
                flow[node * goods + before - agents] += amount;
            } else {
                flow[before * goods + node - agents] -= amount;
            }
        }
        flow[pair] += amount;
    }
}
