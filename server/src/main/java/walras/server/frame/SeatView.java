package walras.server.frame;

import java.util.ArrayList;
import java.util.List;
import walras.env.DType;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.batch.Batch;

/**
 * What one seat may see and do: some agents of a group, and the metrics that the session asked for. Lays frames out
 * without building anything, so that a batch can be refused before it takes memory.
 *
 * @param firstAgent index of the seat's first agent in its group
 * @param agents how many of the group's agents the seat holds
 * @param metrics names, in the order of the frame; those of other groups' agents are left out
 * @param privileged true if frames carry the privileged tensors
 */
public record SeatView(Group group, int firstAgent, int agents, List<String> metrics, boolean privileged) {
    public SeatView {
        metrics = List.copyOf(metrics);
    }

    /** True if one of the seat's agents must act in some row of a batch. */
    public boolean mustAct(Batch batch) {
        int n = group.agents();
        byte[] active = batch.tensors().group(group.name()).active().u8(); // [rows, n]
        for (int row = 0; row < batch.rows(); row++) {
            for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
                if (active[row * n + agent] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The layout of the frames that the seat receives. */
    public FrameLayout observationLayout(EconomySpec spec, int rows) {
        List<Field> fields = new ArrayList<>();
        for (TensorSpec tensor : group.observations()) {
            fields.add(agentField(FieldKind.OBSERVATION, tensor, rows));
        }
        if (group.masked()) {
            fields.add(field(FieldKind.ACTION_MASK, "action_mask", U8, rows, agents, group.maskLength()));
        }
        fields.add(field(FieldKind.ACTIVE, "active", U8, rows, agents));
        fields.add(field(FieldKind.REWARD, "reward", F64, rows, agents));
        fields.add(field(FieldKind.TERMINATED, "terminated", U8, rows));
        fields.add(field(FieldKind.TRUNCATED, "truncated", U8, rows));
        for (Metric metric : visibleMetrics(spec)) {
            fields.add(
                    metric.perAgent()
                            ? field(FieldKind.METRIC, metric.name(), F64, rows, agents)
                            : field(FieldKind.METRIC, metric.name(), F64, rows));
        }
        if (privileged) {
            for (TensorSpec tensor : spec.privileged()) {
                fields.add(privilegedField(tensor, rows));
            }
        }
        return FrameLayout.of(fields);
    }

    /** The layout of the frames that the seat sends. */
    public FrameLayout actionLayout(int rows) {
        return FrameLayout.of(group.actions().stream()
                .map(tensor -> agentField(FieldKind.ACTION, tensor, rows))
                .toList());
    }

    /** The session's metrics that this seat may have: those of rows, and those of its own group's agents. */
    List<Metric> visibleMetrics(EconomySpec spec) {
        return metrics.stream()
                .map(spec::metric)
                .filter(metric -> !metric.perAgent() || metric.group().equals(group.name()))
                .toList();
    }

    private static final DType U8 = DType.U8;
    private static final DType F64 = DType.F64;

    private Field agentField(FieldKind kind, TensorSpec tensor, int rows) {
        List<Integer> shape = new ArrayList<>(List.of(rows, agents));
        shape.addAll(tensor.space().shape());
        return new Field(kind, tensor.name(), tensor.space().dtype(), shape, 0);
    }

    private static Field privilegedField(TensorSpec tensor, int rows) {
        Space space = tensor.space();
        List<Integer> shape = new ArrayList<>(List.of(rows));
        shape.addAll(space.shape());
        return new Field(FieldKind.PRIVILEGED, tensor.name(), space.dtype(), shape, 0);
    }

    private static Field field(FieldKind kind, String name, DType dtype, Integer... shape) {
        return new Field(kind, name, dtype, List.of(shape), 0);
    }
}
