package walras.env.batch;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final int[] starts; // [chunks] where a chunk's rows begin, and are listed until all chunks are done
    private final int[] counts; // [chunks]

    FinalObservations(Tensors tensors, boolean kept, int chunks) {
        this.kept = kept;
        starts = new int[chunks];
        counts = new int[chunks];
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

    /** Keeps what the ended rows of a chunk see; chunks may do so at the same time. */
    void keep(int chunk, Tensors tensors, Rows ended) {
        List<GroupTensors> sources = tensors.groups();
        for (int g = 0; g < groups.size(); g++) {
            List<Tensor> observations = sources.get(g).observations();
            for (int t = 0; t < observations.size(); t++) {
                observations.get(t).copyRows(ended, groups.get(g).get(t));
            }
        }
        int listed = ended.from();
        for (int row = ended.next(listed); row < ended.to(); row = ended.next(row + 1)) {
            rows[listed++] = row;
        }
        starts[chunk] = ended.from();
        counts[chunk] = listed - ended.from();
    }

    /** Puts together what the chunks of a step have kept. */
    void collect() {
        clear();
        for (int chunk = 0; kept && chunk < counts.length; chunk++) {
            System.arraycopy(rows, starts[chunk], rows, count[0], counts[chunk]);
            count[0] += counts[chunk];
            counts[chunk] = 0;
        }
    }

    void clear() {
        count[0] = 0;
    }

    void state(StateVisitor visitor) {
        Arrays.fill(rows, count[0], rows.length, 0); // what is not valid depends on the number of chunks
        visitor.ints("final.count", count);
        visitor.ints("final.rows", rows);
        groups.forEach(tensors -> tensors.forEach(tensor -> Batch.visit(visitor, tensor)));
    }
}
