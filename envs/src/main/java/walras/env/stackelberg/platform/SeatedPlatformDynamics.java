package walras.env.stackelberg.platform;

import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** The platform with sellers on seats: a period takes two steps, the sellers' prices and then the leader's answer. */
final class SeatedPlatformDynamics implements Dynamics {
    private static final int COST = 2;
    private static final int START = 3;

    private final PlatformSettings settings;
    private final MarketTables tables;
    private final RowRandom random;
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final GroupTensors sellers;
    private final PrivilegedView privileged;
    private final byte[] terminated; // [B]

    private final double[] costs; // [B, seller]
    private final int[] previous; // [B], price profile of the last period
    private final int[] posted; // [B], price profile that the leader is to answer
    private final int[] occupant; // [B]
    private final int[] shown; // [B], mask of the last period
    private final int[] period; // [B], periods played
    private final byte[] answering; // [B], 1 while the leader is to act

    SeatedPlatformDynamics(Tensors tensors, PlatformSettings settings) {
        this.settings = settings;
        this.tables = settings.tables();
        this.random = tensors.random();
        this.ledger = new PlatformLedger(tensors, settings);
        this.leader = tensors.group(PlatformEconomy.LEADER);
        this.sellers = tensors.group(PlatformEconomy.SELLERS);
        this.privileged = new PrivilegedView(tensors, settings);
        this.terminated = tensors.terminated().u8();
        int rows = tensors.rows();
        this.costs = new double[rows * 2];
        this.previous = new int[rows];
        this.posted = new int[rows];
        this.occupant = new int[rows];
        this.shown = new int[rows];
        this.period = new int[rows];
        this.answering = new byte[rows];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                for (int seller = 0; seller < 2; seller++) {
                    double draw = 2 * random.uniform(row, COST, seller) - 1;
                    costs[2 * row + seller] = settings.cost() + settings.costSpread() * draw;
                }
                previous[row] = random.below(row, START, 0, tables.profiles());
                posted[row] = previous[row];
                occupant[row] = 0;
                shown[row] = 0;
                period[row] = 0;
                answering[row] = 0;
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                if (answering[row] == 0) {
                    post(row);
                } else {
                    answer(row);
                }
            }
        }
    }

    private void post(int row) {
        int[] price = sellers.actions().get(0).i32(); // [B, 2]
        posted[row] = price[2 * row] * tables.levels() + price[2 * row + 1];
        answering[row] = 1;
        leader.reward().f64()[row] = 0;
        sellers.reward().f64()[2 * row] = 0;
        sellers.reward().f64()[2 * row + 1] = 0;
        ledger.clear(row);
    }

    private void answer(int row) {
        int profile = posted[row];
        int answer = leader.actions().get(0).i32()[row];
        int displayed = settings.box().displayed(profile, previous[row], occupant[row], answer);
        ledger.open(row);
        ledger.add(row, profile, displayed, costs, 2 * row);
        ledger.close(row, 1);
        for (int seller = 0; seller < 2; seller++) {
            sellers.reward().f64()[2 * row + seller] =
                    tables.profit(profile, displayed, seller, costs[2 * row + seller]);
        }
        double hidden = (2 - Integer.bitCount(displayed)) / 2.0;
        boolean pays = period[row] >= settings.responseSteps();
        double worth = tables.surplus(profile, displayed) - settings.openness() * hidden;
        leader.reward().f64()[row] = pays ? worth / settings.rewardSteps() : 0;
        occupant[row] = BuyBox.occupantAfter(displayed, occupant[row]);
        shown[row] = displayed;
        previous[row] = profile;
        answering[row] = 0;
        period[row]++;
        int last = settings.responseSteps() + settings.rewardSteps();
        terminated[row] = (byte) (period[row] >= last ? 1 : 0);
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            observeLeader(row);
            for (int seller = 0; seller < 2; seller++) {
                observeSeller(row, seller);
            }
            privileged.write(row, period[row] >= settings.responseSteps(), costs, 0);
        }
    }

    private void observeLeader(int row) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, 2] or [B, 1]
        if (settings.seesPrices()) {
            seen[2 * row] = posted[row] / tables.levels();
            seen[2 * row + 1] = posted[row] % tables.levels();
        } else {
            seen[row] = 0;
        }
        leader.active().u8()[row] = answering[row];
    }

    private void observeSeller(int row, int seller) {
        int at = 2 * row + seller;
        int first = previous[row] / tables.levels();
        int second = previous[row] % tables.levels();
        int[] last = sellers.observations().get(0).i32(); // [B, 2, 2]
        last[2 * at] = seller == 0 ? first : second;
        last[2 * at + 1] = seller == 0 ? second : first;
        sellers.observations().get(1).i32()[at] = shown[row] >> seller & 1;
        sellers.observations().get(2).f64()[at] = costs[at];
        sellers.active().u8()[at] = (byte) (1 - answering[row]);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("platform.costs", costs);
        visitor.ints("platform.previous", previous);
        visitor.ints("platform.posted", posted);
        visitor.ints("platform.occupant", occupant);
        visitor.ints("platform.shown", shown);
        visitor.ints("platform.period", period);
        visitor.bytes("platform.answering", answering);
    }
}
