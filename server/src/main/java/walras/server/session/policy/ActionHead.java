package walras.server.session.policy;

import java.util.List;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Space;
import walras.env.Tensor;
import walras.env.TensorSpec;

/** Turns a policy's outputs into one agent's actions; whatever the outputs, the actions are in their spaces. */
final class ActionHead {
    /** Purposes of random numbers; each action tensor has two of its own after these. */
    private static final int EPSILON = 0;

    private final GroupTensors group;
    private final PolicyProgram.Head head;
    private final RowRandom random;

    ActionHead(GroupTensors group, PolicyProgram.Head head, RowRandom random) {
        this.group = group;
        this.head = head;
        this.random = random;
    }

    /** The most choices that one element of an action has. */
    int mostChoices() {
        int most = 2;
        for (TensorSpec action : group.group().actions()) {
            for (int choices : action.space().choices()) {
                most = Math.max(most, choices);
            }
        }
        return most;
    }

    /** How many outputs an agent's actions take: one per number or flag, one per choice of a discrete element. */
    int outputs() {
        return group.group().actions().stream()
                .mapToInt(action -> outputs(action.space()))
                .sum();
    }

    private static int outputs(Space space) {
        boolean scored = space instanceof Space.Discrete || space instanceof Space.MultiDiscrete;
        return scored ? space.maskLength() : space.size();
    }

    /** True if some actions are drawn uniformly. */
    boolean explores() {
        return head.epsilon() > 0;
    }

    /** True if the agent's action is drawn uniformly this time. */
    boolean explores(int row, int agent) {
        return explores() && random.uniform(row, EPSILON, agent) < head.epsilon();
    }

    /** Writes an agent's actions; the weights are scratch. */
    void write(float[] outputs, double[] weights, int row, int agent) { // [outputs], [most choices]
        List<Tensor> tensors = group.actions();
        int at = 0;
        for (int k = 0; k < tensors.size(); k++) {
            Space space = group.group().actions().get(k).space();
            int purpose = 1 + k;
            if (space instanceof Space.Box box) {
                writeNumbers(tensors.get(k), box, outputs, at, purpose, row, agent);
            } else if (space instanceof Space.MultiBinary) {
                writeFlags(tensors.get(k), space.size(), outputs, at, purpose, row, agent);
            } else {
                writeChoices(tensors.get(k), space.choices(), outputs, weights, at, purpose, row, agent);
            }
            at += outputs(space);
        }
    }

    private void writeNumbers(
            Tensor tensor, Space.Box box, float[] outputs, int from, int purpose, int row, int agent) {
        int size = box.size();
        int start = (row * group.group().agents() + agent) * size;
        for (int e = 0; e < size; e++) {
            double value = outputs[from + e];
            if (head.noiseStd() > 0) {
                value += head.noiseStd() * random.normal(row, purpose, agent * size + e);
            }
            double low = box.low(e);
            double high = box.high(e);
            double safe = Double.isNaN(value) ? 0 : Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
            tensor.set(start + e, Math.max(low, Math.min(high, safe)));
        }
    }

    private void writeFlags(Tensor tensor, int size, float[] outputs, int from, int purpose, int row, int agent) {
        int start = (row * group.group().agents() + agent) * size;
        for (int e = 0; e < size; e++) {
            double score = outputs[from + e];
            boolean on = head.softmax()
                    ? random.uniform(row, purpose, agent * size + e) < 1 / (1 + Math.exp(-score))
                    : score > 0;
            tensor.set(start + e, on ? 1 : 0);
        }
    }

    private void writeChoices(
            Tensor tensor,
            int[] choices,
            float[] outputs,
            double[] weights,
            int from,
            int purpose,
            int row,
            int agent) {
        int rowAgent = row * group.group().agents() + agent;
        int at = from;
        int mask = rowAgent * group.group().maskLength();
        for (int e = 0; e < choices.length; e++) {
            int choice = head.softmax()
                    ? drawn(outputs, weights, at, choices[e], mask, purpose, row, agent * choices.length + e)
                    : greatest(outputs, at, choices[e], mask);
            tensor.set(rowAgent * choices.length + e, choice);
            at += choices[e];
            mask += choices[e];
        }
    }

    private boolean allowed(int mask, int choice) {
        return !group.group().masked() || group.mask().u8()[mask + choice] != 0;
    }

    private int greatest(float[] outputs, int from, int choices, int mask) {
        int best = -1;
        for (int c = 0; c < choices; c++) {
            if (allowed(mask, c) && (best < 0 || outputs[from + c] > outputs[from + best])) {
                best = c;
            }
        }
        return Math.max(0, best);
    }

    private int drawn(
            float[] outputs, double[] weights, int from, int choices, int mask, int purpose, int row, int index) {
        double greatest = outputs[from + greatest(outputs, from, choices, mask)];
        for (int c = 0; c < choices; c++) {
            double weight = Math.exp(outputs[from + c] - greatest);
            weights[c] = allowed(mask, c) && weight > 0 ? weight : 0;
        }
        return random.choose(row, purpose, index, weights, 0, choices);
    }
}
