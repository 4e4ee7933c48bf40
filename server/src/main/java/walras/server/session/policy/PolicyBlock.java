package walras.server.session.policy;

/** Agents whose outputs one thread computes side by side: who they are, and the memory for it. */
final class PolicyBlock {
    private final int[] rows = new int[DenseStack.LANES];
    private final int[] agents = new int[DenseStack.LANES];
    private int lanes;

    final float[][] first; // [widest][LANES]
    final float[][] second; // [widest][LANES]
    float[][] computed; // [outputs][LANES], one of these two
    final float[] features; // [features] of one lane
    final float[] outputs; // [outputs] of one lane
    final double[] weights; // [most choices]

    PolicyBlock(int widest, int features, int outputs, int choices) {
        first = new float[widest][DenseStack.LANES];
        second = new float[widest][DenseStack.LANES];
        computed = first;
        this.features = new float[features];
        this.outputs = new float[outputs];
        weights = new double[choices];
    }

    /** Adds a lane; true when the block is full. */
    boolean add(int row, int agent) {
        rows[lanes] = row;
        agents[lanes] = agent;
        return ++lanes == DenseStack.LANES;
    }

    int lanes() {
        return lanes;
    }

    int row(int lane) {
        return rows[lane];
    }

    int agent(int lane) {
        return agents[lane];
    }

    void clear() {
        lanes = 0;
    }
}
