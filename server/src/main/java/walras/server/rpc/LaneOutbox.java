package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.wire.PlayManyIn;
import walras.server.wire.PlayManyOut;
import walras.server.wire.PlayOut;
import walras.v1.PlayError;
import walras.v1.PlayResponse;

/**
 * The sending half of a call of many plays. Lanes say that they have something; one thread at a time collects it and
 * sends it as one message. While a received message is being handed to its lanes the outbox is corked, so that the turns
 * that are made at once go out together.
 *
 * <p>Nothing is collected while the reader is slow, and the next message is asked for when every lane has accepted its
 * own, so what waits here is bounded as in a single play.
 */
final class LaneOutbox {
    /** What is longer goes out in several messages, between which the reader may turn out to be slow. */
    private static final int MOST_BUNDLE_BYTES = 1 << 20;

    /** The lanes of a received message, in order; null where a message was refused. */
    private static final class Due {
        final @Nullable Lane[] lanes; // [count or more]
        final int count;
        int at;

        Due(@Nullable Lane[] lanes, int count) {
            this.lanes = lanes;
            this.count = count;
        }
    }

    private record Refusal(int lane, Throwable why) {}

    private final ServerCall<PlayManyIn, PlayManyOut> call;
    private final Failures failures;
    private final BooleanSupplier draining;
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<Lane> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Due due; // before those that wait
    private final AtomicInteger owing = new AtomicInteger(); // lanes that have not accepted their message
    private final AtomicInteger lanes = new AtomicInteger(); // whose end was not told
    private final AtomicInteger rounds = new AtomicInteger(); // of collecting that are called for
    private volatile boolean corked;
    private volatile boolean wanting; // the next message is to be asked for when nothing is owing
    private volatile boolean halfClosed;
    private volatile boolean finished;
    private volatile @Nullable Thread collector;

    // Of the collector.
    private @Nullable Lane present;
    private PlayManyOut bundle = new PlayManyOut();
    private boolean endTold;

    /** @param draining true when the server is stopping, and a call without lanes has nothing to wait for */
    LaneOutbox(ServerCall<PlayManyIn, PlayManyOut> call, Failures failures, BooleanSupplier draining) {
        this.call = call;
        this.failures = failures;
        this.draining = draining;
    }

    /** A lane was opened. */
    void opened() {
        lanes.incrementAndGet();
    }

    /** The present lane has told its end. */
    void ended() {
        lanes.decrementAndGet();
        endTold = true;
    }

    /** A message was received: holds back what its lanes send until {@link #uncork}. */
    void cork() {
        corked = true;
        wanting = true;
    }

    /** Its lanes owe an answer from now on. */
    void owe(int count) {
        owing.addAndGet(count);
    }

    /** All lanes of the message were given theirs; they are collected first, in order. */
    void uncork(@Nullable Lane[] of, int count) { // [count or more]
        due = new Due(of, count);
        corked = false;
        collect();
    }

    /** A lane asks for its next message. */
    void accepted() {
        owing.decrementAndGet();
    }

    /** Answers a message that no lane can take. */
    void refuse(int lane, Throwable why) {
        refusals.add(new Refusal(lane, why));
    }

    /** A lane has something, or may have. */
    void signal(Lane lane) {
        if (lane.becomesDue()) {
            waiting.add(lane);
        }
        if (!corked) {
            collect();
        }
    }

    /** True on the thread that collects, for the lane that it is at. */
    boolean collects(Lane lane) {
        return collector == Thread.currentThread() && present == lane;
    }

    /** Where the present lane puts its messages. */
    PlayManyOut bundle() {
        return bundle;
    }

    /** The client sends no more: the call ends with its last lane. */
    void halfClosed() {
        halfClosed = true;
        collect();
    }

    /** The call is over. */
    void gone() {
        finished = true;
    }

    /** Sends what lanes have. Whoever finds another thread at it leaves it to that thread. */
    void collect() {
        if (rounds.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            collector = Thread.currentThread();
            send();
            goOn();
            collector = null;
            seen = rounds.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        while (!finished && call.isReady()) {
            addRefusals();
            for (Lane lane = nextLane(); lane != null; lane = nextLane()) {
                present = lane;
                lane.collect(bundle);
                present = null;
            }
            PlayManyOut full = bundle;
            if (full.count() == 0) {
                return;
            }
            bundle = full.another();
            call.sendMessage(full);
        }
    }

    private @Nullable Lane nextLane() {
        if (bundle.length() >= MOST_BUNDLE_BYTES) {
            return null;
        }
        Due first = due;
        while (first != null && first.at < first.count) {
            Lane lane = first.lanes[first.at++];
            if (lane != null) {
                return lane;
            }
        }
        due = null;
        return waiting.poll();
    }

    private void addRefusals() {
        for (Refusal refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            PlayError.Builder error = PlayError.newBuilder().setError(failures.detail(refusal.why()));
            bundle.add(
                    refusal.lane(),
                    new PlayOut.Message(
                            PlayResponse.newBuilder().setError(error).build()));
        }
    }

    /** Asks for the next message, or ends the call. */
    private void goOn() {
        if (finished || !call.isReady()) {
            return;
        }
        boolean last = lanes.get() == 0;
        if (last && halfClosed) {
            finish(null);
        } else if (last && endTold && draining.getAsBoolean()) {
            finish(Problem.of(
                    Problem.Kind.UNAVAILABLE, "DRAINING", "server", "a server that stays", "one that is stopping", ""));
        } else if (wanting && !corked && owing.get() == 0) {
            wanting = false;
            call.request(1);
        }
    }

    private void finish(@Nullable Throwable why) {
        finished = true;
        OnePlay.close(call, why, failures);
    }
}
