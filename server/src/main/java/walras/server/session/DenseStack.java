package walras.server.session;

import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;

/** Dense layers, for one agent at a time. */
final class DenseStack {
    private record Layer(float[] weights, float[] bias, int in, int out, boolean ownWeights, boolean ownBias) {}

    private final List<Layer> layers = new ArrayList<>();
    private final PolicyProgram.Activation activation;
    private final float[][] hidden; // [layers][out]

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
            boolean own = ProgramPlayer.shape(where + ".weights", layer.weights(), agents, List.of(rows, width));
            boolean biased = layer.bias().values().length > 0;
            boolean ownBias = biased && ProgramPlayer.shape(where + ".bias", layer.bias(), agents, List.of(rows));
            float[] bias = biased ? layer.bias().values() : new float[rows];
            layers.add(new Layer(layer.weights().values(), bias, width, rows, own, ownBias));
            width = rows;
        }
        if (layers.isEmpty()) {
            throw Problem.request("policy.network.layers", "at least one", "none");
        } else if (layers.size() > 1 && activation == PolicyProgram.Activation.NONE) {
            throw Problem.request("policy.network.activation", "RELU or TANH between layers", "none");
        }
        hidden = new float[layers.size()][];
        for (int k = 0; k < hidden.length; k++) {
            hidden[k] = new float[layers.get(k).out];
        }
    }

    /** Computes an agent's outputs from its features. */
    void compute(int agent, float[] features, float[] outputs) { // [in], [out]
        float[] input = features;
        for (int k = 0; k < hidden.length; k++) {
            Layer layer = layers.get(k);
            boolean last = k == hidden.length - 1;
            multiply(layer, agent, input, last ? outputs : hidden[k]);
            input = hidden[k];
            if (!last) {
                activate(input);
            }
        }
    }

    private static void multiply(Layer layer, int agent, float[] input, float[] output) { // [in], [out]
        int at = layer.ownWeights ? agent * layer.in * layer.out : 0;
        int biasAt = layer.ownBias ? agent * layer.out : 0;
        for (int o = 0; o < layer.out; o++) {
            float sum = layer.bias[biasAt + o];
            for (int i = 0; i < layer.in; i++) {
                sum += layer.weights[at + i] * input[i];
            }
            at += layer.in;
            output[o] = sum;
        }
    }

    private void activate(float[] values) { // [out]
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    activation == PolicyProgram.Activation.RELU ? Math.max(0, values[i]) : (float) Math.tanh(values[i]);
        }
    }
}
