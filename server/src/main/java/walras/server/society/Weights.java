package walras.server.society;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import walras.env.Problem;
import walras.env.StateVisitor;
import walras.env.batch.Batch;

/**
 * The learned arrays of a group's policies, by name.
 *
 * @param rows how many societies: row r's part of an array is the r-th of as many equal ones
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only arrays; identity is never asked for.
public record Weights(int rows, Map<String, double[]> arrays) { // [rows, ...] each
    /**
     * A copy of what a batch's policies have learned.
     *
     * @throws Problem NOTHING_LEARNED where nobody in the group learns anything
     */
    public static Weights of(Batch batch, String group) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        batch.weights(group, new Doubles() {
            @Override
            public void doubles(String name, double[] values) { // [B, ...]
                if (arrays.put(name, values.clone()) != null) {
                    throw Problem.precondition(
                            "SEVERAL_POLICIES", "group " + group, "one policy for the whole group", "several");
                }
            }
        });
        if (arrays.isEmpty()) {
            throw Problem.precondition("NOTHING_LEARNED", "group " + group, "a policy that learns", "none");
        }
        return new Weights(batch.rows(), arrays);
    }

    /**
     * Makes a batch's policies go on with these. A batch of a multiple of the rows takes them round and round: row r goes on as row r modulo the rows.
     *
     * @throws Problem BAD_SOCIETY where arrays have other names or sizes; nothing has changed then
     */
    public void giveTo(Batch batch, String group) {
        if (batch.rows() % rows != 0) {
            throw mismatch(rows + " rows, or a multiple", batch.rows() + " rows");
        }
        Map<String, double[]> present = of(batch, group).arrays;
        if (!present.keySet().equals(arrays.keySet())) {
            throw mismatch(names(arrays.keySet()), names(present.keySet()));
        }
        present.forEach((name, values) -> {
            int own = arrays.getOrDefault(name, values).length / rows;
            int other = values.length / batch.rows();
            if (own != other) {
                throw mismatch(own + " numbers of " + name + " in a row", other + " numbers");
            }
        });
        batch.weights(group, new Doubles() {
            @Override
            public void doubles(String name, double[] values) { // [B, ...]
                double[] own = arrays.getOrDefault(name, values);
                for (int at = 0; own.length > 0 && at < values.length; at += own.length) {
                    System.arraycopy(own, 0, values, at, own.length);
                }
            }
        });
    }

    private static String names(Set<String> names) {
        return "arrays " + String.join(", ", names);
    }

    private static Problem mismatch(String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_SOCIETY", "society", expected, got, "");
    }

    /** How far each weight is from its counterpart, in the order of arrays. */
    public double[] distances(Weights other) { // [weights]
        return arrays.entrySet().stream()
                .flatMapToDouble(entry -> {
                    double[] before = entry.getValue();
                    double[] after = other.arrays.getOrDefault(entry.getKey(), before);
                    return IntStream.range(0, before.length).mapToDouble(k -> Math.abs(after[k] - before[k]));
                })
                .toArray();
    }

    /** Takes doubles only: that is what the built-in learners learn. */
    private abstract static class Doubles implements StateVisitor {
        private static IllegalStateException odd(String name) {
            return new IllegalStateException("weights are doubles, and " + name + " is not");
        }

        @Override
        public void bytes(String name, byte[] values) { // [B, ...]
            throw odd(name);
        }

        @Override
        public void ints(String name, int[] values) { // [B, ...]
            throw odd(name);
        }

        @Override
        public void longs(String name, long[] values) { // [B, ...]
            throw odd(name);
        }

        @Override
        public void floats(String name, float[] values) { // [B, ...]
            throw odd(name);
        }
    }
}
