package walras.server.session.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.Problem;

/**
 * Dense layers in float32, for {@link #LANES} agents side by side. Each number has an array of its own with an element for
 * each lane: the innermost loops run over whole arrays and vectorise, several times faster than over parts of one array.
 * A lane's bits depend on its own inputs alone.
 */
final class DenseStack {
    /** Agents in a block. */
    static final int LANES = 32;

    /** Beyond it the hyperbolic tangent is 1 in float32. */
    private static final float TANH_MOST = 9.2f;

    // tanh x = x P(x^2) / Q(x^2), fitted to the relative error on [0, 9.2]: at most 3e-8 before rounding.
    private static final float P1 = 0.13367894f;
    private static final float P2 = 0.0034800104f;
    private static final float P3 = 2.0353564e-5f;
    private static final float P4 = 1.3002395e-8f;
    private static final float Q1 = 0.46701205f;
    private static final float Q2 = 0.025817672f;
    private static final float Q3 = 3.2601933e-4f;
    private static final float Q4 = 7.6319884e-7f;

    private record Layer(float[] weights, float[] bias, int in, int out, boolean ownWeights, boolean ownBias) {}

    private final List<Layer> layers = new ArrayList<>();
    private final PolicyProgram.Activation activation;

    /**
     * @param in features of the input
     * @param out outputs that are wanted
     * @throws Problem if layers do not fit each other, the input or the outputs
     */
    DenseStack(PolicyProgram.Network network, int in, int out, int agents) {
        activation = network.activation();
        int width = in;
        for (int k = 0; k < network.layers().size(); k++) {
            String where = "policy.network.layers[" + k + "]";
            PolicyProgram.Layer layer = network.layers().get(k);
            List<Integer> shape = layer.weights().shape();
            boolean last = k == network.layers().size() - 1;
            int rows = last || shape.size() < 2 ? out : shape.get(shape.size() - 2);
            boolean own = layer.weights().perAgent(where + ".weights", agents, List.of(rows, width));
            boolean biased = layer.bias().values().length > 0;
            boolean ownBias = biased && layer.bias().perAgent(where + ".bias", agents, List.of(rows));
            float[] bias = biased ? layer.bias().values() : new float[rows];
            layers.add(new Layer(layer.weights().values(), bias, width, rows, own, ownBias));
            width = rows;
        }
        if (layers.isEmpty()) {
            throw Problem.request("policy.network.layers", "at least one", "none");
        } else if (layers.size() > 1 && activation == PolicyProgram.Activation.NONE) {
            throw Problem.request("policy.network.activation", "RELU or TANH between layers", "none");
        }
    }

    /** True if agents have weights of their own, so that a block has lanes of one agent only. */
    boolean perAgent() {
        return layers.stream().anyMatch(layer -> layer.ownWeights || layer.ownBias);
    }

    /** The most numbers of a lane between two layers, inputs and outputs included. */
    int widest() {
        return layers.stream()
                .mapToInt(layer -> Math.max(layer.in, layer.out))
                .max()
                .orElseThrow();
    }

    /**
     * Computes the outputs of a block. Lanes that nobody uses are computed too, and mean nothing.
     *
     * @param agent whose weights count, where they differ
     * @param first the features {@code [widest][LANES]}; overwritten
     * @param second {@code [widest][LANES]}; overwritten
     * @return the array of the two that holds the outputs {@code [out][LANES]}
     */
    float[][] compute(int agent, float[][] first, float[][] second) {
        float[][] input = first;
        float[][] output = second;
        for (int k = 0; k < layers.size(); k++) {
            Layer layer = layers.get(k);
            multiply(layer, agent, input, output);
            if (k < layers.size() - 1) {
                activate(output, layer.out);
            }
            float[][] next = input;
            input = output;
            output = next;
        }
        return input;
    }

    private static void multiply(Layer layer, int agent, float[][] input, float[][] output) {
        float[] weights = layer.weights; // [out, in], from `at` on
        int in = layer.in;
        int at = layer.ownWeights ? agent * in * layer.out : 0;
        int biasAt = layer.ownBias ? agent * layer.out : 0;
        for (int o = 0; o < layer.out; o++) {
            float[] sums = output[o]; // [LANES]
            Arrays.fill(sums, layer.bias[biasAt + o]);
            int i = 0;
            for (; i + 4 <= in; i += 4) {
                add(weights, at + i, input[i], input[i + 1], input[i + 2], input[i + 3], sums);
            }
            for (; i < in; i++) {
                add(weights[at + i], input[i], sums);
            }
            at += in;
        }
    }

    /** Four inputs at a time, in their order: sums are read and written once. */
    private static void add(float[] weights, int at, float[] x0, float[] x1, float[] x2, float[] x3, float[] sums) {
        float w0 = weights[at];
        float w1 = weights[at + 1];
        float w2 = weights[at + 2];
        float w3 = weights[at + 3];
        for (int l = 0; l < sums.length; l++) {
            float sum = sums[l];
            sum += w0 * x0[l];
            sum += w1 * x1[l];
            sum += w2 * x2[l];
            sum += w3 * x3[l];
            sums[l] = sum;
        }
    }

    private static void add(float weight, float[] x, float[] sums) {
        for (int l = 0; l < sums.length; l++) {
            sums[l] += weight * x[l];
        }
    }

    private void activate(float[][] values, int count) {
        for (int i = 0; i < count; i++) {
            if (activation == PolicyProgram.Activation.RELU) {
                rectify(values[i]);
            } else {
                bend(values[i]);
            }
        }
    }

    private static void rectify(float[] values) { // [LANES]
        for (int l = 0; l < values.length; l++) {
            values[l] = Math.max(0, values[l]);
        }
    }

    private static void bend(float[] values) { // [LANES]
        for (int l = 0; l < values.length; l++) {
            values[l] = tanh(values[l]);
        }
    }

    /** Within 4e-7 of the hyperbolic tangent, without branches. */
    static float tanh(float x) {
        float z = Math.max(-TANH_MOST, Math.min(TANH_MOST, x));
        float y = z * z;
        float p = z * (1 + y * (P1 + y * (P2 + y * (P3 + y * P4))));
        float q = 1 + y * (Q1 + y * (Q2 + y * (Q3 + y * Q4)));
        return Math.max(-1, Math.min(1, p / q));
    }
}
