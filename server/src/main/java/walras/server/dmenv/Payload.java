package walras.server.dmenv;

import com.google.protobuf.ByteString;
import dm_env_rpc.v1.DmEnvRpc.DataType;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import walras.env.Problem;

/**
 * The elements of a tensor message, whatever their type.
 *
 * @param elements by index: Long, Double, Boolean or String
 */
record Payload(DataType type, int count, IntFunction<Object> elements) {
    /** @throws Problem BAD_REQUEST for a tensor without elements, or one of messages */
    static Payload of(String where, Tensor tensor) {
        return switch (tensor.getPayloadCase()) {
            case FLOATS -> of(DataType.FLOAT, tensor.getFloats().getArrayList(), Number::doubleValue);
            case DOUBLES -> of(DataType.DOUBLE, tensor.getDoubles().getArrayList(), Number::doubleValue);
            case INT8S -> of(DataType.INT8, tensor.getInt8S().getArray(), false);
            case UINT8S -> of(DataType.UINT8, tensor.getUint8S().getArray(), true);
            case INT32S -> of(DataType.INT32, tensor.getInt32S().getArrayList(), Number::longValue);
            case INT64S -> of(DataType.INT64, tensor.getInt64S().getArrayList(), value -> value);
            case UINT32S -> of(DataType.UINT32, tensor.getUint32S().getArrayList(), Integer::toUnsignedLong);
            case UINT64S -> of(DataType.UINT64, tensor.getUint64S().getArrayList(), Payload::unsigned);
            case BOOLS -> of(DataType.BOOL, tensor.getBools().getArrayList(), value -> value);
            case STRINGS -> of(DataType.STRING, tensor.getStrings().getArrayList(), value -> value);
            case PROTOS -> throw Problem.request(where, "numbers, texts or flags", "messages");
            case PAYLOAD_NOT_SET -> throw Problem.request(where, "a tensor with elements", "none");
        };
    }

    private static Object unsigned(long value) {
        if (value >= 0) {
            return value;
        }
        return (value >>> 1) * 2.0; // as a real: it is beyond what any whole number here may be
    }

    private interface Form<T> {
        Object of(T element);
    }

    private static <T> Payload of(DataType type, List<T> array, Form<T> form) {
        return new Payload(type, array.size(), k -> form.of(array.get(k)));
    }

    private static Payload of(DataType type, ByteString array, boolean unsigned) {
        return new Payload(type, array.size(), k -> (long) (unsigned ? array.byteAt(k) & 0xFF : array.byteAt(k)));
    }

    /** The element of an index; the one that there is stands for all. */
    Object at(int index) {
        return elements.apply(count == 1 ? 0 : index);
    }
}
