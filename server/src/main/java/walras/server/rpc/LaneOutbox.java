package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.Arrays;
import java.util.List;
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
 * The sending half of a call of many plays. Lanes say that they have something; one thread at a time collects it, or lets
 * the threads collect that hand a received message to its lanes, and sends it as one message. Meanwhile the outbox is
 * corked, so that the turns that are made at once go out together.
 *
 * <p>Nothing is collected while the reader is slow, and the next message is asked for when every lane has accepted its
 * own, so what waits here is bounded as in a single play.
 */
final class LaneOutbox {
    /** What is longer goes out in several messages, between which the reader may turn out to be slow. */
    private static final int MOST_BUNDLE_BYTES = 1 << 20;

    private record Refusal(int lane, Throwable why) {}

    /** A turn of several lanes, the first one's number being given; held until it is on its way. */
    private record Stacked(int lane, int count, List<Integer> apart, PlayOut.HotTurn turn) {}

    private final ServerCall<PlayManyIn, PlayManyOut> call;
    private final Failures failures;
    private final BooleanSupplier draining;
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<Lane> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Stacked> stacks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger owing = new AtomicInteger(); // lanes that have not accepted their message
    private final AtomicInteger lanes = new AtomicInteger(); // whose end was not told
    private final AtomicInteger rounds = new AtomicInteger(); // of collecting that are called for
    private volatile boolean corked;
    private volatile boolean wanting; // the next message is to be asked for when nothing is owing
    private volatile boolean halfClosed;
    private volatile boolean finished;

    // Of the collector.
    private final LaneShare own = new LaneShare();
    private LaneShare[] shares = {}; // [most at once] of the threads that it lets collect
    private int sharing; // how many do now
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

    /**
     * Lets the threads that hand over a received message collect the same lanes, each what its share of them has, where
     * nobody else collects and the reader is not slow. {@link #uncork} ends it.
     *
     * @return whether they may; if so, there is a {@link #share} for each
     */
    boolean shareOut(int count) {
        if (rounds.getAndIncrement() != 0) {
            return false;
        }
        if (finished || !call.isReady()) {
            goOnCollecting();
            return false;
        }
        int before = shares.length;
        shares = before < count ? Arrays.copyOf(shares, count) : shares;
        for (int k = 0; k < count; k++) {
            shares[k] = k < before ? shares[k] : new LaneShare();
            shares[k].begin(MOST_BUNDLE_BYTES / count);
        }
        sharing = count;
        return true;
    }

    /** What the k-th thread collects. */
    LaneShare share(int k) {
        return shares[k];
    }

    /** All lanes of the message were given theirs. */
    void uncork(boolean shared) {
        if (!shared) {
            corked = false;
            collect();
            return;
        }
        for (int k = 0; k < sharing; k++) {
            PlayManyOut part = shares[k].out();
            if (part.length() > 0) {
                own.out().add(part);
            }
            owing.addAndGet(-shares[k].takeAccepted());
        }
        corked = false;
        goOnCollecting();
    }

    /** A lane asks for its next message. */
    void accepted() {
        owing.decrementAndGet();
    }

    /**
     * Answers an act for several lanes, which is accepted when the turn is on its way.
     *
     * @param turn held for the outbox
     */
    void stepped(int lane, int count, List<Integer> apart, PlayOut.HotTurn turn) {
        stacks.add(new Stacked(lane, count, apart, turn));
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
        if (rounds.getAndIncrement() == 0) {
            goOnCollecting();
        }
    }

    private void goOnCollecting() {
        int seen = 1;
        do {
            send();
            goOn();
            seen = rounds.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        while (!finished && call.isReady()) {
            own.begin(MOST_BUNDLE_BYTES);
            addRefusals();
            addStacks();
            for (Lane lane = nextLane(); lane != null; lane = nextLane()) {
                lane.collect(own);
            }
            owing.addAndGet(-own.takeAccepted());
            PlayManyOut full = own.out();
            if (full.length() == 0) {
                return;
            }
            full.take();
            call.sendMessage(full);
        }
    }

    private void addStacks() {
        for (Stacked stack = stacks.poll(); stack != null; stack = stacks.poll()) {
            own.out().add(stack.lane(), stack.count(), stack.apart(), stack.turn());
            stack.turn().turn().use().release();
            own.accept();
        }
    }

    private @Nullable Lane nextLane() {
        return own.hasRoom() ? waiting.poll() : null;
    }

    private void addRefusals() {
        for (Refusal refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            PlayError.Builder error = PlayError.newBuilder().setError(failures.detail(refusal.why()));
            own.out()
                    .add(
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
