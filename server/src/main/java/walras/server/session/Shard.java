package walras.server.session;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/**
 * Rows of a session that step together: who owns the batch, which seats have acted, and the last turn.
 *
 * <p>A turn is made by a job. At most one job runs; while it runs nobody else touches the batch, and acts that arrive can
 * only be repetitions. The job's thread publishes the turn under the monitor and hands it out after leaving it.
 */
final class Shard {
    private static final Duration RETRY = Duration.ofMillis(20);

    private enum State {
        IDLE,
        BUSY,
        CLOSED
    }

    private final int index;
    private final ShardBatch batch;
    private final ShardOwner owner;
    private final StepExecutor executor;
    private final Timer timer;
    private final StepCost resetCost = new StepCost();
    private final Job stepJob;

    // Guarded by this.
    private State state = State.IDLE;
    private long lapsed = -1; // the turn after which seats were last told that they are late
    private boolean broken; // a step failed half-way; only a full reset or a restore helps
    private final Barrier barrier;
    private final Waiters waiters;
    private final WaitingJobs jobs;
    private final DeadlineAlarm deadline;
    private volatile @Nullable Turn last;

    Shard(int index, ShardBatch batch, SessionPlan plan, ShardOwner owner, StepExecutor executor, Timer timer) {
        this.index = index;
        this.batch = batch;
        this.owner = owner;
        this.executor = executor;
        this.timer = timer;
        this.deadline = new DeadlineAlarm(timer, plan.config());
        this.jobs = new WaitingJobs(index);
        this.waiters = new Waiters(index);
        this.barrier = new Barrier(plan.seats().size(), batch.remoteSeats(), owner::forfeited);
        this.stepJob = new Job(Turn.Cause.STEP, batch::step, new StepCost(), false, true);
    }

    /** The number of the last turn; -1 before the first reset. */
    synchronized long lastStep() {
        Turn turn = last;
        return turn == null ? -1 : turn.step();
    }

    /** The last turn, held for the caller, who releases it; null before the first reset. */
    synchronized @Nullable Turn held() {
        Turn turn = last;
        if (turn != null) {
            turn.use().hold();
        }
        return turn;
    }

    /** Goes on from a turn that was made before the server was started; nobody else knows the shard yet. */
    synchronized void resume(Turn turn) {
        last = turn;
        barrier.open(batch);
        armDeadline(turn.step());
    }

    /** Lets somebody look at the batch between two turns; the shard waits, so it must be quick. */
    synchronized <T> T inspect(Function<ShardBatch, T> look) {
        if (state != State.IDLE || broken) {
            jobs.turnAway();
            throw Problem.precondition(
                    "BUSY", "shard " + index, "a shard between two turns", "one in the middle of a step; try again");
        }
        return look.apply(batch);
    }

    /** For the work of jobs, which own it while they run. */
    ShardBatch batch() {
        return batch;
    }

    /** What resets and restores cost. */
    StepCost resetCost() {
        return resetCost;
    }

    /** What steps cost. */
    StepCost stepCost() {
        return stepJob.cost();
    }

    /**
     * Accepts the actions of some seats; takes the step if they were the last ones missing.
     *
     * @param step the number of the turn that is asked for; empty for the next one
     * @param answer is told the turn or the failure, unless the turn is returned
     * @return the stored turn, held for the caller, if the step has been taken already, else null
     */
    @Nullable
    Turn act(List<SeatAct> acts, OptionalLong step, @Nullable Answer answer) {
        synchronized (this) {
            Turn stored = requireStarted();
            if (StepProblems.isAgain(step, stored)) {
                stored.use().hold();
                return stored;
            }
            StepProblems.requireNext(index, step, stored.step());
            if (deadline.rings()) { // without a deadline nobody forfeits a seat
                acts.forEach(barrier::requireNotForfeited);
            }
            waiters.requireRoom();
            if (state == State.BUSY) {
                acts.forEach(barrier::requireActed);
                waiters.add(answer);
                return null;
            }
            barrier.accept(acts, batch);
            waiters.add(answer);
            if (!barrier.complete()) {
                wake(stored.step());
                return null;
            }
            barrier.forfeitedSeats().forEach(batch::stageLate);
            state = State.BUSY;
        }
        try {
            executor.run(stepJob.cost(), () -> perform(stepJob, null));
        } catch (Problem overloaded) {
            withdraw(acts, answer);
            throw overloaded;
        }
        return null;
    }

    private synchronized void withdraw(List<SeatAct> acts, @Nullable Answer answer) {
        state = state == State.CLOSED ? State.CLOSED : State.IDLE;
        acts.forEach(act -> barrier.withdraw(act.seat()));
        waiters.remove(answer);
    }

    private Turn requireStarted() {
        Turn stored = last;
        if (state == State.CLOSED) {
            throw owner.over();
        } else if (stored == null) {
            throw StepProblems.notReset(index, "none yet");
        } else if (broken) {
            throw StepProblems.notReset(index, "none since a step failed");
        }
        return stored;
    }

    /** Whoever waits is gone. */
    synchronized void abandon(Answer answer) {
        waiters.remove(answer);
    }

    /**
     * Makes a turn out of a job, now or when the present one is done. If it succeeds, acts that wait are dropped and
     * whoever waits for them gets the job's turn; if it is refused, nothing has happened to them.
     *
     * @param step the number that the turn must have; empty for whatever is next
     * @return the stored turn, held for the caller, if it has that number and cause, else null
     */
    @Nullable
    Turn submit(Job job, OptionalLong step, @Nullable Answer answer) {
        StepCost cost;
        synchronized (this) {
            Turn stored = last;
            if (state == State.CLOSED) {
                throw owner.over();
            } else if (stored != null && StepProblems.isAgain(step, stored) && stored.cause() == job.cause()) {
                stored.use().hold();
                return stored;
            }
            // Whatever runs or waits already makes turns before this one.
            int before = state == State.BUSY ? 1 + jobs.size() : 0;
            StepProblems.requireNext(index, step, (stored == null ? -1 : stored.step()) + before);
            if (broken && !job.heals()) {
                throw StepProblems.notReset(index, "none since a step failed");
            }
            if (state == State.BUSY) {
                jobs.add(job, answer);
                return null;
            }
            state = State.BUSY;
            cost = batch.ahead() ? StepCost.dear() : job.cost(); // it goes back first
        }
        try {
            executor.run(cost, () -> perform(job, answer));
        } catch (Problem overloaded) {
            withdraw(List.of(), null);
            throw overloaded;
        }
        return null;
    }

    /** True if somebody waits for what the running job has: the shard, or its thread. */
    boolean awaited() {
        synchronized (this) {
            return jobs.awaited() || executor.crowded();
        }
    }

    /** Runs on the thread that owns the batch until the turn is published. */
    private void perform(Job job, @Nullable Answer answer) {
        Turn before = last;
        long number = before == null ? 0 : before.step() + 1;
        long start = timer.nanoTime();
        Turn turn;
        try {
            turn = job.work().apply(number);
        } catch (Problem refused) {
            refused(job, answer, number, refused);
            return;
        } catch (RuntimeException | Error thrown) {
            fail(job, answer, number, new IllegalStateException("step " + number + " failed", thrown), true);
            return;
        }
        long nanos = timer.nanoTime() - start;
        job.cost().measured(nanos);
        owner.whenRecorded(index, () -> publish(job, turn, answer, nanos), why -> unsynced(job, answer, turn, why));
    }

    private void refused(Job job, @Nullable Answer answer, long number, Problem why) {
        if (why.kind() != Problem.Kind.INTERNAL && batch.ahead()) {
            undoElsewhere(job, answer, number, why);
        } else {
            fail(job, answer, number, why, why.kind() == Problem.Kind.INTERNAL);
        }
    }

    /** The turn is not on the disk and will not be. */
    private void unsynced(Job job, @Nullable Answer answer, Turn turn, Problem why) {
        turn.use().release(); // nobody has seen it
        turn.use().release();
        batch.forgetUnsynced();
        undoElsewhere(job, answer, turn.step(), why);
    }

    /** Goes back to before the job, on a thread that may take its time. */
    private void undoElsewhere(Job job, @Nullable Answer answer, long number, Problem why) {
        try {
            executor.runElsewhere(() -> undo(job, answer, number, why));
        } catch (Problem overloaded) {
            timer.after(RETRY, () -> undoElsewhere(job, answer, number, why));
        }
    }

    private void undo(Job job, @Nullable Answer answer, long number, Problem why) {
        try {
            batch.goBack();
        } catch (RuntimeException | Error stuck) {
            fail(job, answer, number, new IllegalStateException("step " + number + " cannot be undone", stuck), true);
            return;
        }
        fail(job, answer, number, why, false);
    }

    private void publish(Job job, Turn turn, @Nullable Answer answer, long nanos) {
        List<Answer> answers;
        long steps;
        boolean more;
        synchronized (this) {
            waiters.add(answer);
            Turn before = last;
            steps = turn.step() - (before == null ? -1 : before.step());
            last = turn;
            if (before != null) {
                before.use().release();
            }
            broken = false;
            barrier.open(batch);
            answers = waiters.take();
            state = state == State.CLOSED ? State.CLOSED : State.IDLE;
            armDeadline(turn.step());
            more = jobs.turned();
        }
        owner.made(turn, steps, nanos, job.told());
        answers.forEach(waiter -> waiter.turn(turn));
        turn.use().release();
        if (more) {
            runNextJob();
        }
    }

    private void fail(Job job, @Nullable Answer answer, long number, RuntimeException thrown, boolean breaks) {
        // What was staged for a step is gone with the state that the log did not take.
        boolean everybody = breaks || job.cause() == Turn.Cause.STEP || StepProblems.isNotLogged(thrown);
        List<Answer> answers = List.of();
        RuntimeException why;
        synchronized (this) {
            why = state == State.CLOSED ? owner.over() : thrown;
            broken |= breaks;
            Turn stored = last;
            if (everybody) {
                barrier.open(batch);
                answers = waiters.take();
            }
            if (everybody && !breaks && stored != null) {
                armDeadline(stored.step());
            }
            state = state == State.CLOSED ? State.CLOSED : State.IDLE;
        }
        if (everybody) {
            owner.failed(index, number, why);
        }
        if (answer != null) {
            answer.failed(why);
        }
        answers.forEach(waiter -> waiter.failed(why));
        runNextJob();
    }

    private void runNextJob() {
        WaitingJobs.Waiting next;
        synchronized (this) {
            next = state == State.IDLE ? jobs.next() : null;
        }
        if (next != null) {
            try {
                Turn stored = submit(next.job(), OptionalLong.empty(), next.answer());
                if (stored != null) {
                    if (next.answer() != null) {
                        next.answer().turn(stored);
                    }
                    stored.use().release();
                }
            } catch (RuntimeException refused) {
                if (next.answer() != null) {
                    next.answer().failed(refused);
                }
            }
        }
    }

    private void armDeadline(long step) {
        if (deadline.rings() && state != State.CLOSED) {
            deadline.arm(() -> lapse(step));
        }
    }

    /** Somebody took a seat: a deadline that waited for that begins. */
    synchronized void attended() {
        Turn stored = last;
        if (stored != null) {
            wake(stored.step());
        }
    }

    private void wake(long step) {
        if (deadline.asleep()) {
            armDeadline(step);
        }
    }

    /** The deadline of the turn after this one has passed. */
    private void lapse(long step) {
        synchronized (this) {
            Turn stored = last;
            if (state != State.IDLE || broken || stored == null || stored.step() != step) {
                return;
            }
            List<Integer> missing = barrier.missing();
            if (missing.isEmpty()) {
                return;
            }
            if (!owner.attended() && !barrier.any()) {
                deadline.sleep(); // steps for nobody would keep a core busy
                return;
            }
            if (lapsed != step) { // else the log did not take the step, and they are told already
                lapsed = step;
                owner.lapsed(index, step + 1, missing);
            }
            for (int seat : missing) {
                batch.stageLate(seat);
                barrier.act(seat);
            }
            barrier.forfeitedSeats().forEach(batch::stageLate);
            state = State.BUSY;
        }
        performElsewhere();
    }

    /** A timer's thread must not step; when no worker is free, it tries again. */
    private void performElsewhere() {
        try {
            executor.runElsewhere(() -> perform(stepJob, null));
        } catch (Problem overloaded) {
            timer.after(RETRY, this::performElsewhere);
        }
    }

    /** Nothing is accepted from now on; whoever waits is told. */
    void close() {
        List<Answer> answers;
        synchronized (this) {
            state = State.CLOSED;
            deadline.cancel();
            jobs.giveUp(waiters);
            answers = waiters.take();
        }
        answers.forEach(answer -> answer.failed(owner.over()));
    }
}
