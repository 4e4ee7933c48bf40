package walras.env.auction;

import java.util.Arrays;
import walras.env.DType;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.Space;
import walras.env.Tensor;
import walras.env.TensorSpec;

/** The state as agents see it, all agents of a group alike: an index, or a vector with one 1. */
final class StateTensor {
    private static final String NAME = "state";

    private final int states;
    private final int agents;
    private final boolean oneHot;
    private final Tensor tensor;

    StateTensor(GroupTensors group, int states) {
        this.states = states;
        this.agents = group.group().agents();
        this.tensor = group.observation(NAME);
        this.oneHot = tensor.dtype() == DType.F32;
    }

    static TensorSpec spec(int states, boolean oneHot) {
        return oneHot
                ? new TensorSpec(NAME, Space.Box.of(DType.F32, 0, 1, states), "", "1 at the state's index, else 0.")
                : new TensorSpec(NAME, new Space.Discrete(states), "", "The state's index.");
    }

    void write(Rows rows, int[] state) { // state [B]
        if (rows.all() && !oneHot) {
            int agent = 0;
            for (; agent + 4 <= agents; agent += 4) {
                writeFourIndices(rows, state, agent);
            }
            for (; agent < agents; agent++) {
                writeIndices(rows, state, agent);
            }
            return;
        }
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            if (oneHot) {
                writeOneHot(row, state[row]);
            } else {
                writeIndices(row, state[row]);
            }
        }
    }

    /** All rows, four agents after another: each reading of a row's state, and each turn of the loop, serves four. */
    private void writeFourIndices(Rows rows, int[] state, int agent) { // state [B]
        int[] shown = tensor.i32(); // [B, n]
        int at = rows.from() * agents + agent;
        for (int row = rows.from(); row < rows.to(); row++) {
            shown[at] = state[row];
            shown[at + 1] = state[row];
            shown[at + 2] = state[row];
            shown[at + 3] = state[row];
            at += agents;
        }
    }

    /** All rows, one agent after another: loops over a row's few agents cost several times as much. */
    private void writeIndices(Rows rows, int[] state, int agent) { // state [B]
        int[] shown = tensor.i32(); // [B, n]
        for (int row = rows.from(); row < rows.to(); row++) {
            shown[row * agents + agent] = state[row];
        }
    }

    private void writeIndices(int row, int state) {
        int[] shown = tensor.i32(); // [B, n]
        for (int i = row * agents; i < (row + 1) * agents; i++) {
            shown[i] = state;
        }
    }

    private void writeOneHot(int row, int state) {
        float[] shown = tensor.f32(); // [B, n, S]
        int base = row * agents * states;
        Arrays.fill(shown, base, base + agents * states, 0);
        for (int agent = 0; agent < agents; agent++) {
            shown[base + agent * states + state] = 1;
        }
    }
}
