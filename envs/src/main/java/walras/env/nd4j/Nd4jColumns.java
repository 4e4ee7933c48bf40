package walras.env.nd4j;

import java.nio.DoubleBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import walras.env.Rows;

/**
 * Device vectors {@code [B]}, one for each quantity, that travel together: between {@link #open} and {@link #close} the host
 * writes them, after {@link #read} it reads them. The host's rows lie anywhere in longer arrays; a batch's first row is lane 0.
 */
public final class Nd4jColumns {
    private final int rows;
    private final INDArray block; // [columns * B]
    private final double[] staging; // [B]
    private final int[] out; // [B + 1] rows of the range that keep what they have
    private final double[] kept; // [B] what these rows have
    private int outs;
    private int first;
    private int length;
    private DoubleBuffer buffer; // [columns * B], valid between open and close, and from read on

    /** So many vectors of zeros of so many rows. */
    public Nd4jColumns(int columns, int rows) {
        this.rows = rows;
        block = Nd4jProgram.zeros((long) columns * rows);
        staging = new double[rows];
        out = new int[rows + 1];
        kept = new double[rows];
        buffer = block.data().asNioDouble();
    }

    /** How many vectors there are. */
    public int count() {
        return (int) (block.length() / rows);
    }

    /** Every vector, one behind the other. */
    public INDArray all() { // [columns * B]
        return block;
    }

    /** Every vector by itself: views. */
    public INDArray[] each() { // [columns] of [B]
        return IntStream.range(0, count()).mapToObj(this::column).toArray(INDArray[]::new);
    }

    /** The vector of one quantity: a view. */
    public INDArray column(int index) { // [B]
        return columns(index, 1);
    }

    /** The vectors of neighbouring quantities, one behind the other: a view. */
    public INDArray columns(int first, int count) { // [count * B]
        return block.get(NDArrayIndex.interval((long) first * rows, (long) (first + count) * rows));
    }

    /** The host writes, every column anew. */
    public void open() {
        Nd4j.getAffinityManager().ensureLocation(block, Location.HOST);
        buffer = block.data().asNioDouble();
    }

    /** The host has written. */
    public void close() {
        Nd4j.getAffinityManager().tagLocation(block, Location.HOST);
    }

    /** Waits for what was recorded before, and takes it to the host. */
    public void read() {
        Nd4j.getExecutioner().commit();
        open();
    }

    /** Memory for {@link #put(int, int)}. */
    public double[] staging() { // [B]
        return staging;
    }

    /** Writes lanes {@code [0, length)} from the staging memory. */
    public void put(int column, int length) {
        buffer.put(column * rows, staging, 0, length);
    }

    /** Writes lanes {@code [0, length)} from rows {@code first} on. */
    public void put(int column, double[] values, int first, int length) {
        buffer.put(column * rows, values, first, length);
    }

    /** Likewise. */
    public void put(int column, int[] values, int first, int length) {
        for (int lane = 0; lane < length; lane++) {
            staging[lane] = values[first + lane];
        }
        put(column, length);
    }

    /** Likewise. */
    public void put(int column, byte[] values, int first, int length) {
        for (int lane = 0; lane < length; lane++) {
            staging[lane] = values[first + lane];
        }
        put(column, length);
    }

    /** Writes lanes {@code [lane, lane + length)} from the beginning of an array. */
    public void put(int column, int lane, double[] values, int length) {
        buffer.put(column * rows + lane, values, 0, length);
    }

    /** Reads lanes {@code [lane, lane + length)} into the beginning of an array. */
    public void get(int column, int lane, double[] values, int length) {
        buffer.get(column * rows + lane, values, 0, length);
    }

    /** Reads every lane. */
    public void lanes(int column, double[] values) { // [B]
        buffer.get(column * rows, values, 0, rows);
    }

    /** As {@link #read()}; what is read then goes to the rows that are in, and the others keep what they have. */
    public void read(Rows which) {
        read();
        first = which.from();
        length = which.to() - first;
        outs = 0;
        for (int row = first; row < which.to(); row++) {
            out[outs] = row;
            outs += which.contains(row) ? 0 : 1;
        }
    }

    /**
     * Reads into the rows that are in. The few other rows get back what they had, which takes less than to go from one
     * run of rows to the next.
     */
    public void get(int column, double[] values) { // [B or more]
        for (int k = 0; k < outs; k++) {
            kept[k] = values[out[k]];
        }
        buffer.get(column * rows, values, first, length);
        for (int k = 0; k < outs; k++) {
            values[out[k]] = kept[k];
        }
    }

    /** Likewise, whole numbers. */
    public void get(int column, int[] values) { // [B or more]
        for (int k = 0; k < outs; k++) {
            kept[k] = values[out[k]];
        }
        lanes(column, staging);
        for (int lane = 0; lane < length; lane++) {
            values[first + lane] = (int) staging[lane];
        }
        for (int k = 0; k < outs; k++) {
            values[out[k]] = (int) kept[k];
        }
    }

    /** Likewise, marks. */
    public void get(int column, byte[] values) { // [B or more]
        for (int k = 0; k < outs; k++) {
            kept[k] = values[out[k]];
        }
        lanes(column, staging);
        for (int lane = 0; lane < length; lane++) {
            values[first + lane] = (byte) staging[lane];
        }
        for (int k = 0; k < outs; k++) {
            values[out[k]] = (byte) kept[k];
        }
    }
}
