package walras.env.stackelberg.platform;

import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** The platform with sellers on seats: a period takes two steps, the sellers' prices and then the leader's answer. */
final class SeatedPlatformDynamics implements Dynamics {
    private final MarketTables tables;
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final GroupTensors sellers;
    private final PrivilegedView privileged;
    private final MarketState market;

    private final int[] shown; // [B], mask of the last period
    private final byte[] answering; // [B], 1 while the leader is to act

    SeatedPlatformDynamics(Tensors tensors, PlatformSettings settings) {
        this.tables = settings.tables();
        this.ledger = new PlatformLedger(tensors, settings);
        this.leader = tensors.group(PlatformEconomy.LEADER);
        this.sellers = tensors.group(PlatformEconomy.SELLERS);
        this.privileged = new PrivilegedView(tensors, settings);
        this.market = new MarketState(tensors, settings);
        this.shown = new int[tensors.rows()];
        this.answering = new byte[tensors.rows()];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                market.begin(row);
                shown[row] = 0;
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
        market.posted[row] = price[2 * row] * tables.levels() + price[2 * row + 1];
        answering[row] = 1;
        leader.reward().f64()[row] = 0;
        sellers.reward().f64()[2 * row] = 0;
        sellers.reward().f64()[2 * row + 1] = 0;
        ledger.clear(row);
    }

    private void answer(int row) {
        int displayed = market.displayed(row, leader.actions().get(0).i32()[row]);
        ledger.open(row);
        ledger.add(row, displayed, market);
        ledger.close(row, 1);
        for (int seller = 0; seller < 2; seller++) {
            sellers.reward().f64()[2 * row + seller] = market.profit(row, displayed, seller);
        }
        leader.reward().f64()[row] = market.close(row, displayed);
        shown[row] = displayed;
        answering[row] = 0;
    }

    @Override
    public void observe(Rows rows) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, 2] or [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            market.observe(row, seen);
            leader.active().u8()[row] = answering[row];
            for (int seller = 0; seller < 2; seller++) {
                observeSeller(row, seller);
            }
            privileged.write(row, market, 0);
        }
    }

    private void observeSeller(int row, int seller) {
        int at = 2 * row + seller;
        int first = market.previous[row] / tables.levels();
        int second = market.previous[row] % tables.levels();
        int[] last = sellers.observations().get(0).i32(); // [B, 2, 2]
        last[2 * at] = seller == 0 ? first : second;
        last[2 * at + 1] = seller == 0 ? second : first;
        sellers.observations().get(1).i32()[at] = shown[row] >> seller & 1;
        sellers.observations().get(2).f64()[at] = market.costs[at];
        sellers.active().u8()[at] = (byte) (1 - answering[row]);
    }

    @Override
    public void state(StateVisitor visitor) {
        market.visit(visitor);
        visitor.ints("platform.hidden.shown", shown);
        visitor.bytes("platform.answering", answering);
    }
}
