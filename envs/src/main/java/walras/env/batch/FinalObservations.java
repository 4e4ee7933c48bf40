package walras.env.batch;

import java.util.ArrayList;
import java.util.List;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/**
 * What rows saw at the end of their episodes, kept in SAME_STEP mode where the observation arrays already show the next
 * episode. Kept at the row's own place; {@link #rows} lists the places that are valid.
 */
public final class FinalObservations {
    private final boolean kept;
    private final List<List<Tensor>> groups = new ArrayList<>();
    private final int[] rows; // [B] the first `count` are valid, ascending
    private final int[] count = new int[1]; // [1], an array for the sake of snapshots

    FinalObservations(Tensors tensors, boolean kept) {
        this.kept = kept;
        rows = new int[kept ? tensors.rows() : 0];
        for (GroupTensors group : tensors.groups()) {
            groups.add(group.observations().stream()
                    .map(t -> Tensor.zeros("final." + t.name(), t.dtype(), kept ? t.rows() : 0, t.rowShape()))
                    .toList());
        }
    }

    /** How many rows ended in the last step. */
    public int count() {
        return count[0];
    }

    /** The rows that ended, ascending; the first {@link #count} are valid. */
    public int[] rows() { // [B]
        return rows;
    }

    /** Final observations of the k-th group, in the order of its observations; valid at {@link #rows}. */
    public List<Tensor> group(int k) { // each [B, n, ...]
        return groups.get(k);
    }

    void keep(Tensors tensors, Rows ended) {
        List<GroupTensors> sources = tensors.groups();
        for (int g = 0; g < groups.size(); g++) {
            List<Tensor> observations = sources.get(g).observations();
            for (int t = 0; t < observations.size(); t++) {
                for (int row = ended.from(); row < ended.to(); row++) {
                    if (ended.contains(row)) {
                        observations.get(t).copyRow(row, groups.get(g).get(t), row);
                    }
                }
            }
        }
    }

    void collect(Tensors tensors) {
        clear();
        if (kept) {
            byte[] terminated = tensors.terminated().u8(); // [B]
            byte[] truncated = tensors.truncated().u8(); // [B]
            for (int row = 0; row < terminated.length; row++) {
                rows[count[0]] = row; // overwritten by the next row unless this one ended
                count[0] += terminated[row] | truncated[row];
            }
        }
    }

    void clear() {
        count[0] = 0;
    }

    void state(StateVisitor visitor) {
        visitor.ints("final.count", count);
        visitor.ints("final.rows", rows);
        groups.forEach(tensors -> tensors.forEach(tensor -> Batch.visit(visitor, tensor)));
    }
}
