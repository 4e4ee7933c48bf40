package walras.env;

import java.util.List;

/** The arrays of one group: what its agents see and do. All are shared with the engine and live as long as the batch. */
public final class GroupTensors {
    private final Group group;
    private final List<Tensor> observations;
    private final List<Tensor> actions;
    private final Tensor mask;
    private final Tensor active;
    private final Tensor reward;

    GroupTensors(Group group, int rows) {
        this.group = group;
        this.observations = group.observations().stream()
                .map(spec -> agentTensor(group, rows, spec))
                .toList();
        this.actions = group.actions().stream()
                .map(spec -> agentTensor(group, rows, spec))
                .toList();
        int n = group.agents();
        this.mask = Tensor.zeros("action_mask", DType.U8, rows, List.of(n, group.maskLength()));
        this.active = Tensor.zeros("active", DType.U8, rows, List.of(n));
        this.reward = Tensor.zeros("reward", DType.F64, rows, List.of(n));
        java.util.Arrays.fill(active.u8(), (byte) 1);
        java.util.Arrays.fill(mask.u8(), (byte) 1);
    }

    private static Tensor agentTensor(Group group, int rows, TensorSpec spec) {
        List<Integer> shape = new java.util.ArrayList<>(List.of(group.agents()));
        shape.addAll(spec.space().shape());
        return Tensor.zeros(spec.name(), spec.space().dtype(), rows, shape);
    }

    public Group group() {
        return group;
    }

    /** In the order of the group's declaration. */
    public List<Tensor> observations() {
        return observations;
    }

    public List<Tensor> actions() {
        return actions;
    }

    /** The observation of that name, {@code [B, n, ...]}. */
    public Tensor observation(String name) {
        return Nearest.find("observation", name, observations, Tensor::name);
    }

    /** The action of that name, {@code [B, n, ...]}. */
    public Tensor action(String name) {
        return Nearest.find("action", name, actions, Tensor::name);
    }

    /** 1 where a choice is allowed; of length 0 where the group has no mask. Starts as ones. */
    public Tensor mask() { // [B, n, choices]
        return mask;
    }

    /** 1 where the agent must act now. Starts as ones. */
    public Tensor active() { // [B, n]
        return active;
    }

    public Tensor reward() { // [B, n]
        return reward;
    }
}
