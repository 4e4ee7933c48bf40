package walras.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Every array through which dynamics and policies meet the engine. Bound once, then plain loops. */
public final class Tensors {
    private final int rows;
    private final List<GroupTensors> groups;
    private final List<Tensor> metrics;
    private final List<Tensor> resetOptions;
    private final List<Tensor> privileged;
    private final Set<String> wanted;
    private final Tensor terminated;
    private final Tensor truncated;
    private final Clock clock;
    private final RowRandom random;

    /**
     * Allocates everything for a batch.
     *
     * @param wanted names of the metrics that somebody asked for
     */
    public Tensors(EconomySpec spec, int rows, Set<String> wanted, Clock clock, RowRandom random) {
        this.rows = rows;
        this.wanted = Set.copyOf(wanted);
        this.clock = clock;
        this.random = random;
        groups = spec.groups().stream()
                .map(group -> new GroupTensors(group, rows))
                .toList();
        metrics = spec.metrics().stream()
                .map(metric -> metricTensor(spec, metric, rows))
                .toList();
        resetOptions = spec.resetOptions().stream()
                .map(option -> Tensor.zeros(option.name(), DType.F64, rows, List.of()))
                .toList();
        resetOptions.forEach(values -> Arrays.fill(values.f64(), Double.NaN));
        this.privileged = spec.privileged().stream()
                .map(tensor -> Tensor.zeros(
                        tensor.name(),
                        tensor.space().dtype(),
                        rows,
                        tensor.space().shape()))
                .toList();
        this.terminated = Tensor.zeros("terminated", DType.U8, rows, List.of());
        this.truncated = Tensor.zeros("truncated", DType.U8, rows, List.of());
    }

    private static Tensor metricTensor(EconomySpec spec, Metric metric, int rows) {
        List<Integer> shape =
                metric.perAgent() ? List.of(spec.group(metric.group()).agents()) : List.of();
        return Tensor.zeros(metric.name(), DType.F64, rows, shape);
    }

    /** B. */
    public int rows() {
        return rows;
    }

    public GroupTensors group(String name) {
        return Nearest.find("group", name, groups, tensors -> tensors.group().name());
    }

    /** In the order of the spec. */
    public List<GroupTensors> groups() {
        return groups;
    }

    /** True if somebody asked for the metric: only then need it be computed. */
    public boolean wants(String metric) {
        return wanted.contains(metric);
    }

    /** The metric's values, {@code [B]} or {@code [B, n]}; there even where it is not wanted. */
    public Tensor metric(String name) {
        return Nearest.find("metric", name, metrics, Tensor::name);
    }

    /** In the order of the spec, wanted or not. */
    public List<Tensor> metrics() {
        return metrics;
    }

    /** What resets gave for the option, {@code [B]}; NaN where nothing was given. */
    public Tensor resetOption(String name) {
        return Nearest.find("reset option", name, resetOptions, Tensor::name);
    }

    public List<Tensor> resetOptions() {
        return resetOptions;
    }

    /** For centralised critics, {@code [B, ...]} each. */
    public List<Tensor> privileged() {
        return privileged;
    }

    public Tensor privileged(String name) {
        return Nearest.find("privileged tensor", name, privileged, Tensor::name);
    }

    /** Written by {@code advance}: 1 where the episode ended by the economy's own rules. */
    public Tensor terminated() { // [B]
        return terminated;
    }

    /** Written by the engine: 1 where the time limit cut the episode. */
    public Tensor truncated() { // [B]
        return truncated;
    }

    /** Rewards, flags and metrics of the row become zero, as a reset shows them. */
    public void clearOutcome(int row) {
        terminated.u8()[row] = 0;
        truncated.u8()[row] = 0;
        for (int k = 0; k < groups.size(); k++) {
            clearRow(groups.get(k).reward(), row);
        }
        for (int k = 0; k < metrics.size(); k++) {
            clearRow(metrics.get(k), row);
        }
    }

    private static void clearRow(Tensor tensor, int row) {
        double[] values = tensor.f64(); // [B, ...]
        int size = tensor.rowSize();
        for (int at = row * size; at < (row + 1) * size; at++) {
            values[at] = 0;
        }
    }

    /** Every tensor, in a fixed order: for snapshots. */
    public List<Tensor> all() {
        List<Tensor> all = new ArrayList<>();
        for (GroupTensors group : groups) {
            all.addAll(group.observations());
            all.addAll(group.actions());
            all.addAll(List.of(group.mask(), group.active(), group.reward()));
        }
        all.addAll(metrics);
        all.addAll(resetOptions);
        all.addAll(privileged);
        all.addAll(List.of(terminated, truncated));
        return all;
    }

    public Clock clock() {
        return clock;
    }

    public RowRandom random() {
        return random;
    }
}
