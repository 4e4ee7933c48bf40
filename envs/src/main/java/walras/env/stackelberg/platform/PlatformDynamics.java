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
    private static final int COST = 2;
    private static final int START = 3;

    private final PlatformSettings settings;
    private final MarketTables tables;
    private final RowRandom random;
    private final QSellers sellers;
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final PrivilegedView privileged;
    private final byte[] terminated; // [B]

    private final double[] costs; // [B, seller]
    private final int[] previous; // [B], price profile of the last period
    private final int[] posted; // [B], price profile that the leader is to answer
    private final int[] occupant; // [B]
    private final int[] period; // [B], periods played

    PlatformDynamics(Tensors tensors, PlatformSettings settings) {
        this.settings = settings;
        this.tables = settings.tables();
        this.random = tensors.random();
        int rows = tensors.rows();
        this.sellers = new QSellers(rows, tables.levels(), settings.learning());
        this.ledger = new PlatformLedger(tensors, settings);
        this.leader = tensors.group(PlatformEconomy.LEADER);
        this.privileged = new PrivilegedView(tensors, settings);
        this.terminated = tensors.terminated().u8();
        this.costs = new double[rows * 2];
        this.previous = new int[rows];
        this.posted = new int[rows];
        this.occupant = new int[rows];
        this.period = new int[rows];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                for (int seller = 0; seller < 2; seller++) {
                    double draw = 2 * random.uniform(row, COST, seller) - 1;
                    costs[2 * row + seller] = settings.cost() + settings.costSpread() * draw;
                }
                sellers.reset(row, tables, settings.intervenes(), costs[2 * row], costs[2 * row + 1]);
                previous[row] = random.below(row, START, 0, tables.profiles());
                occupant[row] = 0;
                period[row] = 0;
                post(row, 0);
            }
        }
    }

    /** Sellers post: exploring while they learn, greedily afterwards; draws are the period's of this step. */
    private void post(int row, int draw) {
        int profile = 0;
        for (int seller = 0; seller < 2; seller++) {
            int at = 2 * draw + seller;
            int level = period[row] < settings.responseSteps()
                    ? sellers.choose(
                            row, seller, previous[row], random.uniform(row, EXPLORE, at), random.uniform(row, PICK, at))
                    : sellers.greedy(row, seller, previous[row]);
            profile = profile * tables.levels() + level;
        }
        posted[row] = profile;
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
                    boolean pays = period[row] >= settings.responseSteps();
                    double paid = period(row, action[row], 0, true);
                    leader.reward().f64()[row] = pays ? paid : 0;
                    ledger.close(row, 1);
                }
                int last = settings.responseSteps() + settings.rewardSteps();
                terminated[row] = (byte) (period[row] >= last ? 1 : 0);
            }
        }
    }

    private void playEpisode(int row, int[] action) {
        int last = settings.responseSteps() + settings.rewardSteps();
        int at = row * settings.answers();
        double total = 0;
        for (int k = 0; k < last; k++) {
            boolean pays = period[row] >= settings.responseSteps();
            int answer = action[at + (settings.seesPrices() ? posted[row] : 0)];
            double paid = period(row, answer, k + 1, pays);
            total += pays ? paid : 0;
        }
        leader.reward().f64()[row] = total;
        ledger.close(row, settings.rewardSteps());
    }

    /** One period: display, sell, learn, post anew. Returns what it is worth to the leader in the reward phase. */
    private double period(int row, int answer, int draw, boolean recorded) {
        int profile = posted[row];
        int displayed = settings.box().displayed(profile, previous[row], occupant[row], answer);
        if (recorded) {
            ledger.add(row, profile, displayed, costs, 2 * row);
        }
        if (period[row] < settings.responseSteps()) {
            for (int seller = 0; seller < 2; seller++) {
                double profit = tables.profit(profile, displayed, seller, costs[2 * row + seller]);
                sellers.learn(row, seller, previous[row], profile, profit);
            }
            sellers.tick(row);
        }
        occupant[row] = BuyBox.occupantAfter(displayed, occupant[row]);
        previous[row] = profile;
        period[row]++;
        post(row, draw);
        double hidden = (2 - Integer.bitCount(displayed)) / 2.0;
        return (tables.surplus(profile, displayed) - settings.openness() * hidden) / settings.rewardSteps();
    }

    @Override
    public void observe(Rows rows) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, 2] or [B, 1]
        boolean prices = settings.seesPrices() && !settings.wholeRule();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (prices) {
                seen[2 * row] = posted[row] / tables.levels();
                seen[2 * row + 1] = posted[row] % tables.levels();
            } else {
                seen[row] = 0;
            }
            privileged.write(row, period[row] >= settings.responseSteps(), costs, sellers.exploration(row));
            privileged.writeTable(row, sellers);
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("platform.costs", costs);
        visitor.ints("platform.previous", previous);
        visitor.ints("platform.posted", posted);
        visitor.ints("platform.occupant", occupant);
        visitor.ints("platform.period", period);
        sellers.state(visitor, "platform.sellers");
    }

    @Override
    public int minRowsPerThread() {
        return settings.wholeRule() ? 1 : 512;
    }
}
