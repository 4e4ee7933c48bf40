package walras.server.session.rollout;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.plan.SessionPlan;
import walras.server.session.shard.Run;
import walras.server.session.shard.Shard;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.ShardEvent;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.session.work.Timer;

/**
 * Steps of a shard that the server plays by itself, with policies in all its remote seats. Goes on chunk by chunk, for as
 * long as its outlet is ready, so that a slow reader holds up nothing but its own rollout.
 *
 * <p>While the outlet is ready, chunk follows chunk on one thread: waking another one takes a good part of the time that a
 * chunk takes. The shard's turn is the last step of such a run, after which whatever else the shard was asked may come.
 */
public final class Rollout implements Run {
    /** Whoever waits for the thread or the shard does so for about so long, and a chunk more. */
    private static final long RUN_NANOS = 5_000_000;
    /** So long goes a run for which nobody waits: its end costs a turn and a hop to another thread. */
    private static final long LONG_RUN_NANOS = 10 * RUN_NANOS;

    private final Shard shard;
    private final RolloutOrder order;
    private final RolloutOutlet outlet;
    private final Timer timer;
    private final RolloutRecorder recorder;
    private final long bytesPerStep;
    private final int chunkSteps;
    private final ShardEvent play = new ShardEvent.Play(this);
    private final AtomicBoolean playing =
            new AtomicBoolean(); // or about to be played; for ever, once it has come to rest
    private volatile boolean cancelled;

    // Of the thread that plays.
    private volatile boolean ended;
    private int taken;
    private boolean alone = true; // steps take one thread
    private boolean measured; // whether they should
    private OptionalLong next = OptionalLong.empty();
    private @Nullable RolloutChunk held; // for the reader, once the turn is the shard's

    /** @throws Problem if a remote seat has no policy, or what is asked for is not there or too much */
    public Rollout(
            Shard shard, SessionPlan plan, RolloutOrder order, Limits limits, Timer timer, RolloutOutlet outlet) {
        this.shard = shard;
        this.order = order;
        this.outlet = outlet;
        this.timer = timer;
        if (order.steps() < 1) {
            throw Problem.request("steps", "at least 1", order.steps());
        }
        Limits.require("steps", "rollout_steps", order.steps(), limits.rolloutSteps());
        recorder = new RolloutRecorder(shard.batch(), plan, order, shard.published()::forfeited);
        bytesPerStep = recorder.bytesPerStep();
        chunkSteps = chunkSteps(limits);
    }

    private int chunkSteps(Limits limits) {
        long good = outlet.pace().chunkSteps(bytesPerStep);
        long most = Math.max(1, limits.frameBytes() / bytesPerStep);
        long wanted = order.chunkSteps() > 0 ? order.chunkSteps() : good;
        return (int) Math.min(order.steps(), Math.min(wanted, most));
    }

    /** Plays on if the outlet is ready; to be called when it may have become so. Called by any thread. */
    public void advance() {
        if (ended || cancelled || !outlet.ready() || !playing.compareAndSet(false, true)) {
            return; // and whoever plays looks at the outlet again before it rests
        }
        shard.put(play);
    }

    /** Nobody reads any more: a run ends at its next step, and as soon as nobody plays, the outlet is told. */
    public void cancel() {
        cancelled = true;
        restIfCancelled();
    }

    private void restIfCancelled() {
        if (cancelled && playing.compareAndSet(false, true)) {
            outlet.rest();
        }
    }

    private void stopPlaying() {
        playing.set(false);
        restIfCancelled();
    }

    @Override
    public OptionalLong next() {
        return next;
    }

    @Override
    public void turn(Turn turn) {
        RolloutChunk recorded = held;
        held = null;
        if (recorded != null) {
            send(recorded);
        }
        stopPlaying();
        advance();
    }

    @Override
    public void failed(int ofShard, OptionalLong step, Throwable why) {
        if (!ended && !cancelled) {
            ended = true;
            outlet.fail(why);
        }
        stopPlaying();
    }

    /** Returns true if the next chunk is welcome at once. */
    private boolean send(RolloutChunk chunk) {
        if (cancelled) {
            return false;
        }
        ended = chunk.last();
        try {
            outlet.send(chunk);
            if (ended) {
                outlet.complete();
            }
        } catch (RuntimeException | Error unsent) {
            ended = true;
            outlet.fail(unsent);
        }
        return !ended && outlet.ready();
    }

    @Override
    public boolean begins() {
        boolean wanted = !ended && !cancelled;
        if (!wanted) {
            stopPlaying();
        }
        return wanted;
    }

    @Override
    public Turn play(long number) {
        ShardBatch batch = shard.batch();
        recorder.enter();
        recorder.stepAlone(alone);
        try {
            long end = playChunks(batch, number);
            batch.goBack(); // from a step that the log did not take
            next = OptionalLong.of(end);
            return batch.turn(end - 1, Turn.Cause.STEP);
        } finally {
            recorder.leave();
        }
    }

    /** Returns the number of the turn to come. */
    private long playChunks(ShardBatch batch, long number) {
        long start = timer.nanoTime();
        long step = number;
        boolean more;
        do {
            RolloutChunk chunk;
            try {
                chunk = playChunk(step);
            } catch (Problem refused) {
                if (step == number || refused.kind() == Problem.Kind.INTERNAL) {
                    throw refused;
                }
                break; // what has been played counts; the next run will be refused at its first step
            }
            step += chunk.steps();
            if (chunk.last() || batch.writes()) {
                held = chunk; // till the turn is the shard's, and its record where it must be
                more = false;
            } else {
                more = send(chunk) && goesOn(timer.nanoTime() - start);
            }
        } while (more);
        return step;
    }

    private boolean goesOn(long nanos) {
        return !unwanted() && (nanos < RUN_NANOS || (nanos < LONG_RUN_NANOS && !shard.awaited()));
    }

    private boolean unwanted() {
        return cancelled || shard.published().over() != null;
    }

    private RolloutChunk playChunk(long number) {
        int steps = Math.min(chunkSteps, order.steps() - taken);
        ByteBuffer bytes = outlet.room(Math.toIntExact(chunkSteps * bytesPerStep))
                .clear()
                .limit(Math.toIntExact(steps * bytesPerStep));
        recorder.open(bytes, steps);
        int done = 0;
        if (recorder.byRange()) {
            timed(() -> recorder.run(steps), steps);
            done = steps;
        }
        for (; done < steps && !(done > 0 && unwanted()); done++) {
            int k = done;
            try {
                timed(() -> recorder.step(number + k, k), 1);
            } catch (Problem refused) {
                if (done == 0 || refused.kind() == Problem.Kind.INTERNAL) {
                    throw refused;
                }
                break; // what has been played counts; the next chunk will be refused at its first step
            }
        }
        taken += done;
        return recorder.chunk(number, done, taken == order.steps());
    }

    /** The first steps tell for all whether they take one thread. */
    private void timed(Runnable play, int steps) {
        if (measured) {
            play.run();
            return;
        }
        long start = timer.nanoTime();
        play.run();
        measured = true;
        alone = timer.nanoTime() - start <= steps * bytesPerStep * outlet.pace().nanosPerByte();
        recorder.stepAlone(alone);
    }
}
