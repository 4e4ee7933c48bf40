package walras.env.stackelberg.platform;

import walras.env.Tensors;

/** What a central critic may know and the leader may not. */
final class PrivilegedView {
    private final int[] rewardPhase; // [B]
    private final double[] costs; // [B, seller]
    private final double[] exploration; // [B]
    private final double[] table; // [B, seller, profile, price]; [0] where it is not shown
    private final int size;
    private final int n; // sellers

    PrivilegedView(Tensors tensors, PlatformSettings settings) {
        rewardPhase = tensors.privileged("reward_phase").i32();
        costs = tensors.privileged("costs").f64();
        exploration = tensors.privileged("exploration").f64();
        table = settings.showsTables() ? tensors.privileged("q_values").f64() : new double[0];
        size = settings.tableSize();
        n = settings.sellers();
    }

    void write(int row, MarketState market, double explores) {
        rewardPhase[row] = market.pays(row) ? 1 : 0;
        System.arraycopy(market.costs, n * row, costs, n * row, n);
        exploration[row] = explores;
    }

    void writeTable(int row, QSellers sellers) {
        if (table.length > 0) {
            sellers.copyTable(row, table, row * size);
        }
    }
}
