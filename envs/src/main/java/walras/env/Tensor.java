package walras.env;

import java.util.List;

/** A named, row-major array of B rows. The array is shared, never copied; its shape is {@code [B, rowShape...]}. */
public final class Tensor {
    private final String name;
    private final DType dtype;
    private final int rows;
    private final List<Integer> rowShape;
    private final int rowSize;
    private final Object data;

    private Tensor(String name, DType dtype, int rows, List<Integer> rowShape) {
        this.name = name;
        this.dtype = dtype;
        this.rows = rows;
        this.rowShape = List.copyOf(rowShape);
        this.rowSize = rowShape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        int length = Math.multiplyExact(rows, rowSize);
        this.data = switch (dtype) {
            case U8 -> new byte[length];
            case I32 -> new int[length];
            case I64 -> new long[length];
            case F32 -> new float[length];
            case F64 -> new double[length];
        };
    }

    /** A new tensor of zeros. */
    public static Tensor zeros(String name, DType dtype, int rows, List<Integer> rowShape) {
        return new Tensor(name, dtype, rows, rowShape);
    }

    public String name() {
        return name;
    }

    public DType dtype() {
        return dtype;
    }

    public int rows() {
        return rows;
    }

    /** Shape without the batch axis, {@code [n, ...]} for a group's tensors. */
    public List<Integer> rowShape() {
        return rowShape;
    }

    /** Elements of one row. */
    public int rowSize() {
        return rowSize;
    }

    /** The backing array, whatever its type: {@code byte[]}, {@code int[]}, {@code long[]}, {@code float[]} or {@code double[]}. */
    public Object data() {
        return data;
    }

    public byte[] u8() { // [B, rowShape]
        return (byte[]) data;
    }

    public int[] i32() { // [B, rowShape]
        return (int[]) data;
    }

    public long[] i64() { // [B, rowShape]
        return (long[]) data;
    }

    public float[] f32() { // [B, rowShape]
        return (float[]) data;
    }

    public double[] f64() { // [B, rowShape]
        return (double[]) data;
    }

    /** One element, counted over the whole batch, as a double; for paths where a switch per element does not matter. */
    public double get(int index) {
        return switch (dtype) {
            case U8 -> u8()[index] & 0xFF;
            case I32 -> i32()[index];
            case I64 -> i64()[index];
            case F32 -> f32()[index];
            case F64 -> f64()[index];
        };
    }

    /** Writes one element, narrowed to the tensor's type. */
    public void set(int index, double value) {
        switch (dtype) {
            case U8 -> u8()[index] = (byte) value;
            case I32 -> i32()[index] = (int) value;
            case I64 -> i64()[index] = (long) value;
            case F32 -> f32()[index] = (float) value;
            case F64 -> f64()[index] = value;
        }
    }

    /** Copies one row into a row of a tensor of the same type and row shape. */
    @SuppressWarnings("SuspiciousSystemArraycopy")
    public void copyRow(int row, Tensor target, int targetRow) {
        System.arraycopy(data, row * rowSize, target.data, targetRow * rowSize, rowSize);
    }
}
