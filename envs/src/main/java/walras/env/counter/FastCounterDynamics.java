package walras.env.counter;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** What {@link CounterDynamics} does, for batches of hundreds of rows: loops without branches that Java vectorises. */
final class FastCounterDynamics implements Dynamics {
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

    private final int[] sums; // [B] scratch; a row's scratch is its own, since rows may be stepped by several threads

    private final boolean totalWanted;
    private final boolean regretWanted;
    private final boolean plain; // one agent a row, and no metric

    FastCounterDynamics(CounterEconomy economy, Tensors tensors) {
        agents = economy.agents();
        target = economy.target();
        GroupTensors counters = tensors.group(CounterEconomy.GROUP);
        increment = counters.action("increment").i32();
        observed = counters.observation("count").i32();
        reward = counters.reward().f64();
        total = tensors.metric("total").f64();
        regret = tensors.metric("regret").f64();
        start = tensors.resetOption("start").f64();
        terminated = tensors.terminated().u8();
        count = new int[tensors.rows() * agents];
        sums = new int[tensors.rows()];
        totalWanted = tensors.wants("total");
        regretWanted = tensors.wants("regret");
        plain = agents == 1 && !totalWanted && !regretWanted;
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
        int to;
        for (int from = rows.next(rows.from()); from < rows.to(); from = rows.next(to)) {
            to = rows.end(from);
            if (plain) {
                step(from, to);
            } else {
                move(from * agents, to * agents);
                finish(from, to);
            }
        }
    }

    /** A step of lone agents without metrics: runs between rows that begin are short, and one loop over them is the shortest. */
    private void step(int from, int to) {
        for (int row = from; row < to; row++) {
            int gain = increment[row] & below(count[row]);
            int sum = count[row] + gain;
            count[row] = sum;
            reward[row] = gain;
            terminated[row] = (byte) (1 - below(sum));
        }
    }

    /**
     * A step of agents that follow each other. Loops of one type of number, as Java 17 vectorises no others, and in blocks;
     * see {@link Rows#BLOCK}.
     */
    private void move(int from, int to) {
        int next = from;
        for (; next + Rows.BLOCK <= to; next += Rows.BLOCK) {
            for (int i = next; i < next + Rows.BLOCK; i++) {
                pay(i);
            }
            for (int i = next; i < next + Rows.BLOCK; i++) {
                add(i);
            }
        }
        for (; next < to; next++) {
            pay(next);
            add(next);
        }
    }

    private void pay(int i) {
        reward[i] = increment[i] & below(count[i]);
        if (regretWanted) {
            regret[i] = below(count[i]) - reward[i];
        }
    }

    private void add(int i) {
        count[i] += increment[i] & below(count[i]);
    }

    /** 1 if the counter is below the target, else 0: the sign of the difference, without a branch. */
    private int below(int counter) {
        return (counter - target) >>> 31;
    }

    /** What is a whole row's. */
    private void finish(int from, int to) {
        int[] sum = agents == 1 ? count : sum(from, to); // [B]
        for (int row = from; totalWanted && row < to; row++) {
            total[row] = sum[row];
        }
        int most = agents * target;
        int next = from;
        for (; next + Rows.BLOCK <= to; next += Rows.BLOCK) {
            for (int row = next; row < next + Rows.BLOCK; row++) {
                terminated[row] = (byte) (sum[row] == most ? 1 : 0);
            }
        }
        for (; next < to; next++) {
            terminated[next] = (byte) (sum[next] == most ? 1 : 0);
        }
    }

    /** One agent after another, over all rows: many short loops over a row's few agents cost several times as much. */
    private int[] sum(int from, int to) { // [B]
        Arrays.fill(sums, from, to, 0);
        for (int agent = 0; agent < agents; agent++) {
            for (int row = from; row < to; row++) {
                sums[row] += count[row * agents + agent];
            }
        }
        return sums;
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
