package walras.server.session.shard;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import walras.env.Problem;
import walras.server.session.plan.SessionPlan;
import walras.server.session.work.Mailbox;
import walras.server.session.work.StepExecutor;
import walras.server.session.work.Timer;

/**
 * Rows of a session that step together, and who owns them. Whatever happens to them is an event in the shard's mailbox. The
 * thread that brings an event while nobody owns the shard owns it, and drains the mailbox; so the batch is touched by one
 * thread at a time and has no locks. Where work is dear, or there is much of it, the drain moves to the pool, and the
 * ownership with it: the pool holds a shard at most once.
 */
public final class Shard {
    /** So many events, or for about so long, drains a thread that did not mean to: an event loop, a timer. */
    private static final int MOST_EVENTS = 64;

    private static final long MOST_NANOS = 500_000;
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final int index;
    private final ShardBatch batch;
    private final StepExecutor executor;
    private final Audience audience;
    private final Mailbox<ShardEvent> mailbox = new Mailbox<>();
    private final Admission admission;
    private final Published published;
    private final TurnMaker maker;
    private long movedNanos; // when the shard was given to the pool; of the owner

    public Shard(int index, ShardBatch batch, SessionPlan plan, Audience audience, StepExecutor executor, Timer timer) {
        this.index = index;
        this.batch = batch;
        this.executor = executor;
        this.audience = audience;
        admission = new Admission(index, plan.seats().size());
        boolean forfeits = plan.config().deadline().isPresent();
        published = new Published(index, forfeits ? audience::forfeited : seat -> false);
        Deadline deadline = new Deadline(timer, plan.config(), this::putElsewhere);
        Barrier barrier = new Barrier(index, plan.seats().size(), batch, published, audience, deadline);
        maker = new TurnMaker(index, batch, published, barrier, audience, timer, this::putUrgent);
    }

    /** What every thread may see of it. */
    public Published published() {
        return published;
    }

    /** Goes on from a turn that was made before the server was started; nobody else knows the shard yet. */
    public void resume(Turn turn) {
        maker.resume(turn);
    }

    /** For recovery, and for runs, which own it while they play. */
    public ShardBatch batch() {
        return batch;
    }

    /**
     * The actions that led to a turn, by remote seat; none where it was no step, or the next one is being made already.
     *
     * @param turn that is held
     */
    public Map<Integer, byte[]> actions(Turn turn) { // [bytes] each
        Map<Integer, byte[]> found = turn.cause() == Turn.Cause.STEP
                ? batch.actions().read(turn.step(), published, batch::actionFrames)
                : null;
        return found == null ? Map.of() : found;
    }

    /** Accepts the actions of some seats; takes the step if they were the last ones missing. */
    public void act(Acts acts, Answer answer) {
        boolean owner = mailbox.own();
        try {
            if (owner && mailbox.isEmpty() && maker.open()) {
                maker.act(acts, acts.step(), answer); // with the sender's own bytes
            } else {
                addAct(acts, answer);
            }
        } catch (RuntimeException | Error lost) {
            lost(lost);
        }
        if (owner || mailbox.own()) {
            drain(false);
        }
    }

    private void addAct(Acts acts, Answer answer) {
        try {
            if (!published.answers(acts, answer)) {
                Acts copy = acts.copied(acts.step().orElse(published.lastStep() + 1));
                add(new ShardEvent.Act(copy, acts.step(), answer));
            }
        } catch (Problem refused) {
            answer.failed(index, acts.step(), refused);
        }
    }

    private void add(ShardEvent event) {
        admission.enter(event);
        mailbox.add(event);
    }

    /** Takes an event, when those before it have happened. */
    public void put(ShardEvent event) {
        try {
            add(event);
        } catch (Problem tooMany) {
            if (event instanceof ShardEvent.Work work) {
                work.answer().failed(index, work.asked(), tooMany);
            }
        }
        if (mailbox.own()) {
            drain(false);
        }
    }

    /** The state between two turns, when it is there. */
    public CompletableFuture<byte[]> snapshot() { // -> [bytes]
        CompletableFuture<byte[]> state = new CompletableFuture<>();
        put(new ShardEvent.Inspect(state));
        return state;
    }

    /** Nothing is accepted from now on; a run that is being played ends at its next step; whoever waits is told. */
    public void close(Problem why) {
        published.end(why);
        putUrgent(new ShardEvent.Close());
    }

    /** True if somebody waits for the shard, or other shards for a thread. */
    public boolean awaited() {
        return !mailbox.isEmpty() || executor.crowded();
    }

    private void putUrgent(ShardEvent event) {
        mailbox.addUrgent(event);
        if (mailbox.own()) {
            drain(false);
        }
    }

    /** The thread of the timer must not step. */
    private void putElsewhere(ShardEvent event) {
        mailbox.add(event);
        if (mailbox.own()) {
            moveToPool();
        }
    }

    /** The caller owns the shard; the pool does afterwards. */
    private void moveToPool() {
        movedNanos = System.nanoTime();
        executor.execute(this::drainOnPool);
    }

    private void drainOnPool() {
        audience.waitedForWorker(System.nanoTime() - movedNanos);
        drain(true);
    }

    /**
     * Does what is due and what the mailbox has, until there is nothing. The caller owns the shard; afterwards it does not.
     *
     * @param onPool true if the thread has time
     */
    private void drain(boolean onPool) {
        int events = 0;
        long start = 0;
        do {
            while (takeOne(onPool)) {
                start = events == 0 && !onPool ? System.nanoTime() : start;
                if (++events == MOST_EVENTS || (!onPool && events > 1 && System.nanoTime() - start > MOST_NANOS)) {
                    moveToPool();
                    return;
                }
            }
            if (maker.isDue()) {
                moveToPool();
                return;
            }
        } while (!mailbox.leave(maker.open()));
    }

    /** Does what is due, or takes an event; false if there is neither, or if what is due is too dear for this thread. */
    private boolean takeOne(boolean onPool) {
        try {
            if (maker.isDue()) {
                boolean here = onPool || maker.isCheap();
                if (here) {
                    maker.work();
                }
                return here;
            }
            ShardEvent event = mailbox.next(maker.open());
            if (event != null) {
                admission.leave(event);
                maker.apply(event);
            }
            return event != null;
        } catch (RuntimeException | Error lost) {
            lost(lost);
            return true;
        }
    }

    /** Somebody who was told something failed, which must not stop the shard. */
    private void lost(Throwable why) {
        LOG.log(System.Logger.Level.ERROR, "shard " + index + " told something in vain", why);
    }
}
