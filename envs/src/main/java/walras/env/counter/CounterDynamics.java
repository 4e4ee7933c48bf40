package walras.env.counter;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** State: one integer per agent and row. The three verbs are three loops over rows. */
final class CounterDynamics implements Dynamics {
    private final int agents;
    private final int target;

    // The engine's arrays, bound once. Actions are read in `advance`, observations written in `observe`.
    private final int[] increment; // [B, n]
    private final int[] observed; // [B, n]
    private final double[] reward; // [B, n]
    private final double[] total; // [B]
    private final double[] regret; // [B, n]
    private final double[] start; // [B]
    private final byte[] terminated; // [B]

    // The state. Never the arrays above: what participants hold must not change under them.
    private final int[] count; // [B, n]

    private final int[] sum; // [B] scratch; a row's scratch is its own, since rows may be stepped by several threads

    CounterDynamics(Tensors tensors, int agents, int target) {
        this.agents = agents;
        this.target = target;
        GroupTensors counters = tensors.group(CounterEconomy.GROUP);
        increment = counters.action("increment").i32();
        observed = counters.observation("count").i32();
        reward = counters.reward().f64();
        total = tensors.metric("total").f64();
        regret = tensors.metric("regret").f64();
        start = tensors.resetOption("start").f64();
        terminated = tensors.terminated().u8();
        count = new int[tensors.rows() * agents];
        sum = new int[tensors.rows()];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int first = Double.isNaN(start[row]) ? 0 : (int) start[row];
            Arrays.fill(count, row * agents, (row + 1) * agents, first);
        }
    }

    /** One agent after another, over all rows: many short loops over a row's few agents cost several times as much. */
    @Override
    public void advance(Rows rows) {
        Arrays.fill(sum, rows.from(), rows.to(), 0);
        for (int agent = 0; agent < agents; agent++) {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    sum[row] += advance(row * agents + agent);
                }
            }
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                total[row] = sum[row];
                terminated[row] = (byte) (sum[row] == agents * target ? 1 : 0);
            }
        }
    }

    /** One agent's step; returns where its counter stands. */
    private int advance(int i) {
        int room = Math.min(1, target - count[i]);
        int step = Math.min(increment[i], room);
        count[i] += step;
        reward[i] = step;
        regret[i] = room - step;
        return count[i];
    }

    @Override
    public void observe(Rows rows) {
        // Rows outside the mask have not moved, so one copy of the range is right, and faster than a test per row.
        int from = rows.from() * agents;
        System.arraycopy(count, from, observed, from, (rows.to() - rows.from()) * agents);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("counter.count", count);
    }

    @Override
    public int minRowsPerThread() {
        return 65_536; // a row costs a nanosecond: a second thread pays late
    }
}
