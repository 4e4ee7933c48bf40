package walras.server.session.policy;

import java.util.ArrayList;
import java.util.List;
import walras.env.GroupTensors;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.Space;
import walras.env.Tensor;
import walras.env.TensorSpec;

/** The observations that a policy sent as data looks at, of one agent at a time. */
final class ObservationInput {
    private final int agents;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Space> spaces = new ArrayList<>();

    /** @param names of observation tensors; empty for all of the group's */
    ObservationInput(GroupTensors group, List<String> names) {
        agents = group.group().agents();
        List<TensorSpec> all = group.group().observations();
        List<TensorSpec> wanted = names.isEmpty()
                ? all
                : names.stream()
                        .map(name -> Nearest.find("observation", name, all, TensorSpec::name))
                        .toList();
        for (TensorSpec spec : wanted) {
            tensors.add(group.observation(spec.name()));
            spaces.add(spec.space());
        }
    }

    /** How many different values the observations have together; they must be discrete. */
    int states() {
        long states = 1;
        for (int k = 0; k < spaces.size(); k++) {
            int[] choices = spaces.get(k).choices(); // [size], or [0] for reals
            if (choices.length == 0) {
                throw Problem.request(
                        "policy.table.inputs",
                        "discrete observations",
                        tensors.get(k).name() + ", which is real");
            }
            for (int count : choices) {
                states = Math.min(Integer.MAX_VALUE, states * count);
            }
        }
        return (int) states;
    }

    /** Which of {@link #states} an agent sees. */
    int state(int row, int agent) {
        int state = 0;
        for (int k = 0; k < tensors.size(); k++) {
            int[] choices = spaces.get(k).choices(); // [size]
            int start = (row * agents + agent) * choices.length;
            for (int e = 0; e < choices.length; e++) {
                state = state * choices[e] + (int) tensors.get(k).get(start + e);
            }
        }
        return state;
    }

    /** How many numbers {@link #write} writes. */
    int features() {
        int features = 0;
        for (Space space : spaces) {
            features += space instanceof Space.MultiBinary || space.choices().length == 0
                    ? space.size()
                    : space.maskLength();
        }
        return features;
    }

    /** An agent's observations as numbers: reals and flags as they are, a discrete value as a one-hot vector. */
    void write(int row, int agent, float[] features) { // [features]
        int at = 0;
        for (int k = 0; k < tensors.size(); k++) {
            Space space = spaces.get(k);
            int size = space.size();
            int start = (row * agents + agent) * size;
            boolean oneHot = space instanceof Space.Discrete || space instanceof Space.MultiDiscrete;
            int[] choices = oneHot ? space.choices() : new int[0]; // [size], or [0] for numbers
            for (int e = 0; e < size; e++) {
                double value = tensors.get(k).get(start + e);
                if (oneHot) {
                    java.util.Arrays.fill(features, at, at + choices[e], 0);
                    features[at + (int) value] = 1;
                    at += choices[e];
                } else {
                    features[at++] = (float) value;
                }
            }
        }
    }
}
