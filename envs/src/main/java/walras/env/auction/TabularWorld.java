package walras.env.auction;

import walras.env.Rows;

/** A Global MDP as tables that winners index. */
final class TabularWorld implements World {
    private final GlobalMdp mdp;
    private final int horizon;
    private final int primitives;
    private final int[] primitive; // [m]
    private final int[] next; // [S * N], empty where the world is stochastic
    private final double[] rewards; // [S * N]
    private final byte[] terminal; // [S]

    TabularWorld(GlobalMdp mdp, AuctionRules rules) {
        this.mdp = mdp;
        this.horizon = rules.horizon();
        this.primitives = mdp.primitives();
        this.primitive = new int[rules.bidders()];
        for (int i = 0; i < primitive.length; i++) {
            primitive[i] = i % primitives;
        }
        int pairs = mdp.states() * primitives;
        this.next = new int[mdp.deterministic() ? pairs : 0];
        for (int pair = 0; pair < next.length; pair++) {
            next[pair] = mdp.next(mdp.first(pair));
        }
        this.rewards = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            rewards[pair] = mdp.reward(pair / primitives, pair % primitives);
        }
        this.terminal = new byte[mdp.states()];
        for (int state = 0; state < terminal.length; state++) {
            terminal[state] = (byte) (mdp.terminal(state) ? 1 : 0);
        }
    }

    GlobalMdp mdp() {
        return mdp;
    }

    @Override
    public void apply(AuctionRows rows, Rows which) {
        boolean certain = mdp.deterministic();
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                applyRow(rows, row, certain);
            }
        }
    }

    private void applyRow(AuctionRows rows, int row, boolean certain) {
        int from = rows.state[row];
        int pair = from * primitives + primitive[rows.winner[row]];
        boolean acts = rows.age[row] < horizon;
        int to = certain ? next[pair] : mdp.next(pair, rows.transitionDraw[row]);
        rows.state[row] = acts ? to : from;
        rows.reward[row] = acts ? rewards[pair] : 0;
        rows.terminated[row] = acts ? terminal[to] : 0;
    }
}
