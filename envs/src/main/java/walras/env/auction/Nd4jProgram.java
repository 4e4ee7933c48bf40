package walras.env.auction;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A straight line of whole-batch operations, recorded once and run once per step into arrays that were allocated while recording. Columns have shape [B, 1], so that
 * they broadcast over bidders.
 */
final class Nd4jProgram {
    static {
        // One thread: its own pool spins on the processors that the server's row workers use, and a loaded machine then
        // pays thirty times the work.
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
    }

    private final long rows;
    private final List<CustomOp> operations = new ArrayList<>();

    Nd4jProgram(int rows) {
        this.rows = rows;
    }

    /** A block that is moved to or from the device in one copy; its columns are views. */
    INDArray block(int columns) { // [columns, B]
        return Nd4j.create(DataType.DOUBLE, columns, rows);
    }

    INDArray column(INDArray block, int index) { // block [columns, B] -> [B, 1]
        return block.get(NDArrayIndex.point(index), NDArrayIndex.all()).reshape(rows, 1);
    }

    INDArray array(DataType type, long... shape) {
        return Nd4j.create(type, shape);
    }

    /** Records {@code out = name(in...)}. */
    INDArray apply(String name, INDArray out, INDArray... in) {
        operations.add(
                DynamicCustomOp.builder(name).addInputs(in).addOutputs(out).build());
        return out;
    }

    private INDArray apply(String name, INDArray out, int[] arguments, INDArray... in) {
        operations.add(DynamicCustomOp.builder(name)
                .addInputs(in)
                .addOutputs(out)
                .addIntegerArguments(arguments)
                .build());
        return out;
    }

    /** Records the reduction of each row: {@code reduce_max} or {@code reduce_sum}. */
    INDArray reduce(String name, INDArray out, INDArray in) { // in [B, m], out [B, 1]
        apply(name, out.reshape(rows), new int[] {1}, in);
        return out;
    }

    /** Records running sums along each row. */
    INDArray runningSum(INDArray out, INDArray in) { // [B, m]
        return apply("cumsum", out, new int[] {0, 0, 1}, in);
    }

    /** Records a comparison whose result is 1 or 0. */
    INDArray compare(String name, INDArray out, INDArray left, INDArray right) {
        INDArray truth = apply(name, Nd4j.create(DataType.BOOL, out.shape()), left, right);
        return apply("cast", out, new int[] {DataType.DOUBLE.toInt()}, truth);
    }

    /**
     * Records a look-up: {@code out[b] = table[index[b]]}.
     *
     * @param out [B, 1] for a flat table, else [B, width]
     * @param table [length] or [length, width]
     * @param index [B, 1] whole numbers
     */
    INDArray gather(INDArray out, INDArray table, INDArray index) {
        INDArray whole = apply("cast", Nd4j.create(DataType.INT64, rows, 1), new int[] {DataType.INT64.toInt()}, index);
        // With a column of indices into a flat table, gather reads past the table (1.0.0-M2.1): both are flattened
        // here.
        INDArray target = table.rank() == 1 ? out.reshape(rows) : out;
        apply("gather", target, new int[] {0}, table, whole.reshape(rows));
        return out;
    }

    void run() {
        for (CustomOp operation : operations) {
            Nd4j.getExecutioner().exec(operation);
        }
    }

    /** Fills an array from the host. */
    static void upload(INDArray array, double[] values) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().put(values);
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    /** Reads a whole array to the host. */
    static void download(INDArray array, double[] values) {
        Nd4j.getExecutioner().commit();
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().get(values);
    }
}
