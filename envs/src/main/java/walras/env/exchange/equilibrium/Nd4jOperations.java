package walras.env.exchange.equilibrium;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A recorded sequence of whole-batch operations on arrays that were allocated while recording. */
final class Nd4jOperations {
    private final List<CustomOp> operations = new ArrayList<>();

    static INDArray zeros(long... shape) {
        return Nd4j.create(DataType.DOUBLE, shape);
    }

    static INDArray constant(double value) {
        return Nd4j.scalar(DataType.DOUBLE, value);
    }

    /** Records {@code out = name(in...)}; shapes of {@code in} broadcast. */
    INDArray apply(String name, INDArray out, INDArray... in) {
        operations.add(
                DynamicCustomOp.builder(name).addInputs(in).addOutputs(out).build());
        return out;
    }

    /** Records a new array {@code name(left, right)} of that shape. */
    INDArray make(String name, long[] shape, INDArray left, INDArray right) {
        return apply(name, zeros(shape), left, right);
    }

    /** Records the sum or maximum ({@code reduce_sum}, {@code reduce_max}) over one axis. */
    INDArray reduce(String name, INDArray out, INDArray in, int axis) {
        operations.add(DynamicCustomOp.builder(name)
                .addInputs(in)
                .addOutputs(out)
                .addIntegerArguments(axis)
                .build());
        return out;
    }

    /** Records a comparison whose result is 1 or 0. */
    INDArray compare(String name, INDArray out, INDArray left, INDArray right) {
        INDArray truth = apply(name, Nd4j.create(DataType.BOOL, out.shape()), left, right);
        operations.add(DynamicCustomOp.builder("cast")
                .addInputs(truth)
                .addOutputs(out)
                .addIntegerArguments(DataType.DOUBLE.toInt())
                .build());
        return out;
    }

    void run() {
        for (CustomOp operation : operations) {
            Nd4j.getExecutioner().exec(operation);
        }
    }

    /** Fills an array from the host; {@code values} has its shape. */
    static void upload(INDArray array, double[] values) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().put(values);
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    /** Reads an array to the host; {@code values} has its shape. */
    static void download(INDArray array, double[] values) {
        Nd4j.getExecutioner().commit();
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().get(values);
    }
}
