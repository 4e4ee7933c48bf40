package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.DataType;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import java.util.ArrayList;
import java.util.List;
import walras.env.NumberArray;

/** Tensors between their messages and Java forms of JSON values: settings and properties. */
final class JsonTensor {
    private JsonTensor() {}

    /**
     * A number, text or flag, or nested lists of them.
     *
     * @param where names the value in errors
     * @throws walras.env.Problem BAD_REQUEST if shape and elements do not go together
     */
    static Object read(String where, Tensor tensor) {
        Payload payload = Payload.of(where, tensor);
        List<Integer> shape = Shapes.resolve(where, tensor.getShapeList(), payload.count());
        return nested(payload, shape, 0, new int[1]);
    }

    /** How many elements {@link #read} would make of it. */
    static long elements(String where, Tensor tensor) {
        int count = Payload.of(where, tensor).count();
        return Shapes.resolve(where, tensor.getShapeList(), count).stream()
                .mapToLong(Integer::longValue)
                .reduce(1, (a, b) -> a * b);
    }

    private static Object nested(Payload payload, List<Integer> shape, int depth, int[] next) { // [1]
        if (depth == shape.size()) {
            return payload.at(next[0]++);
        }
        List<Object> list = new ArrayList<>();
        for (int k = 0; k < shape.get(depth); k++) {
            list.add(nested(payload, shape, depth + 1, next));
        }
        return list;
    }

    /** The type that a value has as a tensor. */
    static DataType type(Object value) {
        if (value instanceof String
                || (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String)) {
            return DataType.STRING;
        } else if (value instanceof Boolean) {
            return DataType.BOOL;
        }
        return value instanceof Long || value instanceof Integer ? DataType.INT64 : DataType.DOUBLE;
    }

    /** A number, text, flag, list of texts, or nested lists of numbers. */
    static Tensor write(Object value) {
        Tensor.Builder tensor = Tensor.newBuilder();
        switch (type(value)) {
            case STRING -> {
                List<?> texts = value instanceof List<?> list ? list : List.of(value);
                texts.forEach(text -> tensor.getStringsBuilder().addArray(text.toString()));
                if (value instanceof List<?>) {
                    tensor.addShape(texts.size());
                }
            }
            case BOOL -> tensor.getBoolsBuilder().addArray((Boolean) value);
            case INT64 -> tensor.getInt64SBuilder().addArray(((Number) value).longValue());
            default -> {
                NumberArray array = NumberArray.of("value", value);
                tensor.addAllShape(array.shape());
                for (double each : array.values()) {
                    tensor.getDoublesBuilder().addArray(each);
                }
            }
        }
        return tensor.build();
    }

    /** The lengths that a value has as a tensor. */
    static List<Integer> shape(Object value) {
        return write(value).getShapeList();
    }
}
