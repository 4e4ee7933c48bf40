package walras.env.batch;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.Nearest;
import walras.env.OptionSpec;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
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
    private final int firstRow;
    private final int shownFrom; // what errors add to a row's index
    private final Autoreset autoreset;
    private final Backend backend;
    private final EpisodeClock clock;
    private final Tensors tensors;
    private final Dynamics dynamics;
    private final SeatPolicy[] policies;
    private final ActionChecks checks;
    private final FinalObservations finals;
    private final boolean separable; // rows know so little of one another that ranges may step each at its own pace
    private final RangeSteps ranges;
    private final BatchSteps steps;
    private final BatchState state;

    Batch(BatchBuilder from) {
        economy = from.economy;
        rows = from.rows;
        firstRow = from.firstRow;
        backend = from.backend;
        clock = new EpisodeClock(rows, economy.spec().timeLimit());
        RowRandom random = clock.random();
        tensors = new Tensors(economy.spec(), rows, Set.copyOf(from.metrics), clock, random);
        dynamics = economy.dynamics(tensors, backend);
        policies = from.seatPolicies(tensors, random).toArray(SeatPolicy[]::new);
        shownFrom = from.shownFrom;
        checks = new ActionChecks(tensors, dynamics, this::played, shownFrom);
        int least = from.minRowsPerThread > 0 ? from.minRowsPerThread : Math.max(1, dynamics.minRowsPerThread());
        boolean rowwise = Arrays.stream(policies).allMatch(seat -> seat.policy().rowwise());
        separable = backend == Backend.FUSED && dynamics.minRowsPerThread() < Integer.MAX_VALUE && rowwise;
        boolean one = least == Integer.MAX_VALUE || !rowwise;
        int chunks = one ? 1 : Chunking.count(rows, least, dynamics.maxRowsPerRange(), from.workers.threads());
        autoreset = new Autoreset(from.mode, rows, chunks);
        finals = new FinalObservations(tensors, from.mode == AutoresetMode.SAME_STEP, chunks);
        ranges = new RangeSteps(
                tensors, dynamics, policies, clock, autoreset, finals, new FiniteCheck(tensors, shownFrom));
        steps = new BatchSteps(from, autoreset, clock, finals, ranges, least);
        state = new BatchState(clock, autoreset, dynamics, policies, tensors, finals);
        for (int row = 0; row < rows; row++) {
            clock.seed(row, from.rowKey(row));
        }
    }

    public static BatchBuilder of(Economy economy) {
        return new BatchBuilder(economy);
    }

    public Economy economy() {
        return economy;
    }

    /** B. */
    public int rows() {
        return rows;
    }

    public AutoresetMode mode() {
        return autoreset.mode();
    }

    /** The backend that runs, never AUTO. */
    public Backend backend() {
        return backend;
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
        return Arrays.stream(policies).anyMatch(seat -> seat.covers(group, agent));
    }

    /** True if the row's episode is over (or never began) and its action will be ignored or refused. */
    public boolean pending(int row) {
        return autoreset.pending(row);
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
        Rows restarting = autoreset.markReset(mask);
        for (int row = 0; row < rows && seeds != null; row++) {
            if (restarting.contains(row)) {
                clock.seed(row, RowRandom.rowKey(seeds[row], 0));
            }
        }
        ranges.restart(restarting);
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
                spec.requireNumber("reset option " + name + ", row " + (shownFrom + row), values[row]);
            }
        }
        System.arraycopy(values, 0, tensors.resetOption(name).f64(), 0, rows);
    }

    /** Begins the first episodes of a batch seed again: row r is keyed by (seed, r). */
    public void reset(long seed) {
        reset(null, seed);
    }

    /**
     * Begins the first episodes of a batch seed in some rows: row r is keyed by (seed, r).
     *
     * @param mask {@code [B]} rows to reset; null means all
     */
    public void reset(byte @Nullable [] mask, long seed) { // [B]
        requireLength("reset mask", mask == null ? rows : mask.length);
        for (int row = 0; row < rows; row++) {
            if (mask == null || mask[row] != 0) {
                clock.seed(row, RowRandom.rowKey(seed, firstRow + row));
            }
        }
        reset(mask, null);
    }

    /**
     * A built-in player that has no seat: it writes the actions of these agents when its caller says so, and learns
     * nothing.
     *
     * @param owner tells its random numbers from those of others
     */
    public Policy standIn(String group, int firstAgent, int agents, String name, Map<String, ?> options, String owner) {
        Profile.Seat seat = Profile.Seat.of(economy.spec(), group, firstAgent, agents, name, options);
        return BatchBuilder.policy(economy, seat, tensors, clock.guestRandom().salted("stand-in:" + owner));
    }

    /**
     * Lets players without a seat act in every step from now on: the same as if their caller had them act for all rows
     * before it, but by the threads that step those rows. What they do is believed, and they learn nothing.
     *
     * @param players made by {@link #standIn}, whose rows know nothing of one another; none to end it
     */
    public void invite(Policy... players) {
        ranges.invite(players.clone());
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
        checkOf(group, firstAgent, agents).run();
    }

    /** What {@link #check} does for some agents, looked up once: for callers that check them at every step. */
    public Runnable checkOf(String group, int firstAgent, int agents) {
        ActionChecks.Range range = checks.range(group, firstAgent, agents);
        return () -> checks.check(range, autoreset.live());
    }

    /**
     * Checks the actions of everybody without a policy, then takes a step.
     *
     * @throws Problem BAD_ACTION, NOT_RESET or ROW_FINISHED; nothing has moved
     */
    public void step() {
        checkUnplayed();
        stepChecked();
    }

    /**
     * True to take steps with the caller's thread only, from now on; false, as at first, to share them out where that
     * pays. For callers that know better uses of the other threads. The results are the same.
     */
    public void stepAlone(boolean wanted) {
        steps.keep(wanted);
    }

    /** Takes a step; every action that no policy writes has passed {@link #check} since the last one. */
    public void stepChecked() {
        steps.step();
    }

    /** How steps are taken, range by range, for a batch of which this one is a part. */
    BatchSteps steps() {
        return steps;
    }

    /** Checks the actions of everybody without a policy. */
    void checkUnplayed() {
        checks.checkUnplayed(autoreset.live());
    }

    /** True if {@link #run} may be called: no row knows anything of another, or can hold it up. */
    public boolean runs() {
        return separable && autoreset.mode() == AutoresetMode.NEXT_STEP;
    }

    /**
     * Takes many steps, as {@link #stepChecked} would one by one, but range by range: the rows of a range take all of them
     * while they are in a core's caches, and no thread waits for another one before the end. Guests and built-in policies
     * act; everybody else's actions stay what they are.
     */
    public void run(int steps, RangeRecorder recorder) {
        this.steps.run(steps, recorder);
    }

    /** The rows' next episodes are those that the rows of another batch of as many would have begun. */
    public void goOnFrom(Batch before) {
        clock.goOnFrom(before.clock);
    }

    /** Everything that the future depends on. */
    public Snapshot snapshot() {
        return Snapshot.of(state);
    }

    /**
     * Goes back to a snapshot of this batch, or of one made alike.
     *
     * @throws Problem BAD_SNAPSHOT; nothing has moved
     */
    public void restore(Snapshot snapshot) {
        requireFits(snapshot);
        snapshot.restore(state);
        autoreset.settle();
    }

    /** @throws Problem BAD_SNAPSHOT if it was taken of a batch of another shape */
    public void requireFits(Snapshot snapshot) {
        snapshot.requireFits(state);
    }

    /**
     * Shows what the built-in policies of a group have learned, each with arrays of its own; a visitor that writes makes
     * them go on as others.
     */
    public void weights(String group, StateVisitor visitor) {
        for (SeatPolicy seat : policies) {
            if (seat.group().equals(group)) {
                seat.policy().weights(visitor);
            }
        }
    }
}
