package walras.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A rectangular array of numbers that came as nested lists.
 *
 * @param shape {@code []} for a bare number
 * @param values row-major, {@code [product of shape]}
 */
public record NumberArray(List<Integer> shape, double[] values) { // [product of shape]
    public NumberArray {
        shape = List.copyOf(shape);
        values = values.clone();
    }

    /**
     * Reads nested lists.
     *
     * @param where names the value in errors
     * @throws Problem BAD_OPTION when ragged, or when an element is not a number
     */
    public static NumberArray of(String where, Object nested) {
        List<Integer> shape = new ArrayList<>();
        for (Object level = nested; level instanceof List<?> list; level = list.get(0)) {
            shape.add(list.size());
            if (list.isEmpty()) {
                throw Problem.option(where, "no empty list", "[]");
            }
        }
        List<Double> values = new ArrayList<>();
        collect(where, nested, shape, 0, values);
        return new NumberArray(
                shape, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void collect(String where, Object value, List<Integer> shape, int depth, List<Double> out) {
        if (depth == shape.size()) {
            if (!(value instanceof Number number)) {
                throw Problem.option(where, "numbers in lists of equal length, shape " + shape, value);
            }
            out.add(number.doubleValue());
            return;
        }
        if (!(value instanceof List<?> list) || list.size() != shape.get(depth)) {
            throw Problem.option(where, "lists of equal length, shape " + shape, value);
        }
        list.forEach(element -> collect(where, element, shape, depth + 1, out));
    }

    @Override
    public double[] values() { // [product of shape]
        return values.clone();
    }

    /** How many numbers. */
    public int size() {
        return values.length;
    }

    public int rank() {
        return shape.size();
    }

    /** The values as nested lists again, as they are shown and sent. */
    public Object nested() {
        int[] cursor = {0}; // [1]
        return nest(0, cursor);
    }

    private Object nest(int depth, int[] cursor) { // [1]
        if (depth == shape.size()) {
            return values[cursor[0]++];
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < shape.get(depth); i++) {
            list.add(nest(depth + 1, cursor));
        }
        return Collections.unmodifiableList(list);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberArray that
                && shape.equals(that.shape)
                && java.util.Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + java.util.Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return nested().toString();
    }
}
