package walras.env.stackelberg.platform;

import walras.env.Backend;
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
    private final Profiles profiles;
    private final int n; // sellers
    private final RowRandom random;
    private final QSellers sellers;
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final PrivilegedView privileged;
    private final MarketState market;
    private final Backend backend;
    private final SellerKernel kernel;
    // Scratch of the present period.
    private final byte[] plays; // [B] 1 for rows in work
    private final byte[] learns; // [B] 1 where the period is learnt from
    private final int[] displayed; // [B]
    private final int[] levels; // [B, seller] prices to post
    private final double[] profit; // [B, seller]

    PlatformDynamics(Tensors tensors, PlatformSettings settings, Backend backend) {
        this.settings = settings;
        this.profiles = settings.tables().profiles();
        this.n = profiles.sellers();
        this.random = tensors.random();
        this.sellers = settings.newSellers(tensors.rows());
        this.ledger = new PlatformLedger(tensors, settings);
        this.leader = tensors.group(PlatformEconomy.LEADER);
        this.privileged = new PrivilegedView(tensors, settings);
        this.market = new MarketState(tensors, settings);
        this.backend = backend;
        int rows = tensors.rows();
        this.kernel = backend == Backend.ND4J
                ? new Nd4jSellers(sellers, settings.learning(), profiles, rows)
                : new FusedSellers(sellers, n);
        this.plays = new byte[rows];
        this.learns = new byte[rows];
        this.displayed = new int[rows];
        this.levels = new int[n * rows];
        this.profit = new double[n * rows];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            plays[row] = (byte) (rows.contains(row) ? 1 : 0);
            if (plays[row] != 0) {
                market.begin(row);
                sellers.reset(row, market.costs, n * row);
            }
        }
        post(rows.from(), rows.to(), 0);
    }

    /** Sellers post: exploring while they learn, greedily afterwards; draws are the period's of this step. */
    private void post(int from, int to, int draw) {
        for (int at = n * from; at < n * to; at++) {
            levels[at] = plays[at / n] == 0 ? 0 : explored(at / n, n * draw + at % n);
        }
        kernel.answer(from, to, market, levels);
        for (int row = from; row < to; row++) {
            if (plays[row] != 0) {
                market.posted[row] = profiles.of(levels, n * row);
            }
        }
    }

    /** An explorer's price, or {@link SellerKernel#UNKNOWN}. */
    private int explored(int row, int at) {
        boolean explores = !market.pays(row) && sellers.explores(row, random.uniform(row, EXPLORE, at));
        return explores ? sellers.random(random.uniform(row, PICK, at)) : SellerKernel.UNKNOWN;
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            plays[row] = (byte) (rows.contains(row) ? 1 : 0);
            if (plays[row] != 0) {
                ledger.open(row);
                leader.reward().f64()[row] = 0;
            }
        }
        if (settings.wholeRule()) {
            int block = Math.min(kernel.rowsTogether(), Math.max(1, rows.to() - rows.from()));
            for (int from = rows.from(); from < rows.to(); from += block) {
                int to = Math.min(rows.to(), from + block);
                for (int k = 0; k < settings.periods(); k++) {
                    period(from, to, k + 1);
                }
            }
        } else {
            period(rows.from(), rows.to(), 0);
        }
        int recorded = settings.wholeRule() ? settings.rewardSteps() : 1;
        for (int row = rows.from(); row < rows.to(); row++) {
            if (plays[row] != 0) {
                ledger.close(row, recorded);
            }
        }
    }

    /** The leader's answer to a row's posted prices. */
    private int answer(int row) {
        int[] action = leader.actions().get(0).i32(); // [B, 1] or [B, 1, answers]
        if (!settings.wholeRule()) {
            return action[row];
        }
        return action[row * settings.answers() + (settings.seesPrices() ? market.posted[row] : 0)];
    }

    /** One period of the rows that play: display, sell, learn, post anew; adds what it pays the leader. */
    private void period(int from, int to, int draw) {
        for (int row = from; row < to; row++) {
            learns[row] = 0;
            if (plays[row] != 0) {
                sell(row);
            }
        }
        kernel.learn(from, to, learns, market, profit);
        double[] reward = leader.reward().f64(); // [B, 1]
        for (int row = from; row < to; row++) {
            if (plays[row] != 0) {
                if (learns[row] != 0) {
                    sellers.tick(row);
                }
                reward[row] += market.close(row, displayed[row]);
            }
        }
        post(from, to, draw);
    }

    private void sell(int row) {
        displayed[row] = market.displayed(row, answer(row));
        if (!settings.wholeRule() || market.pays(row)) {
            ledger.add(row, displayed[row], market);
        }
        learns[row] = (byte) (market.pays(row) ? 0 : 1);
        if (learns[row] != 0) {
            market.profits(row, displayed[row], profit);
        }
    }

    @Override
    public void observe(Rows rows) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, seller] or [B, 1]
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
        if (backend == Backend.ND4J) {
            return Integer.MAX_VALUE;
        }
        return settings.wholeRule() ? 1 : 512;
    }
}
