package walras.server.session.policy;

import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.server.session.plan.SessionConfig;

/** A player for one seat of a rollout, as data. */
public sealed interface PolicyProgram {
    /** A built-in policy. In a rollout it acts and does not learn. */
    record Named(SessionConfig.NamedPolicy policy) implements PolicyProgram {}

    /** Every action drawn uniformly from its space, within the mask. */
    record Uniform() implements PolicyProgram {}

    /**
     * Outputs are looked up by the discrete observations, in mixed radix, the last one fastest.
     *
     * @param values {@code [states, outputs]}, or {@code [n, states, outputs]} where each agent has its own
     * @param inputs observation tensors; empty for all
     */
    record Table(Weights values, List<String> inputs, Head head) implements PolicyProgram {}

    /**
     * Outputs are computed by dense layers from the observations, one after the other.
     *
     * @param inputs observation tensors; empty for all
     */
    record Network(List<Layer> layers, Activation activation, List<String> inputs, Head head)
            implements PolicyProgram {}

    /** Numbers with their shape, row-major. */
    record Weights(List<Integer> shape, float[] values) {
        public Weights {
            shape = List.copyOf(shape);
        }

        /** True if there is a leading axis of agents; refuses any other shape than the shared one, with it or without. */
        boolean perAgent(String where, int agents, List<Integer> shared) {
            List<Integer> own = new ArrayList<>(List.of(agents));
            own.addAll(shared);
            if (!shape.equals(shared) && !shape.equals(own)) {
                throw Problem.request(where, "shape " + shared + " or " + own, "shape " + shape);
            }
            return shape.equals(own);
        }
    }

    /**
     * One dense layer.
     *
     * @param weights {@code [out, in]} or {@code [n, out, in]}
     * @param bias {@code [out]}, {@code [n, out]}, or without elements for zero
     */
    record Layer(Weights weights, Weights bias) {}

    /** What stands between two layers. */
    enum Activation {
        NONE,
        RELU,
        TANH
    }

    /**
     * From outputs to actions.
     *
     * @param softmax true to draw a choice by its score, false to take the greatest
     * @param noiseStd of the normal noise on numbers, before they are clipped
     * @param epsilon probability of a uniform action instead
     */
    record Head(boolean softmax, double noiseStd, double epsilon) {}
}
