package walras.env.auction;

import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/** A batch of two-room worlds. {@link AuctionRows#state} is the pose. */
final class TwoRoomsRows implements TaskRows {
    private static final int START = 0;

    private final Tensors tensors;
    private final TwoRoomsTask task;
    private final TwoRoomsStep step;
    private final AuctionRows rows;
    private final int agents;
    private final int[] starts; // [starts]
    private final double[] start; // [B]
    private final double[] taskReward; // [B]
    private final double[] primitiveSteps; // [B]
    private final double[] discounts; // [length] discount to that power
    private final Tensor shown;
    private final @Nullable StateTensor index;
    private final int[] clock; // [B] literal actions taken in the episode

    TwoRoomsRows(Tensors tensors, GroupTensors group, TwoRoomsTask task, AuctionRows rows) {
        this.tensors = tensors;
        this.task = task;
        this.rows = rows;
        step = task.step();
        agents = group.group().agents();
        starts = TwoRoomsPlans.starts(task.startRoom());
        start = tensors.resetOption(TabularTask.START).f64();
        taskReward = tensors.metric(TwoRoomsTask.TASK_REWARD).f64();
        primitiveSteps = tensors.metric(TwoRoomsTask.STEPS).f64();
        discounts = new double[TwoRoomsStep.CLOCK_MAX + 1];
        for (int length = 0; length < discounts.length; length++) {
            discounts[length] = StrictMath.pow(task.discount(), length);
        }
        shown = group.observations().get(0);
        index = shown.name().equals(TwoRoomsTask.IMAGE) ? null : new StateTensor(group, TwoRoomsGrid.POSES);
        clock = new int[tensors.rows()];
    }

    @Override
    public void begin(int row) {
        int drawn = starts[tensors.random().below(row, START, 0, starts.length)];
        rows.begin(row, Double.isNaN(start[row]) ? drawn : (int) start[row]);
        clock[row] = 0;
    }

    @Override
    public void apply(AuctionRows same, Rows which) {
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                if (rows.age[row] < task.horizon()) {
                    act(row);
                } else {
                    rest(row);
                }
            }
        }
    }

    private void act(int row) {
        int entry = step.entry(clock[row], rows.state[row], rows.winner[row] % step.primitives());
        int length = step.length(entry);
        double found = step.found(entry);
        rows.reward[row] = discounts[length - 1] * found;
        rows.terminated[row] = (byte) (step.ends(clock[row], entry) ? 1 : 0);
        rows.stepDiscount[row] = discounts[length];
        rows.state[row] = step.pose(entry);
        clock[row] += length;
        taskReward[row] = found;
        primitiveSteps[row] = length;
    }

    private void rest(int row) {
        rows.reward[row] = 0;
        taskReward[row] = 0;
        primitiveSteps[row] = 0;
    }

    @Override
    public void worldStates(Rows which, int[] target) { // [B]
        for (int row = which.from(); row < which.to(); row++) {
            target[row] = clock[row] * TwoRoomsGrid.POSES + rows.state[row];
        }
    }

    @Override
    public void observe(Rows which) {
        if (index != null) {
            index.write(which, rows.state);
            return;
        }
        byte[] images = shown.u8(); // [B, n, 7, 7, 3]
        for (int row = which.from(); row < which.to(); row++) {
            for (int agent = 0; which.contains(row) && agent < agents; agent++) {
                TwoRoomsView.copy(rows.state[row], images, (row * agents + agent) * TwoRoomsView.BYTES);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("two_rooms.clock", clock);
    }
}
