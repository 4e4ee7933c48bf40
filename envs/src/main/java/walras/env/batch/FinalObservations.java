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
    private final List<Tensor> masks = new ArrayList<>();
    private final List<Tensor> privileged = new ArrayList<>();
    private final List<Tensor> sources = new ArrayList<>(); // what is kept of a row...
    private final List<Tensor> targets = new ArrayList<>(); // ...and where, in the same order
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
            groups.add(group.observations().stream().map(this::target).toList());
            masks.add(target(group.mask()));
        }
        tensors.privileged().forEach(tensor -> privileged.add(target(tensor)));
    }

    private Tensor target(Tensor source) {
        Tensor target =
                Tensor.zeros("final." + source.name(), source.dtype(), kept ? source.rows() : 0, source.rowShape());
        sources.add(source);
        targets.add(target);
        return target;
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

    /** The final action mask of the k-th group; of length 0 where it has none. */
    public Tensor mask(int k) { // [B, n, choices]
        return masks.get(k);
    }

    /** Final privileged tensors, in the order of the economy's. */
    public List<Tensor> privileged() { // each [B, ...]
        return privileged;
    }

    /** Keeps what the ended rows of a chunk see; chunks may do so at the same time. */
    void keep(int chunk, Rows ended) {
        for (int k = 0; k < sources.size(); k++) {
            sources.get(k).copyRows(ended, targets.get(k));
        }
        int listed = ended.from();
        for (int row = ended.next(listed); row < ended.to(); row = ended.next(row + 1)) {
            rows[listed++] = row;
        }
        starts[chunk] = ended.from();
        counts[chunk] = listed - ended.from();
    }

    /** Puts together what the chunks of a step have kept; {@link #clear} was called before the step. */
    void collect() {
        for (int chunk = 0; kept && chunk < counts.length; chunk++) {
            System.arraycopy(rows, starts[chunk], rows, count[0], counts[chunk]);
            count[0] += counts[chunk];
        }
    }

    void clear() {
        count[0] = 0;
        Arrays.fill(counts, 0);
    }

    void state(StateVisitor visitor) {
        Arrays.fill(rows, count[0], rows.length, 0); // what is not valid depends on the number of chunks
        visitor.ints("final.count", count);
        visitor.ints("final.rows", rows);
        targets.forEach(tensor -> Snapshot.visit(visitor, tensor));
    }
}
