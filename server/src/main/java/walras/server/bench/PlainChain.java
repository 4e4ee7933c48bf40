package walras.server.bench;

import java.util.Arrays;
import walras.env.Tensor;

/** {@code auction/chain-v0}: two primitives times two copies in a corridor of six states, credit-conserving Vickrey. */
final class PlainChain implements PlainWorld {
    private static final int AGENTS = 4;
    private static final int LAST = 5;
    private static final int HORIZON = 20;
    private static final double GOAL = 0.8;
    private static final double DISCOUNT = 0.99;

    private final int rows;
    private final int[] state; // [B]
    private final int[] age; // [B]
    private final int[] owner; // [B]
    private final double[] share; // [B]
    private final double[] pending; // [B]
    private final int[] seen; // [B, 4]
    private final double[] reward; // [B, 4]
    private final byte[] terminated; // [B]
    private final byte[] truncated; // [B]

    PlainChain(int rows) {
        this.rows = rows;
        state = new int[rows];
        age = new int[rows];
        owner = new int[rows];
        share = new double[rows];
        pending = new double[rows];
        seen = new int[rows * AGENTS];
        reward = new double[rows * AGENTS];
        terminated = new byte[rows];
        truncated = new byte[rows];
    }

    @Override
    public String environment() {
        return "auction/chain-v0";
    }

    @Override
    public void step(Tensor actions) {
        double[] bids = actions.f64(); // [B, 4]
        for (int row = 0; row < rows; row++) {
            if ((terminated[row] | truncated[row]) != 0) {
                begin(row);
            } else {
                step(bids, row);
            }
            int base = row * AGENTS;
            seen[base] = state[row];
            seen[base + 1] = state[row];
            seen[base + 2] = state[row];
            seen[base + 3] = state[row];
        }
    }

    private void begin(int row) {
        state[row] = 0;
        age[row] = 0;
        owner[row] = 0;
        share[row] = 0;
        pending[row] = 0;
        Arrays.fill(reward, row * AGENTS, (row + 1) * AGENTS, 0);
        terminated[row] = 0;
        truncated[row] = 0;
    }

    private void step(double[] bids, int row) { // bids [B, 4]
        int base = row * AGENTS;
        int winner = 0;
        double top = bids[base];
        double second = 0;
        for (int i = 1; i < AGENTS; i++) {
            double bid = bids[base + i];
            if (bid > top) {
                second = top;
                top = bid;
                winner = i;
            } else if (bid > second) {
                second = bid;
            }
        }
        int to = (winner & 1) == 1 ? state[row] + 1 : Math.max(state[row] - 1, 0);
        boolean arrived = to == LAST;
        boolean cut = !arrived && age[row] >= HORIZON - 1;
        boolean ends = arrived || cut;
        double net = (arrived ? GOAL : 0) - second;
        for (int i = 0; i < AGENTS; i++) {
            reward[base + i] = 0;
        }
        reward[base + owner[row]] = pending[row] + share[row] * second;
        reward[base + winner] += ends ? net : 0;
        pending[row] = ends ? 0 : net;
        share[row] = ends ? 0 : DISCOUNT;
        owner[row] = ends ? 0 : winner;
        state[row] = to;
        age[row]++;
        terminated[row] = (byte) (arrived ? 1 : 0);
        truncated[row] = (byte) (cut ? 1 : 0);
    }

    @Override
    public int[] observation() { // [B, 4]
        return seen;
    }

    @Override
    public double[] reward() { // [B, 4]
        return reward;
    }

    @Override
    public byte[] terminated() { // [B]
        return terminated;
    }

    @Override
    public byte[] truncated() { // [B]
        return truncated;
    }
}
