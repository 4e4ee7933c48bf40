package walras.server.session.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import walras.env.DType;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;

/**
 * One array of what was played, as a run of bytes in records of one size each.
 *
 * @param name {@code obs/GROUP/TENSOR}, {@code reward/GROUP}, {@code metrics/NAME}, {@code terminated}
 * @param descr NumPy's name of the type
 * @param dtype of the elements
 * @param rowShape without the axes of steps and rows
 * @param offset in a record, bytes
 */
record PlayColumn(String name, String descr, DType dtype, List<Integer> rowShape, int offset) {
    private static final String FLAG = "|b1";
    private static final String MASK = "|i1";

    PlayColumn {
        rowShape = List.copyOf(rowShape);
    }

    /** A flag of each row. */
    static PlayColumn flag(String name, int offset) {
        return new PlayColumn(name, FLAG, DType.U8, List.of(), offset);
    }

    /**
     * A field of a seat's frames.
     *
     * @param before what comes before its name, {@code final_} or nothing
     * @param start of the frame in a record, bytes
     */
    static PlayColumn of(Field field, String before, String group, int start) {
        return new PlayColumn(
                before + name(field, group),
                descr(field),
                field.dtype(),
                field.shape().subList(1, field.shape().size()),
                start + (int) field.offset());
    }

    private static String name(Field field, String group) {
        return switch (field.kind()) {
            case OBSERVATION -> "obs/" + group + "/" + field.name();
            case ACTION -> "actions/" + group + "/" + field.name();
            case ACTION_MASK -> "action_mask/" + group;
            case ACTIVE -> "active/" + group;
            case REWARD -> "reward/" + group;
            case TERMINATED, TRUNCATED -> field.name();
            case METRIC -> "metrics/" + field.name();
            case PRIVILEGED -> "privileged/" + field.name();
        };
    }

    private static String descr(Field field) {
        FieldKind kind = field.kind();
        if (kind == FieldKind.ACTIVE || kind == FieldKind.TERMINATED || kind == FieldKind.TRUNCATED) {
            return FLAG;
        } else if (kind == FieldKind.ACTION_MASK) {
            return MASK;
        }
        return switch (field.dtype()) {
            case U8 -> "|u1";
            case I32 -> "<i4";
            case I64 -> "<i8";
            case F32 -> "<f4";
            case F64 -> "<f8";
        };
    }

    /** True for what a reset has none of, which is shown as zeros. */
    boolean isAction() {
        return name.startsWith("actions/");
    }

    /** Elements of one row. */
    int rowSize() {
        return rowShape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    /** Of one row. */
    int rowBytes() {
        return rowSize() * dtype.bytes();
    }

    /** Its name at each place of a row, {@code name[0][1]}, in row-major order. */
    List<String> places() {
        List<String> places = List.of(name);
        for (int length : rowShape) {
            List<String> longer = new ArrayList<>();
            for (String place : places) {
                for (int k = 0; k < length; k++) {
                    longer.add(place + "[" + k + "]");
                }
            }
            places = longer;
        }
        return places;
    }

    /** An element of bytes of this type as the shortest number that gives it again; {@code none} for those that JSON lacks. */
    String text(byte[] bytes, int index, String none) { // [elements * dtype.bytes]
        ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (dtype) {
            case U8 -> Integer.toString(bytes[index] & 0xff);
            case I32 -> Integer.toString(values.getInt(index * dtype.bytes()));
            case I64 -> Long.toString(values.getLong(index * dtype.bytes()));
            case F32 -> text(values.getFloat(index * dtype.bytes()), none);
            case F64 -> text(values.getDouble(index * dtype.bytes()), none);
        };
    }

    private static String text(double value, String none) {
        return Double.isFinite(value) ? Double.toString(value) : none;
    }
}
