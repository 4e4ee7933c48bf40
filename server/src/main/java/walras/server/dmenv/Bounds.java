package walras.server.dmenv;

import com.google.protobuf.ByteString;
import dm_env_rpc.v1.DmEnvRpc.TensorSpec;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;
import walras.env.DType;
import walras.env.Space;

/** The least and greatest values of a tensor in its specification: one for all elements where they agree, else one each. */
final class Bounds {
    private Bounds() {}

    /** The bounds of a space for every agent; none where all are infinite. */
    static void write(Space space, int agents, TensorSpec.Builder spec) {
        int[] choices = space.choices(); // [size], or none for reals
        boolean whole = choices.length > 0;
        IntToDoubleFunction low = e -> space instanceof Space.Box box ? box.low(e) : 0;
        IntToDoubleFunction high = e -> space instanceof Space.Box box ? box.high(e) : whole ? choices[e] - 1 : 0;
        write(space.dtype(), values(space.size(), agents, low), spec.getMinBuilder(), spec::clearMin);
        write(space.dtype(), values(space.size(), agents, high), spec.getMaxBuilder(), spec::clearMax);
    }

    /** The same bounds for all elements. */
    static void write(DType dtype, double low, double high, TensorSpec.Builder spec) {
        write(dtype, new double[] {low}, spec.getMinBuilder(), spec::clearMin);
        write(dtype, new double[] {high}, spec.getMaxBuilder(), spec::clearMax);
    }

    private static double[] values(int size, int agents, IntToDoubleFunction of) { // [1] or [agents * size]
        double[] all = new double[size * agents]; // [agents * size]
        Arrays.setAll(all, k -> of.applyAsDouble(k % size));
        return Arrays.stream(all).distinct().count() == 1 ? Arrays.copyOf(all, 1) : all;
    }

    private static void write(
            DType dtype,
            double[] values,
            TensorSpec.Value.Builder into,
            Runnable clear) { // values [1] or [agents * size]
        DoublePredicate finite = Double::isFinite;
        if (Arrays.stream(values).noneMatch(finite)) {
            clear.run();
            return;
        }
        switch (dtype) {
            case U8 -> {
                byte[] bytes = new byte[values.length]; // [values]
                for (int k = 0; k < bytes.length; k++) {
                    bytes[k] = (byte) values[k];
                }
                into.getUint8SBuilder().setArray(ByteString.copyFrom(bytes));
            }
            case I32 ->
                Arrays.stream(values).forEach(value -> into.getInt32SBuilder().addArray((int) value));
            case I64 ->
                Arrays.stream(values).forEach(value -> into.getInt64SBuilder().addArray((long) value));
            case F32 ->
                Arrays.stream(values).forEach(value -> into.getFloatsBuilder().addArray((float) value));
            case F64 ->
                Arrays.stream(values).forEach(value -> into.getDoublesBuilder().addArray(value));
        }
    }
}
