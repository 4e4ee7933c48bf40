package walras.server.session.shard;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.shard.ShardEvent.Alter;
import walras.server.session.shard.ShardEvent.Play;
import walras.server.session.shard.ShardEvent.Work;
import walras.server.session.work.StepCost;
import walras.server.session.work.Timer;

/** What events do to a shard: seats act, and turns are made, one after another. Used by the thread that owns the shard. */
final class TurnMaker {
    /** A turn that is not on the disk yet: nobody is told, and nothing else happens before it is. */
    private record Made(Work work, Turn turn, long nanos) {}

    private final int index;
    private final ShardBatch batch;
    private final Published published;
    private final Audience audience;
    private final Timer timer;
    private final Consumer<ShardEvent> mailbox;
    private final Barrier barrier;
    private final StepCost stepCost = new StepCost();
    private final StepCost resetCost = new StepCost();

    private @Nullable Work due; // comes before the next event
    private volatile @Nullable Made unsynced;

    /** @param mailbox takes what comes back from the disk; called by any thread */
    TurnMaker(
            int index,
            ShardBatch batch,
            Published published,
            Barrier barrier,
            Audience audience,
            Timer timer,
            Consumer<ShardEvent> mailbox) {
        this.index = index;
        this.batch = batch;
        this.published = published;
        this.audience = audience;
        this.timer = timer;
        this.mailbox = mailbox;
        this.barrier = barrier;
    }

    /** Goes on from a turn that was made before the server was started; nobody else knows the shard yet. */
    void resume(Turn turn) {
        published.publish(turn);
        barrier.openAgain();
    }

    /** True if events may happen; false while a turn waits for the disk. */
    boolean open() {
        return unsynced == null;
    }

    /** As {@link Barrier#act}; a step may be due after it. */
    void act(Acts acts, OptionalLong asked, Answer answer) {
        if (barrier.act(acts, asked, answer)) {
            due = Alter.STEP;
        }
    }

    /** Does what an event says, at once or as work that is due. */
    void apply(ShardEvent event) {
        if (event instanceof ShardEvent.Act act) {
            act(act.acts(), act.asked(), act.answer());
        } else if (event instanceof Work work) {
            accept(work);
        } else if (event instanceof ShardEvent.Lapse lapse) {
            due = barrier.lapse(lapse.step()) ? Alter.STEP : null;
        } else if (event instanceof ShardEvent.Forfeited forfeited) {
            due = barrier.forfeit(forfeited.seats()) ? Alter.STEP : null;
        } else if (event instanceof ShardEvent.Logged logged) {
            logged(logged.why());
        } else if (event instanceof ShardEvent.Attended) {
            barrier.wake();
        } else if (event instanceof ShardEvent.Gone gone) {
            barrier.forget(gone.answer());
        } else {
            barrier.close();
            Problem why = Objects.requireNonNull(published.over());
            barrier.takeWaiting().forEach(answer -> answer.failed(index, OptionalLong.empty(), why));
        }
    }

    private void accept(Work work) {
        try {
            published.requireOpen();
            Turn stored = published.last();
            if (work instanceof Alter alter) {
                if (stored != null
                        && stored.cause() == alter.change().cause()
                        && StepProblems.isAgain(alter.asked(), stored)) {
                    alter.answer().again(stored);
                    return;
                }
            }
            StepProblems.requireNext(index, work.asked(), published.lastStep());
            if (!(work instanceof Alter alter) || !alter.change().heals()) {
                published.requireWhole();
            }
            due = work;
        } catch (Problem refused) {
            work.answer().failed(index, work.asked(), refused);
        }
    }

    /** True if work comes before the next event. */
    boolean isDue() {
        return due != null;
    }

    /** True if the due work may be done on an event loop, as far as is known. */
    boolean isCheap() {
        return due instanceof Alter alter && !batch.ahead() && cost(alter).cheap();
    }

    private StepCost cost(Alter alter) {
        return alter.change() instanceof Change.Step ? stepCost : resetCost;
    }

    /** Does the due work. */
    void work() {
        Work work = due;
        due = null;
        if (work instanceof ShardEvent.Inspect inspect) {
            inspect(inspect);
        } else if (work instanceof ShardEvent.Undo undo) {
            undo(undo);
        } else if (work != null && !(work instanceof Play play && !play.run().begins())) {
            make(work);
        }
    }

    private void inspect(ShardEvent.Inspect inspect) {
        try {
            batch.goBack();
            inspect.state().complete(batch.snapshot());
        } catch (RuntimeException | Error failed) {
            inspect.state().completeExceptionally(failed);
        }
    }

    private void make(Work work) {
        long number = published.lastStep() + 1;
        long start = timer.nanoTime();
        batch.actions().moves();
        Turn turn;
        try {
            turn = work instanceof Play play ? play.run().play(number) : batch.apply(number, ((Alter) work).change());
        } catch (Problem refused) {
            if (refused.kind() != Problem.Kind.INTERNAL && batch.ahead()) {
                due = new ShardEvent.Undo(work, number, refused);
            } else {
                fail(work, number, refused, refused.kind() == Problem.Kind.INTERNAL);
            }
            return;
        } catch (RuntimeException | Error thrown) {
            fail(work, number, new IllegalStateException("step " + number + " failed", thrown), true);
            return;
        }
        long nanos = timer.nanoTime() - start;
        if (work instanceof Alter alter) {
            cost(alter).measured(nanos);
        }
        if (batch.syncs()) {
            unsynced = new Made(work, turn, nanos);
            batch.whenSynced(why -> mailbox.accept(new ShardEvent.Logged(why)));
        } else {
            publish(work, turn, nanos);
        }
    }

    private void logged(@Nullable Problem why) {
        Made made = unsynced;
        unsynced = null;
        if (made != null && why == null) {
            publish(made.work(), made.turn(), made.nanos());
        } else if (made != null) {
            batch.forget(made.turn());
            due = new ShardEvent.Undo(made.work(), made.turn().step(), Objects.requireNonNull(why));
        }
    }

    private void undo(ShardEvent.Undo undo) {
        try {
            batch.goBack();
        } catch (RuntimeException | Error stuck) {
            String what = "step " + undo.step() + " cannot be undone";
            fail(undo.undone(), undo.step(), new IllegalStateException(what, stuck), true);
            return;
        }
        fail(undo.undone(), undo.step(), undo.why(), false);
    }

    /** Everybody is told a turn. Whoever has acted gets it in place of the one that did not come to be. */
    private void publish(Work work, Turn turn, long nanos) {
        boolean told = work instanceof Alter || barrier.any();
        long steps = turn.step() - published.lastStep();
        published.publish(turn);
        batch.actions().rests();
        barrier.open();
        if (work instanceof Alter alter && !(alter.change() instanceof Change.Step)) {
            audience.altered(index, turn.step(), alter.change());
        }
        audience.made(turn, steps, nanos, told);
        work.answer().turn(turn);
        barrier.takeWaiting().forEach(answer -> answer.turn(turn));
        turn.use().release();
    }

    /** A turn could not be made. Where the batch's arrays no longer have what seats have sent, those are told, too. */
    private void fail(Work work, long number, RuntimeException thrown, boolean breaks) {
        Problem closed = published.over();
        RuntimeException why = closed == null ? thrown : closed;
        OptionalLong step = OptionalLong.of(number);
        boolean everybody =
                work instanceof Play ? barrier.any() : breaks || work == Alter.STEP || StepProblems.isNotLogged(thrown);
        if (breaks) {
            published.breakDown();
        }
        List<Answer> answers = List.of();
        if (everybody) {
            barrier.open();
            answers = barrier.takeWaiting();
            audience.failed(index, step, why);
        }
        work.answer().failed(index, work.asked(), why);
        answers.forEach(answer -> answer.failed(index, step, why));
    }
}
