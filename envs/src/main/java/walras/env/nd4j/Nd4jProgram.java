package walras.env.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseDivision;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A straight line of whole-batch operations on double arrays, recorded once and run once per step, into arrays that
 * were allocated while recording. Operations are built by name, or by a constructor, that the releases M1.1 and M2.1 of
 * ND4J have in common.
 */
public final class Nd4jProgram {
    private static final int CACHED_ROWS = 16_384; // measured

    private final List<Runnable> operations = new ArrayList<>();

    /**
     * A program that does nothing yet.
     *
     * @throws walras.env.Problem UNAVAILABLE if ND4J cannot run here
     */
    public Nd4jProgram() {
        Nd4jDevice.require();
    }

    /**
     * How many rows an operation had best take at once. A card wants all; on a processor vectors of so many doubles stay in its
     * caches, and a call's own cost, 2 us, is a third of what the operation takes.
     *
     * @throws walras.env.Problem UNAVAILABLE if ND4J cannot run here
     */
    public static int rowsAtOnce() {
        Nd4jDevice.require();
        return Nd4j.getEnvironment().isCPU() ? CACHED_ROWS : Integer.MAX_VALUE;
    }

    /** A new array of zeros. */
    public static INDArray zeros(long... shape) {
        return Nd4j.create(DataType.DOUBLE, shape);
    }

    /** A new array with these elements, row-major. */
    public static INDArray array(double[] values, long... shape) {
        return Nd4j.create(values, shape, 'c');
    }

    /** A number that broadcasts against anything. */
    public static INDArray constant(double value) { // []
        return Nd4j.scalar(DataType.DOUBLE, value);
    }

    /** Records {@code out = name(in...)}; shapes of {@code in} broadcast. */
    public INDArray apply(String name, INDArray out, INDArray... in) {
        return record(name, out, new int[0], in);
    }

    /** Records a new array of that shape, {@code name(left, right)}. */
    public INDArray make(String name, long[] shape, INDArray left, INDArray right) {
        return apply(name, zeros(shape), left, right);
    }

    /** Records the sum, product or extreme ({@code reduce_sum}, {@code reduce_prod}, {@code reduce_max} ...) over axes. */
    public INDArray reduce(String name, INDArray out, INDArray in, int... axes) {
        return record(name, out, axes, in);
    }

    /** Records copies, side by side along a new axis. */
    public INDArray stack(INDArray out, int axis, INDArray... in) {
        return record("stack", out, new int[] {axis}, in);
    }

    /**
     * Records a choice of columns: {@code out[b, k] = in[b, columns[k]]}.
     *
     * @param out [B, columns]
     * @param in [B, length]
     */
    public INDArray columns(INDArray out, INDArray in, int[] columns) {
        return record("gather", out, new int[] {1}, in, Nd4j.createFromArray(columns));
    }

    /** Records running sums along an axis. */
    public INDArray runningSum(INDArray out, INDArray in, int axis) {
        return record("cumsum", out, new int[] {0, 0, axis}, in);
    }

    /** Records a comparison whose result is 1 or 0. */
    public INDArray compare(String name, INDArray out, INDArray left, INDArray right) {
        INDArray truth = apply(name, Nd4j.create(DataType.BOOL, out.shape()), left, right);
        return record("cast", out, new int[] {DataType.DOUBLE.toInt()}, truth);
    }

    /**
     * Records a look-up: {@code out[b] = table[index[b]]}.
     *
     * @param out [B, 1] for a flat table, else [B, width]
     * @param table [length] or [length, width]
     * @param index [B, 1] whole numbers
     */
    public INDArray gather(INDArray out, INDArray table, INDArray index) {
        long rows = index.length();
        INDArray whole =
                record("cast", Nd4j.create(DataType.INT64, rows, 1), new int[] {DataType.INT64.toInt()}, index);
        // With a column of indices into a flat table, gather reads past the table (1.0.0-M2.1): both are flattened
        // here.
        INDArray target = table.rank() == 1 ? out.reshape(rows) : out;
        record("gather", target, new int[] {0}, table, whole.reshape(rows));
        return out;
    }

    /** Records {@code out = in + by}. */
    public INDArray plus(INDArray out, INDArray in, double by) {
        return record(new ScalarAdd(in, null, out, by), out);
    }

    /** Records {@code out = by * in}. */
    public INDArray times(INDArray out, INDArray in, double by) {
        return record(new ScalarMultiplication(in, null, out, by), out);
    }

    /** Records {@code out = from - in}. */
    public INDArray minusFrom(INDArray out, INDArray in, double from) {
        return record(new ScalarReverseSubtraction(in, null, out, from), out);
    }

    /** Records {@code out = max(in, least)}. */
    public INDArray atLeast(INDArray out, INDArray in, double least) {
        return record(new ScalarMax(in, null, out, least), out);
    }

    /** Records {@code out = min(in, most)}. */
    public INDArray atMost(INDArray out, INDArray in, double most) {
        return record(new ScalarMin(in, null, out, most), out);
    }

    /** Records {@code out = what / in}. */
    public INDArray divideInto(INDArray out, INDArray in, double what) {
        return record(new ScalarReverseDivision(in, null, out, what), out);
    }

    /** Records {@code out = |in|}. */
    public INDArray abs(INDArray out, INDArray in) {
        return record(new Abs(in, out), out);
    }

    /** Records {@code out = 1} where {@code in > bound}, else 0: a choice without a truth value, which would have to be cast. */
    public INDArray above(INDArray out, INDArray in, double bound) {
        return record(new Step(in, out, bound), out);
    }

    /** Records {@code out = by * in + to}; whatever its name says, axpy multiplies its second argument. */
    public INDArray plusTimes(INDArray out, double by, INDArray in, INDArray to) {
        return record("axpy", out, new double[] {by}, new int[0], to, in);
    }

    private INDArray record(Op operation, INDArray out) {
        operations.add(() -> Nd4j.getExecutioner().exec(operation));
        return out;
    }

    private INDArray record(String name, INDArray out, int[] arguments, INDArray... in) {
        return record(name, out, new double[0], arguments, in);
    }

    /**
     * With a context that is made once: made for every call, it takes three times as long as an operation on a thousand
     * numbers.
     */
    private INDArray record(String name, INDArray out, double[] numbers, int[] arguments, INDArray... in) {
        CustomOp operation = DynamicCustomOp.builder(name)
                .addInputs(in)
                .addOutputs(out)
                .addFloatingPointArguments(Arrays.stream(numbers).boxed().toArray(Double[]::new))
                .addIntegerArguments(arguments)
                .build();
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(in);
        context.setOutputArrays(out);
        context.setTArguments(numbers);
        context.setIArguments(Arrays.stream(arguments).asLongStream().toArray());
        operations.add(() -> Nd4j.getExecutioner().exec(operation, context));
        return out;
    }

    /** Records {@code out = exp(in)}; one of the operations that have no name to be built by. */
    public INDArray exp(INDArray out, INDArray in) {
        return record(new Exp(in, out), out);
    }

    /** Records {@code out = log(in)}. */
    public INDArray log(INDArray out, INDArray in) {
        return record(new Log(in, out), out);
    }

    /** How many operations were recorded. */
    int size() {
        return operations.size();
    }

    /** Runs everything that was recorded. */
    public void run() {
        for (Runnable operation : operations) {
            operation.run();
        }
        OperationCount.add(operations.size());
    }

    /** Fills an array from the host; {@code values} has its shape. */
    public static void upload(INDArray array, double[] values) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().put(values);
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    /** Reads an array to the host; {@code values} has its shape. */
    public static void download(INDArray array, double[] values) {
        Nd4j.getExecutioner().commit();
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        array.data().asNioDouble().get(values);
    }
}
