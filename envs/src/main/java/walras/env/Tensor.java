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

    /** Copies rows to their own places in a tensor of the same type and shape. */
    public void copyRows(Rows which, Tensor target) {
        switch (dtype) {
            case U8 -> copyRows(which, u8(), target.u8());
            case I32 -> copyRows(which, i32(), target.i32());
            case I64 -> copyRows(which, i64(), target.i64());
            case F32 -> copyRows(which, f32(), target.f32());
            case F64 -> copyRows(which, f64(), target.f64());
        }
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    private void copyRows(Rows which, Object source, Object target) { // arrays of one type, [B, rowShape]
        for (int row = which.next(which.from()); row < which.to() && rowSize > 0; row = which.next(row + 1)) {
            System.arraycopy(source, row * rowSize, target, row * rowSize, rowSize);
        }
    }
}
