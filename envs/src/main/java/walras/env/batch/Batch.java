package walras.env.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.GroupTensors;
import walras.env.Nearest;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/**
 * B independent copies of an economy, stepped together. One owner at a time: no method may run while another does.
 *
 * <p>Write the actions of seats without a policy into {@link #tensors}, call {@link #step}, read observations, rewards,
 * flags and metrics there. A bad action throws before anything moves, and the step can be tried again.
 */
public final class Batch {
    private final Economy economy;
    private final int rows;
    private final AutoresetMode mode;
    private final Backend backend;
    private final EpisodeClock clock;
    private final Tensors tensors;
    private final Dynamics dynamics;
    private final List<SeatPolicy> policies;
    private final FinalObservations finals;
    private final RowWorkers workers;
    private final Set<String> metrics;
    private final byte[] live; // [B] rows that take the present step
    private final byte[] restart; // [B] rows that begin an episode in it
    private final byte[] pending; // [B] rows whose episode is over, or never began
    private final Rows[] liveRanges; // [chunks]
    private final Rows[] restartRanges; // [chunks]
    private final Rows everyLive;
    private final Rows everyRestart;
    private final IntConsumer stepRange = this::stepRange;

    Batch(BatchBuilder from) {
        economy = from.economy;
        rows = from.rows;
        mode = from.mode;
        backend = from.backend;
        workers = from.workers;
        metrics = Set.copyOf(from.metrics);
        clock = new EpisodeClock(rows, economy.spec().timeLimit());
        RowRandom random = clock.random();
        tensors = new Tensors(economy.spec(), rows, metrics, clock, random);
        dynamics = economy.dynamics(tensors, backend);
        policies = from.seatPolicies(tensors, random);
        finals = new FinalObservations(tensors, mode == AutoresetMode.SAME_STEP);
        live = new byte[rows];
        restart = new byte[rows];
        pending = new byte[rows];
        Arrays.fill(pending, (byte) 1);
        int chunks = chunks(from.minRowsPerThread);
        liveRanges = ranges(chunks, live);
        restartRanges = ranges(chunks, restart);
        everyLive = new Rows(0, rows, live);
        everyRestart = new Rows(0, rows, restart);
        for (int row = 0; row < rows; row++) {
            clock.seed(row, RowRandom.rowKey(from.seed, row));
        }
    }

    public static BatchBuilder of(Economy economy) {
        return new BatchBuilder(economy);
    }

    private int chunks(int leastRows) {
        boolean together = policies.stream().anyMatch(seat -> !seat.policy().rowwise());
        int least = together ? Integer.MAX_VALUE : leastRows > 0 ? leastRows : Math.max(1, dynamics.minRowsPerThread());
        return Math.max(1, Math.min(workers.threads(), rows / least));
    }

    private Rows[] ranges(int chunks, byte[] mask) { // [B] -> [chunks]
        Rows[] ranges = new Rows[chunks];
        for (int c = 0; c < chunks; c++) {
            ranges[c] = new Rows((int) ((long) rows * c / chunks), (int) ((long) rows * (c + 1) / chunks), mask);
        }
        return ranges;
    }

    public Economy economy() {
        return economy;
    }

    /** B. */
    public int rows() {
        return rows;
    }

    public AutoresetMode mode() {
        return mode;
    }

    /** The backend that runs, never AUTO. */
    public Backend backend() {
        return backend;
    }

    /** Names of the metrics that are computed. */
    public Set<String> metrics() {
        return metrics;
    }

    /** Where actions are written, and everything else is read. Shared, not copied. */
    public Tensors tensors() {
        return tensors;
    }

    /** In SAME_STEP: the true final observations of the rows that ended in the last step. */
    public FinalObservations finals() {
        return finals;
    }

    /** True if the agent is played by a built-in policy. */
    public boolean played(String group, int agent) {
        return policies.stream().anyMatch(seat -> seat.covers(group, agent));
    }

    /** True if the row's episode is over (or never began) and its action will be ignored or refused. */
    public boolean pending(int row) {
        return pending[row] != 0;
    }

    /**
     * Begins episodes.
     *
     * @param mask {@code [B]} rows to reset; null means all
     * @param seeds {@code [B]} a seed for each row of the mask, keyed as row 0 of a batch of that seed; null keeps the
     *     rows' random streams and moves on to their next episodes
     */
    public void reset(byte @Nullable [] mask, long @Nullable [] seeds) { // [B], [B]
        requireLength("reset mask", mask == null ? rows : mask.length);
        requireLength("seeds", seeds == null ? rows : seeds.length);
        for (int row = 0; row < rows; row++) {
            restart[row] = (byte) (mask == null || mask[row] != 0 ? 1 : 0);
            if (seeds != null && restart[row] != 0) {
                clock.seed(row, RowRandom.rowKey(seeds[row], 0));
            }
        }
        restartRows(everyRestart);
        for (int row = 0; row < rows; row++) {
            pending[row] = restart[row] != 0 ? 0 : pending[row];
        }
        tensors.resetOptions().forEach(option -> Arrays.fill(option.f64(), Double.NaN));
        finals.clear();
    }

    /**
     * Gives a reset option to the next {@link #reset}, for the rows that it resets.
     *
     * @param values {@code [B]}; NaN leaves the row's default
     * @throws Problem UNKNOWN_RESET_OPTION or BAD_OPTION; nothing has changed
     */
    public void resetOption(String name, double[] values) { // [B]
        requireLength("reset option " + name, values.length);
        OptionSpec spec = Nearest.find("reset option", name, economy.spec().resetOptions(), OptionSpec::name);
        for (int row = 0; row < rows; row++) {
            if (!Double.isNaN(values[row])) {
                spec.requireNumber("reset option " + name + ", row " + row, values[row]);
            }
        }
        System.arraycopy(values, 0, tensors.resetOption(name).f64(), 0, rows);
    }

    /** Begins the first episodes of a batch seed again: row r is keyed by (seed, r). */
    public void reset(long seed) {
        for (int row = 0; row < rows; row++) {
            clock.seed(row, RowRandom.rowKey(seed, row));
        }
        reset(null, null);
    }

    private void requireLength(String what, int length) {
        if (length != rows) {
            throw Problem.request(what, "one element per row, " + rows, length);
        }
    }

    /**
     * Holds the actions of some agents against their space, mask and economy, for the rows that will take the step.
     *
     * @throws Problem BAD_ACTION; nothing has moved
     */
    public void check(String group, int firstAgent, int agents) {
        markLive();
        ActionCheck.check(tensors.group(group), firstAgent, agents, everyLive);
        dynamics.check(everyLive, group);
    }

    /**
     * Checks the actions of everybody without a policy, then takes a step.
     *
     * @throws Problem BAD_ACTION or NOT_RESET; nothing has moved
     */
    public void step() {
        for (GroupTensors group : tensors.groups()) {
            int n = group.group().agents();
            for (int agent = 0; agent < n; agent++) {
                if (!played(group.group().name(), agent)) {
                    check(group.group().name(), agent, 1);
                }
            }
        }
        stepChecked();
    }

    /** Takes a step; every action that no policy writes has passed {@link #check} since the last one. */
    public void stepChecked() {
        requireReset();
        markLive();
        workers.run(liveRanges.length, stepRange);
        finals.collect(tensors);
    }

    private void markLive() {
        for (int row = 0; row < rows; row++) {
            live[row] = (byte) (1 - pending[row]);
        }
    }

    private void requireReset() {
        for (int row = 0; row < rows; row++) {
            boolean begun = mode == AutoresetMode.NEXT_STEP ? clock.begun(row) : pending[row] == 0;
            if (!begun) {
                throw Problem.precondition("NOT_RESET", "row " + row, "a reset before the step", "none since it ended");
            }
        }
    }

    private void stepRange(int chunk) {
        Rows stepping = liveRanges[chunk];
        clock.open(stepping);
        for (SeatPolicy seat : policies) {
            seat.policy().act(stepping);
        }
        byte[] terminated = tensors.terminated().u8(); // [B]
        byte[] truncated = tensors.truncated().u8(); // [B]
        Arrays.fill(terminated, stepping.from(), stepping.to(), (byte) 0);
        Arrays.fill(truncated, stepping.from(), stepping.to(), (byte) 0);
        dynamics.advance(stepping);
        clock.tick(stepping, terminated, truncated);
        dynamics.observe(stepping);
        FiniteCheck.check(tensors, stepping);
        for (SeatPolicy seat : policies) {
            seat.policy().learn(stepping);
        }
        restartFinished(stepping, restartRanges[chunk], terminated, truncated);
    }

    private void restartFinished(Rows stepping, Rows restarting, byte[] terminated, byte[] truncated) { // [B], [B]
        for (int row = stepping.from(); row < stepping.to(); row++) {
            byte done = (byte) (terminated[row] | truncated[row]);
            restart[row] = switch (mode) {
                case SAME_STEP -> done;
                case NEXT_STEP -> pending[row];
                case DISABLED -> 0;
            };
            pending[row] = mode == AutoresetMode.SAME_STEP ? 0 : done;
        }
        if (restarting.any()) {
            if (mode == AutoresetMode.SAME_STEP) {
                finals.keep(tensors, restarting);
                begin(restarting);
            } else {
                restartRows(restarting);
            }
        }
    }

    /** Begins episodes and shows them as a reset does: no reward, no flags, no metrics. */
    private void restartRows(Rows restarting) {
        for (int row = restarting.from(); row < restarting.to(); row++) {
            if (restarting.contains(row)) {
                tensors.clearOutcome(row);
            }
        }
        begin(restarting);
    }

    private void begin(Rows restarting) {
        clock.restart(restarting);
        dynamics.initial(restarting);
        dynamics.observe(restarting);
        for (SeatPolicy seat : policies) {
            seat.policy().begin(restarting);
        }
    }

    /** Everything that the future depends on. */
    public Snapshot snapshot() {
        return Snapshot.of(this::state);
    }

    /**
     * Goes back to a snapshot of this batch, or of one made alike.
     *
     * @throws Problem BAD_SNAPSHOT; nothing has moved
     */
    public void restore(Snapshot snapshot) {
        snapshot.restore(this::state);
    }

    private void state(StateVisitor visitor) {
        clock.state(visitor);
        visitor.bytes("batch.pending", pending);
        dynamics.state(visitor);
        for (SeatPolicy seat : policies) {
            seat.policy().state(visitor);
        }
        tensors.all().forEach(tensor -> visit(visitor, tensor));
        finals.state(visitor);
    }

    static void visit(StateVisitor visitor, Tensor tensor) {
        switch (tensor.dtype()) {
            case U8 -> visitor.bytes(tensor.name(), tensor.u8());
            case I32 -> visitor.ints(tensor.name(), tensor.i32());
            case I64 -> visitor.longs(tensor.name(), tensor.i64());
            case F32 -> visitor.floats(tensor.name(), tensor.f32());
            case F64 -> visitor.doubles(tensor.name(), tensor.f64());
        }
    }
}
