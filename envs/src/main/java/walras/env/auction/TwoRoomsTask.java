package walras.env.auction;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import walras.env.DType;
import walras.env.GroupTensors;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** The two rooms with a goal, a start room and a set of primitives. */
final class TwoRoomsTask implements Task {
    static final String IMAGE = "image";
    static final String TASK_REWARD = "task_reward";
    static final String STEPS = "primitive_steps";

    private final TwoRoomsStep step;
    private final double discount;
    private final int horizon;
    private final int startRoom;
    private final String observation;
    private @Nullable TwoRoomsValues values;

    TwoRoomsTask(Options options) {
        step = new TwoRoomsStep(
                options.text("primitives").equals("options"),
                TwoRoomsGrid.Content.valueOf(options.text("goal").toUpperCase(Locale.ROOT)));
        discount = options.number("discount");
        horizon = options.integer("horizon");
        startRoom = options.integer("start_room");
        observation = options.text("observation");
    }

    TwoRoomsStep step() {
        return step;
    }

    int startRoom() {
        return startRoom;
    }

    @Override
    public int primitives() {
        return step.primitives();
    }

    @Override
    public double discount() {
        return discount;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public int worldStates() {
        return (TwoRoomsStep.CLOCK_MAX + 1) * TwoRoomsGrid.POSES;
    }

    @Override
    public int visibleStates() {
        return TwoRoomsGrid.POSES;
    }

    @Override
    public List<TensorSpec> observations() {
        if (!observation.equals(IMAGE)) {
            return List.of(StateTensor.spec(TwoRoomsGrid.POSES, observation.equals(AuctionOptions.ONE_HOT)));
        }
        Space space = Space.Box.of(DType.U8, 0, 255, TwoRoomsView.SIZE, TwoRoomsView.SIZE, 3);
        return List.of(new TensorSpec(IMAGE, space, "", "What lies ahead: kind, colour and state of each cell."));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.ofRow(
                        TASK_REWARD, "reward units", "What reaching the goal pays, not discounted within the option."),
                Metric.ofRow(STEPS, "steps", "Literal actions that the acting primitive took."));
    }

    @Override
    public List<OptionSpec> resetOptions() {
        return List.of(OptionSpec.integer(
                TabularTask.START, 0, 0, TwoRoomsGrid.POSES - 1, "", "The pose in which the row's episode begins."));
    }

    @Override
    public boolean valued() {
        return true;
    }

    private synchronized TwoRoomsValues values() {
        TwoRoomsValues solved = values;
        if (solved == null) {
            solved = new TwoRoomsValues(step, discount, false);
            values = solved;
        }
        return solved;
    }

    @Override
    public double[] q() { // [clock, pose, N]
        return values().q();
    }

    @Override
    public double[] v() { // [clock, pose]
        return values().v();
    }

    @Override
    public int[] policy() { // [worldStates]
        return GlobalMdpOracle.greedy(q(), worldStates());
    }

    @Override
    public Solution.Builder solution() {
        int poses = TwoRoomsGrid.POSES;
        int n = primitives();
        double[] policy = new double[poses];
        for (int pose = 0; pose < poses; pose++) {
            policy[pose] = GlobalMdpOracle.best(q(), pose, n);
        }
        double residual = TwoRoomsCertificate.residual(step, discount, q(), v());
        double undiscounted = new TwoRoomsValues(step, 1, false).start(startRoom);
        return Solution.builder()
                .table("q_star", List.of("state", "primitive"), List.of(poses, n), Arrays.copyOf(q(), poses * n))
                .table("v_star", List.of("state"), List.of(poses), Arrays.copyOf(v(), poses))
                .table("policy_star", List.of("state"), List.of(poses), policy)
                .scalar("uniform_return", new TwoRoomsValues(step, 1, true).start(startRoom))
                .scalar("optimal_return", undiscounted)
                .scalar("optimal_paid_return", values().greedyReturn(startRoom, discount))
                .scalar("optimal_steps", (1 - undiscounted) / 0.9 * TwoRoomsStep.CLOCK_MAX)
                .certify("bellman_residual", residual)
                .verified(residual <= 1e-12);
    }

    @Override
    public TaskRows open(Tensors tensors, GroupTensors group, AuctionRules rules, AuctionRows rows) {
        return new TwoRoomsRows(tensors, group, this, rows);
    }
}
