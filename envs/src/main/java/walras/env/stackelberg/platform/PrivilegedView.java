package walras.env.stackelberg.platform;

import walras.env.Tensors;

/** What a central critic may know and the leader may not. */
final class PrivilegedView {
    private final int[] rewardPhase; // [B]
    private final double[] costs; // [B, seller]
    private final double[] exploration; // [B]
    private final double[] table; // [B, seller, profile, price]; [0] where sellers have seats
    private final int size;

    PrivilegedView(Tensors tensors, PlatformSettings settings) {
        rewardPhase = tensors.privileged("reward_phase").i32();
        costs = tensors.privileged("costs").f64();
        exploration = tensors.privileged("exploration").f64();
        table = settings.seated()
                ? new double[0]
                : tensors.privileged("q_values").f64();
        size = 2 * settings.tables().profiles() * settings.tables().levels();
    }

    void write(int row, MarketState market, double explores) {
        rewardPhase[row] = market.pays(row) ? 1 : 0;
        System.arraycopy(market.costs, 2 * row, costs, 2 * row, 2);
        exploration[row] = explores;
    }

    void writeTable(int row, QSellers sellers) {
        sellers.copyTable(row, table, row * size);
    }
}
