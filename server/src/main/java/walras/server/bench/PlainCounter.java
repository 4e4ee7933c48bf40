package walras.server.bench;

import walras.env.Tensor;

/** {@code counter-v0}: one agent counts to ten. */
final class PlainCounter implements PlainWorld {
    private static final int TARGET = 10;

    private final int[] count; // [B, 1]
    private final double[] reward; // [B, 1]
    private final byte[] terminated; // [B]
    private final byte[] truncated; // [B]

    PlainCounter(int rows) {
        count = new int[rows];
        reward = new double[rows];
        terminated = new byte[rows];
        truncated = new byte[rows];
    }

    @Override
    public String environment() {
        return "counter-v0";
    }

    @Override
    public void step(Tensor actions) {
        int[] increment = actions.i32(); // [B, 1]
        for (int row = 0; row < count.length; row++) {
            if (terminated[row] != 0) {
                count[row] = 0;
                reward[row] = 0;
                terminated[row] = 0;
            } else {
                int gain = count[row] < TARGET ? increment[row] : 0;
                count[row] += gain;
                reward[row] = gain;
                terminated[row] = (byte) (count[row] == TARGET ? 1 : 0);
            }
        }
    }

    @Override
    public int[] observation() { // [B, 1]
        return count;
    }

    @Override
    public double[] reward() { // [B, 1]
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
