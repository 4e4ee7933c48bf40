package walras.env.counter;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** State: one integer per agent and row. The three verbs are three loops; {@link FastCounterDynamics} is the same, vectorised. */
final class CounterDynamics implements Dynamics {
    private final int agents;
    private final int target;
    private final GroupTensors counters;
    private final double[] total; // [B], the engine's, as all that `tensors` and `counters` give
    private final double[] regret; // [B, n]
    private final double[] start; // [B]
    private final byte[] terminated; // [B]
    private final int[] count; // [B, n], the state: never the engine's, for what participants hold must not change

    CounterDynamics(CounterEconomy economy, Tensors tensors) {
        agents = economy.agents();
        target = economy.target();
        counters = tensors.group(CounterEconomy.GROUP);
        total = tensors.metric("total").f64();
        regret = tensors.metric("regret").f64();
        start = tensors.resetOption("start").f64();
        terminated = tensors.terminated().u8();
        count = new int[tensors.rows() * agents];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int first = Double.isNaN(start[row]) ? 0 : (int) start[row];
            Arrays.fill(count, row * agents, (row + 1) * agents, first);
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int sum = 0;
            for (int i = row * agents; i < (row + 1) * agents; i++) {
                sum += advanceAgent(i);
            }
            total[row] = sum;
            terminated[row] = (byte) (sum == agents * target ? 1 : 0);
        }
    }

    private int advanceAgent(int i) {
        int possible = count[i] < target ? 1 : 0;
        int added = possible * counters.actions().get(0).i32()[i];
        counters.reward().f64()[i] = added;
        regret[i] = possible - added;
        count[i] += added;
        return count[i];
    }

    @Override
    public void observe(Rows rows) {
        int from = rows.from() * agents;
        int to = rows.to() * agents;
        System.arraycopy(count, from, counters.observations().get(0).i32(), from, to - from);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("counter.count", count);
    }
}
