package walras.server.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.server.frame.SeatView;

/**
 * Sessions that are alike and step together, each for a participant that has all its seats: they lend their states, which
 * then lie side by side in one batch, so that a step costs what it costs one session of so many rows. A session whose
 * state anybody else asks for takes it back, and may lend it again at the next step.
 *
 * <p>Locks: a shard's monitor comes before the stack's, so no shard is called while the latter is held.
 */
public final class SessionStack {
    /** In place of a turn's number: the session's state is gone. */
    static final long LOST = -1;

    private static final long ANY = -1;

    private final SessionPlan plan; // of each
    private final int rows; // of each
    private final ShardBatch batch; // of all
    private final List<Integer> seats; // the remote ones, ascending
    private final SessionObserver observer;
    private final StepCost cost = new StepCost();

    // Guarded by this.
    private final @Nullable Session[] lenders; // [count] null where nobody has lent
    private int present; // how many have
    private volatile long step = ANY; // the number of the last turn, for all that are present
    private @Nullable Turn last;

    /**
     * A step of the sessions that were there.
     *
     * @param turn of as many rows as all sessions have, held for the caller; null where none was made, since nobody was
     *     there, or since the step failed, which everybody who was there has been told
     * @param apart which sessions were not there, ascending: they must be stepped by themselves
     */
    public record Step(@Nullable Turn turn, List<Integer> apart) {}

    private SessionStack(SessionPlan plan, int count, SessionObserver observer) {
        this.plan = plan;
        this.observer = observer;
        rows = plan.shardRows();
        batch = new ShardBatch(plan.ofRows(rows * count), 0);
        batch.batch().leaveOut(0, rows * count);
        seats = List.copyOf(batch.remoteSeats());
        lenders = new Session[count];
    }

    /** For so many sessions like this one; null where such must be stepped by themselves. */
    public static @Nullable SessionStack of(Session example, int count, Limits limits) {
        SessionPlan plan = example.plan();
        SessionConfig config = plan.config();
        boolean possible = config.shards() == 1
                && config.autoreset() != AutoresetMode.DISABLED // there, a row that has ended holds up all the others
                && config.deadline().isEmpty()
                && config.logMode() == SessionConfig.LogMode.OFF
                && (long) config.rows() * count <= limits.rows()
                && plan.frameBytes() * count <= limits.frameBytes() // a little more than that of all rows at once
                && example.shard(0).batch().batch().separable();
        return possible ? new SessionStack(plan, count, example.observer()) : null;
    }

    /** True if a step is cheap enough for the thread that asks for it, whatever else it is there for. */
    public boolean cheap() {
        return StepExecutor.cheap(cost);
    }

    /** The remote seats, ascending, which turns have frames for. */
    public List<Integer> seats() {
        return seats;
    }

    /** True if these are frames for all remote seats, each of all sessions. */
    public boolean fits(int shard, int[] actSeats, ByteBuffer[] frames) { // [seats] each
        boolean fits = shard == 0 && actSeats.length == seats.size();
        for (int k = 0; fits && k < actSeats.length; k++) {
            int seat = seats.get(k);
            long length = batch.codec(seat).actionLayout().sizeBytes();
            fits = actSeats[k] == seat && frames[k].remaining() == length;
        }
        return fits;
    }

    /**
     * Which sessions have not lent their states, ascending.
     *
     * @param number of the turn that will be asked for; empty for the next one
     */
    public synchronized List<Integer> missing(OptionalLong number) {
        if (present == 0) {
            step = number.isPresent() ? number.getAsLong() - 1 : ANY;
            forgetLast();
        }
        return absent();
    }

    private List<Integer> absent() {
        List<Integer> found = new ArrayList<>();
        for (int k = 0; present < lenders.length && k < lenders.length; k++) {
            if (lenders[k] == null) {
                found.add(k);
            }
        }
        return found;
    }

    /** The number of the last turn of those that have lent their states. */
    long step() {
        return step;
    }

    /** A session lends its state, if the next step is the same for it as for the others. Called under its shard's monitor. */
    synchronized boolean take(int k, Session lender, Batch state, long lastStep) {
        if (!lender.plan().alike(plan) || (step != ANY && step != lastStep)) {
            return false;
        }
        batch.batch().takeRows(state, 0, k * rows, rows);
        lenders[k] = lender;
        present++;
        step = lastStep;
        return true;
    }

    /**
     * A session takes its state back. Called under its shard's monitor.
     *
     * @return the number of its last turn; {@link #LOST} if the state is lost, because a step failed
     */
    synchronized long giveBack(int k, Batch state) {
        if (lenders[k] == null) {
            return LOST;
        }
        state.takeRows(batch.batch(), k * rows, 0, rows);
        leave(k);
        return step;
    }

    /** What a session whose state is lost saw last, which may have been before it came here. */
    synchronized Turn lastOf(int k, Turn before) {
        if (last == null) {
            return before;
        }
        byte[] @Nullable [] frames = new byte[plan.seats().size()][]; // [seats]
        for (int seat : seats) {
            ByteBuffer all = ByteBuffer.wrap(Objects.requireNonNull(last.frames()[seat]));
            frames[seat] = plan.seats().get(seat).observationLayout().part(all, lenders.length, k);
        }
        return new Turn(0, last.step(), Turn.Cause.STEP, frames, new byte[0], new byte[frames.length][]);
    }

    private void leave(int k) {
        lenders[k] = null;
        present--;
        batch.batch().leaveOut(k * rows, (k + 1) * rows);
    }

    /** Everybody takes his state back. */
    public void dissolve() {
        List<Session> leaving;
        synchronized (this) {
            leaving = lenders();
        }
        recall(leaving);
    }

    /**
     * Takes a step of the sessions that have lent their states, but for those that cannot take it: they have their states
     * back when this returns.
     *
     * @param number of the turn that is asked for; empty for the next one
     * @param actions a frame for each remote seat, which {@link #fits}
     */
    public Step step(OptionalLong number, ByteBuffer[] actions) { // [seats]
        while (true) {
            List<Session> leaving;
            List<Integer> apart;
            RuntimeException failure = null;
            synchronized (this) {
                leaving = stage(number, actions);
                apart = absent();
                if (leaving.isEmpty() && present == 0) {
                    return new Step(null, apart);
                } else if (leaving.isEmpty()) {
                    try {
                        return new Step(advance(), apart);
                    } catch (Problem refused) { // before anything moved, unless it is the server's own fault
                        leaving = lenders();
                        failure = refused.kind() == Problem.Kind.INTERNAL ? lose(refused) : null;
                    } catch (RuntimeException | Error thrown) {
                        leaving = lenders();
                        failure = lose(new IllegalStateException("step " + (step + 1) + " failed", thrown));
                    }
                }
            }
            recall(leaving);
            if (failure != null) {
                tell(leaving, failure);
                return new Step(null, apart);
            }
        }
    }

    private static void recall(List<Session> leaving) {
        leaving.forEach(lender -> lender.shard(0).recall());
    }

    private void tell(List<Session> lost, RuntimeException failure) {
        lost.forEach(lender -> lender.failed(0, step + 1, failure));
    }

    /** Puts the actions into the arrays. Who cannot take the step with them. */
    private List<Session> stage(OptionalLong number, ByteBuffer[] actions) { // [seats]
        if (2 * present < lenders.length || (number.isPresent() && number.getAsLong() != step + 1)) {
            return lenders();
        }
        for (int k = 0; k < actions.length; k++) {
            batch.decode(seats.get(k), actions[k]);
        }
        try {
            for (int seat : seats) {
                batch.check(seat);
            }
            return List.of();
        } catch (RuntimeException refused) {
            return refused();
        }
    }

    private List<Session> lenders() {
        List<Session> all = new ArrayList<>();
        for (Session lender : lenders) {
            if (lender != null) {
                all.add(lender);
            }
        }
        return all;
    }

    /** Those whose actions are refused, once they are looked at one by one. */
    private List<Session> refused() {
        List<Session> found = new ArrayList<>();
        for (int k = 0; k < lenders.length; k++) {
            Session lender = lenders[k];
            if (lender != null && !allowed(k)) {
                found.add(lender);
            }
        }
        return found.isEmpty() ? lenders() : found;
    }

    private boolean allowed(int k) {
        try {
            for (int seat : seats) {
                SeatView view = batch.codec(seat).seat();
                batch.batch().check(view.group().name(), view.firstAgent(), view.agents(), k * rows, (k + 1) * rows);
            }
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private Turn advance() {
        long start = System.nanoTime();
        Turn turn = batch.step(step + 1);
        long nanos = System.nanoTime() - start;
        cost.measured(nanos);
        step = turn.step();
        forgetLast();
        last = turn;
        observer.stepped(present, rows, nanos);
        return turn;
    }

    private void forgetLast() {
        if (last != null) {
            last.use().release();
            last = null;
        }
    }

    /** The step stopped half-way: nobody's state is worth having. */
    private RuntimeException lose(RuntimeException why) {
        for (int k = 0; k < lenders.length; k++) {
            if (lenders[k] != null) {
                leave(k);
            }
        }
        return why;
    }
}
