package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * The forest of (linear agent, good) pairs along which money flows at an equilibrium. Nodes are agents {@code 0..n-1} and goods
 * {@code n..n+l-1}.
 *
 * <p>On a pair where money flows, the good gives the agent its best utility per unit of money, so {@code p_j = a_ij mu_i}: a tree
 * fixes the prices of its goods up to one factor. The largest flows of an approximate equilibrium, taken greedily without closing a
 * cycle, are the guess; whether it was right is decided afterwards, by the certificate.
 */
final class TightForest {
    private static final int INDEX_BITS = 12;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    final boolean[] edge; // [n, l] in the forest
    final int[] component; // [n + l], -1 for agents that are not linear
    final double[] potential; // [n + l] mu of an agent, relative price of a good
    final int[] order; // [n + l] visited nodes, parents first
    final int[] parent; // [n + l], -1 at roots
    int components;
    int visited;

    private final long[] key; // [n * l]
    private final int[] group; // [n + l] union-find
    private int agents;
    private int goods;

    TightForest(int agentsMax, int goodsMax) {
        int nodes = agentsMax + goodsMax;
        edge = new boolean[agentsMax * goodsMax];
        component = new int[nodes];
        potential = new double[nodes];
        order = new int[nodes];
        parent = new int[nodes];
        key = new long[agentsMax * goodsMax];
        group = new int[nodes];
    }

    /** Builds the forest from the flows of an economy evaluated near equilibrium. */
    void build(SmoothEconomy smooth, double shareMin) {
        agents = smooth.economy.agents;
        goods = smooth.economy.goods;
        chooseEdges(smooth, sortFlows(smooth, shareMin));
        components = 0;
        visited = 0;
        Arrays.fill(component, 0, agents + goods, -1);
        for (int root = nextRoot(smooth); root >= 0; root = nextRoot(smooth)) {
            grow(smooth.economy, root);
            components++;
        }
    }

    /** The most valuable good not yet visited: rounding errors gather at the root, where they are relatively least. */
    private int nextRoot(SmoothEconomy smooth) {
        int root = -1;
        double most = 0;
        for (int j = 0; j < goods; j++) {
            double value = smooth.price[j] * smooth.economy.supply[j];
            if (component[agents + j] < 0 && value > most) {
                root = agents + j;
                most = value;
            }
        }
        return root;
    }

    private int sortFlows(SmoothEconomy smooth, double shareMin) {
        int count = 0;
        for (int i = 0; i < agents; i++) {
            if (smooth.economy.family(i) != Utility.LINEAR) {
                continue;
            }
            for (int j = 0; j < goods; j++) {
                double share = smooth.share[i * goods + j];
                double ofGood = share * smooth.income[i] / smooth.demandValue[j];
                double flow = Math.max(share, ofGood);
                if (flow > shareMin) {
                    key[count++] = (Double.doubleToRawLongBits(flow) & ~INDEX_MASK) | (i * goods + j);
                }
            }
        }
        Arrays.sort(key, 0, count);
        return count;
    }

    private void chooseEdges(SmoothEconomy smooth, int count) {
        Arrays.fill(edge, 0, agents * goods, false);
        for (int node = 0; node < agents + goods; node++) {
            group[node] = node;
        }
        for (int k = count - 1; k >= 0; k--) {
            int pair = (int) (key[k] & INDEX_MASK);
            int a = find(pair / goods);
            int b = find(agents + pair % goods);
            if (a != b && smooth.economy.weight[pair] > 0) {
                group[a] = b;
                edge[pair] = true;
            }
        }
    }

    private int find(int node) {
        int top = node;
        while (group[top] != top) {
            group[top] = group[group[top]];
            top = group[top];
        }
        return top;
    }

    /** Breadth-first from a good, carrying prices along the edges. */
    private void grow(RowEconomy economy, int root) {
        int head = visited;
        visit(root, -1, 1);
        while (head < visited) {
            int node = order[head++];
            if (node >= agents) {
                for (int i = 0; i < agents; i++) {
                    int pair = i * goods + node - agents;
                    if (edge[pair] && component[i] < 0) {
                        visit(i, node, potential[node] / economy.weight[pair]);
                    }
                }
            } else {
                for (int j = 0; j < goods; j++) {
                    int pair = node * goods + j;
                    if (edge[pair] && component[agents + j] < 0) {
                        visit(agents + j, node, potential[node] * economy.weight[pair]);
                    }
                }
            }
        }
    }

    private void visit(int node, int from, double value) {
        component[node] = components;
        parent[node] = from;
        potential[node] = value;
        order[visited++] = node;
    }

    /** The price of a good relative to its tree's root. */
    double relativePrice(int good) {
        return potential[agents + good];
    }

    int componentOfGood(int good) {
        return component[agents + good];
    }

    /**
     * Spreads money over the forest so that agents spend what they have and goods receive what they cost.
     *
     * @param money {@code [n + l]}: income of each linear agent, value of each good still to be bought; overwritten
     * @param flow {@code [n, l]}, receives the flows
     * @return the least flow
     */
    double route(double[] money, double[] flow) {
        Arrays.fill(flow, 0, agents * goods, 0);
        double least = 0;
        for (int k = visited - 1; k >= 0; k--) {
            int node = order[k];
            int up = parent[node];
            if (up >= 0) {
                int pair = node < agents ? node * goods + up - agents : up * goods + node - agents;
                flow[pair] = money[node];
                money[up] -= money[node];
                least = Math.min(least, money[node]);
            }
        }
        return least;
    }
}
