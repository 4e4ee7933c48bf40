package walras.server.json;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.DoubleConsumer;
import walras.env.DType;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;

/**
 * A tensor as a nested list, row by row; its agents may lie in the frames of several seats.
 *
 * @param sources by agent
 * @param agents true for {@code [B, n, ...]}, false for {@code [B, ...]}, of which the first source has all
 */
record Columns(List<Source> sources, boolean agents) {
    Columns {
        sources = List.copyOf(sources);
    }

    /**
     * A field of one seat's frame.
     *
     * @param frame little-endian, from its beginning
     */
    record Source(ByteBuffer frame, Field field) {}

    int rows() {
        return sources.get(0).field().shape().get(0);
    }

    /** Appends a row. */
    void append(StringBuilder text, int row) {
        if (!agents) {
            append(text, sources.get(0), 1, row);
            return;
        }
        String comma = "";
        text.append('[');
        for (Source source : sources) {
            int n = source.field().shape().get(1);
            for (int agent = 0; agent < n; agent++) {
                text.append(comma);
                append(text, source, 2, row * n + agent);
                comma = ",";
            }
        }
        text.append(']');
    }

    /** Gives every number of a tensor of doubles, as metrics are. */
    void forEach(DoubleConsumer consumer) {
        for (Source source : agents ? sources : sources.subList(0, 1)) {
            int size = source.field().shape().stream().reduce(1, Math::multiplyExact);
            for (int k = 0; k < size; k++) {
                consumer.accept(source.frame().getDouble((int) source.field().offset() + k * Double.BYTES));
            }
        }
    }

    private static void append(StringBuilder text, Source source, int depth, int index) {
        List<Integer> shape = source.field().shape();
        if (depth == shape.size()) {
            element(text, source, index);
            return;
        }
        text.append('[');
        for (int k = 0; k < shape.get(depth); k++) {
            if (k > 0) {
                text.append(',');
            }
            append(text, source, depth + 1, index * shape.get(depth) + k);
        }
        text.append(']');
    }

    private static void element(StringBuilder text, Source source, int index) {
        Field field = source.field();
        DType dtype = field.dtype();
        int offset = (int) field.offset() + index * dtype.bytes();
        if (isFlag(field.kind())) {
            text.append(source.frame().get(offset) != 0);
        } else {
            JsonNumbers.append(text, source.frame(), offset, dtype);
        }
    }

    private static boolean isFlag(FieldKind kind) {
        return switch (kind) {
            case ACTION_MASK, ACTIVE, TERMINATED, TRUNCATED -> true;
            case OBSERVATION, REWARD, METRIC, PRIVILEGED, ACTION -> false;
        };
    }
}
