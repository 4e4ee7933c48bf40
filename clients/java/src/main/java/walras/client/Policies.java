package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import walras.v1.DataType;
import walras.v1.NamedPolicy;
import walras.v1.Policy;
import walras.v1.PolicyHead;
import walras.v1.TablePolicy;
import walras.v1.UniformPolicy;

/** Players on the server, for rollouts. Networks are made of {@link walras.v1.NetworkPolicy} and {@link #tensor}. */
public final class Policies {
    private Policies() {}

    /** Draws every action uniformly from its space. */
    public static Policy uniform() {
        return Policy.newBuilder()
                .setUniform(UniformPolicy.getDefaultInstance())
                .build();
    }

    /** One of the environment's built-in policies. */
    public static Policy named(String name) {
        return Policy.newBuilder()
                .setNamed(NamedPolicy.newBuilder().setName(name))
                .build();
    }

    /**
     * A table over the discrete observations.
     *
     * @param values [states, outputs] for all agents alike, or [n, states, outputs]; row-major
     * @param head how outputs become actions
     */
    public static Policy table(double[] values, PolicyHead head, int... shape) {
        TablePolicy.Builder table =
                TablePolicy.newBuilder().setValues(tensor(values, shape)).setHead(head);
        return Policy.newBuilder().setTable(table).build();
    }

    /** A float64 tensor that travels alone, row-major. */
    public static walras.v1.Tensor tensor(double[] values, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        walras.v1.Tensor.Builder tensor = walras.v1.Tensor.newBuilder().setDtype(DataType.DATA_TYPE_FLOAT64);
        IntStream.of(shape).forEach(tensor::addShape);
        return tensor.setData(ByteString.copyFrom(data)).build();
    }
}
