package walras.server.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import walras.env.Problem;

/** NumPy's file of one array, format versions 1 to 3, of numbers or flags. */
final class NpyArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEAD = Pattern.compile(
            "\\{'descr': '([<>|=])([fiub])(\\d)', 'fortran_order': (True|False), 'shape': \\(([\\d, ]*)\\),? *\\}");

    private final String where;
    private final ByteBuffer values;
    private final char kind;
    private final int bytes;
    private final int[] shape;
    private final int[] strides; // elements

    private NpyArray(String where, Matcher head, ByteBuffer values) {
        this.where = where;
        this.values = values.order(head.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        kind = head.group(2).charAt(0);
        bytes = Integer.parseInt(head.group(3));
        shape = Arrays.stream(head.group(5).split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        strides = strides(head.group(4).equals("True"));
    }

    /**
     * The array as nested lists; a number for one without axes.
     *
     * @param where names the file in errors
     * @throws Problem BAD_REQUEST; it is no such file, or an element is not finite
     */
    static Object nested(String where, byte[] file) {
        if (file.length < 10 || !Arrays.equals(Arrays.copyOf(file, MAGIC.length), MAGIC)) {
            throw Problem.request(where, "NumPy's .npy file of one array", "something else");
        }
        boolean brief = file[6] == 1;
        ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length =
                brief ? all.getShort(8) & 0xffff : file.length < 12 ? Long.MAX_VALUE : all.getInt(8) & 0xffffffffL;
        int from = brief ? 10 : 12;
        if (from + length > file.length) {
            throw Problem.request(where, "a whole .npy file", file.length + " bytes");
        }
        String text = new String(file, from, (int) length, StandardCharsets.UTF_8).strip();
        Matcher head = HEAD.matcher(text);
        if (!head.matches()) {
            throw Problem.request(where, "an array of numbers or flags", text);
        }
        int start = from + (int) length;
        return new NpyArray(
                        where,
                        head,
                        ByteBuffer.wrap(file, start, file.length - start).slice())
                .whole();
    }

    private int[] strides(boolean fortran) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int k = 0; k < shape.length; k++) {
            int axis = fortran ? k : shape.length - 1 - k;
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, shape[axis]);
        }
        if ((long) stride * bytes != values.limit()) {
            String expected = stride + " elements of " + bytes + " bytes";
            throw Problem.request(where, expected, values.limit() + " bytes");
        }
        return strides;
    }

    private Object whole() {
        return nested(0, 0);
    }

    private Object nested(int axis, int element) {
        if (axis == shape.length) {
            return number(element);
        }
        List<Object> list = new ArrayList<>();
        for (int k = 0; k < shape[axis]; k++) {
            list.add(nested(axis + 1, element + k * strides[axis]));
        }
        return list;
    }

    private Object number(int element) {
        int at = element * bytes;
        if (kind == 'f') {
            double value =
                    switch (bytes) {
                        case 8 -> values.getDouble(at);
                        case 4 -> values.getFloat(at);
                        default -> throw kinds();
                    };
            if (!Double.isFinite(value)) {
                throw Problem.request(where + ": element " + index(element), "a finite number", value);
            }
            return value;
        }
        long whole =
                switch (bytes) {
                    case 8 -> values.getLong(at);
                    case 4 -> values.getInt(at);
                    case 2 -> values.getShort(at);
                    case 1 -> values.get(at);
                    default -> throw kinds();
                };
        if (kind == 'b') {
            return whole != 0;
        }
        if (kind == 'u' && bytes < 8) {
            return whole & ((1L << (8 * bytes)) - 1);
        }
        if (kind == 'u' && whole < 0) {
            throw Problem.request(
                    where + ": element " + index(element), "at most 2^63 - 1", Long.toUnsignedString(whole));
        }
        return whole;
    }

    private Problem kinds() {
        return Problem.request(where, "floats of 4 or 8 bytes, integers or flags", kind + "" + bytes);
    }

    private String index(int element) {
        int[] index = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            index[axis] = element / strides[axis] % shape[axis];
        }
        return Arrays.toString(index);
    }
}
