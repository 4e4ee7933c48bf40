package walras.env.stackelberg.platform;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** The platform with sellers on seats: a period takes two steps, the sellers' prices and then the leader's answer. */
final class SeatedPlatformDynamics implements Dynamics {
    private final Profiles profiles;
    private final int n; // sellers
    private final PlatformLedger ledger;
    private final GroupTensors leader;
    private final GroupTensors sellers;
    private final PrivilegedView privileged;
    private final MarketState market;

    private final int[] shown; // [B], mask of the last period
    private final byte[] answering; // [B], 1 while the leader is to act

    SeatedPlatformDynamics(Tensors tensors, PlatformSettings settings) {
        this.profiles = settings.tables().profiles();
        this.n = profiles.sellers();
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
        market.posted[row] = profiles.of(sellers.actions().get(0).i32(), n * row); // [B, seller]
        answering[row] = 1;
        leader.reward().f64()[row] = 0;
        Arrays.fill(sellers.reward().f64(), n * row, n * (row + 1), 0);
        ledger.clear(row);
    }

    private void answer(int row) {
        int displayed = market.displayed(row, leader.actions().get(0).i32()[row]);
        ledger.open(row);
        ledger.add(row, displayed, market);
        ledger.close(row, 1);
        market.profits(row, displayed, sellers.reward().f64());
        leader.reward().f64()[row] = market.close(row, displayed);
        shown[row] = displayed;
        answering[row] = 0;
    }

    @Override
    public void observe(Rows rows) {
        int[] seen = leader.observations().get(0).i32(); // [B, 1, seller] or [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            market.observe(row, seen);
            leader.active().u8()[row] = answering[row];
            for (int seller = 0; seller < n; seller++) {
                observeSeller(row, seller);
            }
            privileged.write(row, market, 0);
        }
    }

    private void observeSeller(int row, int seller) {
        int at = n * row + seller;
        int[] last = sellers.observations().get(0).i32(); // [B, seller, seller], one's own price first
        for (int k = 0; k < n; k++) {
            int whose = k == 0 ? seller : k <= seller ? k - 1 : k;
            last[n * at + k] = profiles.level(market.previous[row], whose);
        }
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
