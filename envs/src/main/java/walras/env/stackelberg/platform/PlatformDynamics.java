package walras.env.stackelberg.platform;

import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** The platform with sellers that learn inside: a step is a period, or under a whole rule an episode. */
final class PlatformDynamics implements Dynamics {
    private static final int EXPLORE = 0;
    private static final int PICK = 1;

    private final PlatformSettings settings;
    private final MarketTables tables;
    private final RowRandom random;
    private final QSellers sellers;
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final PrivilegedView privileged;
    private final MarketState market;

    PlatformDynamics(Tensors tensors, PlatformSettings settings) {
        this.settings = settings;
        this.tables = settings.tables();
        this.random = tensors.random();
        this.sellers = new QSellers(tensors.rows(), tables.levels(), settings.learning());
        this.ledger = new PlatformLedger(tensors, settings);
        this.leader = tensors.group(PlatformEconomy.LEADER);
        this.privileged = new PrivilegedView(tensors, settings);
        this.market = new MarketState(tensors, settings);
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                market.begin(row);
                double[] costs = market.costs;
                sellers.reset(row, tables, settings.intervenes(), costs[2 * row], costs[2 * row + 1]);
                post(row, 0);
            }
        }
    }

    /** Sellers post: exploring while they learn, greedily afterwards; draws are the period's of this step. */
    private void post(int row, int draw) {
        int profile = 0;
        int previous = market.previous[row];
        for (int seller = 0; seller < 2; seller++) {
            int at = 2 * draw + seller;
            int level = market.pays(row)
                    ? sellers.greedy(row, seller, previous)
                    : sellers.choose(
                            row, seller, previous, random.uniform(row, EXPLORE, at), random.uniform(row, PICK, at));
            profile = profile * tables.levels() + level;
        }
        market.posted[row] = profile;
    }

    @Override
    public void advance(Rows rows) {
        int[] action = leader.actions().get(0).i32(); // [B, 1] or [B, 1, answers]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                ledger.open(row);
                if (settings.wholeRule()) {
                    playEpisode(row, action);
                } else {
                    leader.reward().f64()[row] = period(row, action[row], 0, true);
                    ledger.close(row, 1);
                }
            }
        }
    }

    private void playEpisode(int row, int[] action) {
        int at = row * settings.answers();
        double total = 0;
        for (int k = 0; k < settings.periods(); k++) {
            int answer = action[at + (settings.seesPrices() ? market.posted[row] : 0)];
            total += period(row, answer, k + 1, market.pays(row));
        }
        leader.reward().f64()[row] = total;
        ledger.close(row, settings.rewardSteps());
    }

    /** One period: display, sell, learn, post anew. Returns what it pays the leader. */
    private double period(int row, int answer, int draw, boolean recorded) {
        int displayed = market.displayed(row, answer);
        if (recorded) {
            ledger.add(row, displayed, market);
        }
        if (!market.pays(row)) {
            for (int seller = 0; seller < 2; seller++) {
                double profit = market.profit(row, displayed, seller);
                sellers.learn(row, seller, market.previous[row], market.posted[row], profit);
            }
            sellers.tick(row);
        }
        double worth = market.close(row, displayed);
        post(row, draw);
        return worth;
    }

    @Override
    public void observe(Rows rows) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, 2] or [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            market.observe(row, seen);
            privileged.write(row, market, sellers.exploration(row));
            privileged.writeTable(row, sellers);
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        market.visit(visitor);
        sellers.state(visitor, "platform.hidden.sellers");
    }

    @Override
    public int minRowsPerThread() {
        return settings.wholeRule() ? 1 : 512;
    }
}
