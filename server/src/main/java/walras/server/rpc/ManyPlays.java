package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.RowWorkers;
import walras.server.session.Limits;
import walras.server.session.SessionStack;
import walras.server.wire.LaneMessages;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayManyIn;
import walras.server.wire.PlayManyOut;

/**
 * A call that carries many plays. A received message is given to its lanes by the thread that received it and, where it
 * pays, by others that help; what would hold up that thread, and so other connections, goes to a worker as a whole.
 */
final class ManyPlays extends ServerCall.Listener<PlayManyIn> {
    private static final int LANES_PER_SHARE = 16;
    /** Waking a thread that helps takes some ten microseconds. */
    private static final long WORTH_SHARING_NANOS = 100_000;
    /** An event loop never works longer on one message. */
    private static final long MOST_NANOS = 5_000_000;

    private static final int WEIGHT = 8;

    private final PlayHost host;
    private final LaneOutbox outbox;
    private final StreamSessions sessions;
    private final RowWorkers helpers = RowWorkers.shared();

    // Guarded by this.
    private boolean handling; // a message, perhaps on another thread
    private boolean halfClosed;

    // Of the call's callbacks, which come one after another.
    private final LaneStacks stacks;
    private @Nullable Lane[] lanes = {}; // [highest number that was opened + 1]
    private volatile long messageNanos; // what a lane's message costs, a moving average

    ManyPlays(ServerCall<PlayManyIn, PlayManyOut> call, PlayHost host) {
        this.host = host;
        outbox = new LaneOutbox(call, host.failures(), host.sessions()::draining);
        sessions = new StreamSessions(host);
        stacks = new LaneStacks(host.limits());
    }

    @Override
    public void onMessage(PlayManyIn in) {
        synchronized (this) {
            handling = true;
        }
        outbox.cork();
        PlayIn.Malformed malformed = in.malformed();
        if (malformed != null) {
            outbox.refuse(-1, malformed.why());
        }
        if (!in.stacked()) {
            giveEach(in);
            return;
        }
        try {
            stacks.requireAllowed(in);
            stacked(in);
        } catch (Problem refused) {
            outbox.refuse(in.lane(0), refused);
            handled(false);
        }
    }

    /** All lanes were given what the message has for them, or were refused. */
    private void handled(boolean shared) {
        outbox.uncork(shared);
        boolean last;
        synchronized (this) {
            handling = false;
            last = halfClosed;
        }
        if (last) {
            halfClose();
        }
    }

    private void giveEach(LaneMessages in) {
        boolean[] once = {true}; // [1]
        @Nullable Lane[] to = expect(in, once);
        give(in, to, once[0]);
    }

    /** The lanes of messages, which owe an answer from now on; null where a message was refused. */
    private @Nullable Lane[] expect(LaneMessages in, boolean[] once) { // [1] -> [count]
        @Nullable Lane[] to = new Lane[in.count()];
        int owing = 0;
        for (int k = 0; k < to.length; k++) {
            Lane lane = lane(in, k);
            to[k] = lane;
            if (lane != null && lane.expect()) {
                owing++;
            } else if (lane != null) {
                once[0] = false;
            }
        }
        outbox.owe(owing);
        return to;
    }

    private void stacked(PlayManyIn in) {
        boolean sole = in.count() == 1 && in.read(0) instanceof PlayIn.HotAct;
        LaneStack stack = sole ? stacks.of(in.lane(0), in.width(0), lanes) : null;
        if (stack == null) {
            giveEach(new ApartActs(lanes).addAll(in.kept()));
            return;
        }
        outbox.owe(1);
        if (stack.cheap()) {
            step(stack, in);
            return;
        }
        PlayManyIn kept = in.kept();
        try {
            host.executor().runElsewhere(() -> step(stack, kept));
        } catch (Problem overloaded) {
            for (int k = 0; k < in.width(0); k++) {
                outbox.refuse(in.lane(0) + k, overloaded);
            }
            outbox.accepted();
            handled(false);
        }
    }

    /** Steps the lanes of an act together, and then those that cannot be. */
    private void step(LaneStack stack, PlayManyIn in) {
        PlayIn act = in.read(0);
        SessionStack.Step step = stack.step((PlayIn.HotAct) act);
        ApartActs apart = new ApartActs(lanes);
        for (int k : step.apart()) {
            apart.add(in.lane(0), in.width(0), k, act);
        }
        @Nullable Lane[] to = expect(apart, new boolean[1]);
        stack.answer(step, outbox);
        giveHere(apart, to, true, messageNanos * to.length);
    }

    /** The lane of a message, which it may open; null if it was refused. */
    private @Nullable Lane lane(LaneMessages in, int k) {
        int number = in.lane(k);
        Lane lane = number >= 0 && number < lanes.length ? lanes[number] : null;
        if (lane != null && lane.isOpen()) {
            return lane;
        }
        try {
            return open(number, k, in.read(k));
        } catch (Problem refused) {
            outbox.refuse(number, refused);
            return null;
        }
    }

    private Lane open(int number, int k, PlayIn in) {
        if (number < 0) {
            throw Problem.request("lanes[" + k + "].lane", "a number that is not negative", number);
        }
        Limits.require(
                "lanes[" + k + "].lane: lanes",
                "lanes",
                number + 1L,
                host.limits().lanes());
        if (in instanceof PlayIn.Malformed malformed) {
            throw malformed.why();
        } else if (!(in instanceof PlayIn.Message message && message.request().hasAttach())) {
            throw Lane.notOpen();
        }
        if (number >= lanes.length) {
            lanes = Arrays.copyOf(lanes, Math.max(number + 1, 2 * lanes.length));
        }
        Lane made = new Lane(number, k, outbox, host, sessions::make);
        lanes[number] = made;
        outbox.opened();
        return made;
    }

    private void give(LaneMessages in, @Nullable Lane[] to, boolean once) { // [count]
        long nanos = messageNanos * to.length;
        if (nanos <= MOST_NANOS) {
            giveHere(in, to, once, nanos);
            return;
        }
        LaneMessages kept = in.kept();
        try {
            host.executor().runElsewhere(() -> giveHere(kept, to, once, nanos));
        } catch (Problem overloaded) {
            for (Lane lane : to) {
                if (lane != null) {
                    lane.refuse(overloaded);
                }
            }
            handled(false);
        }
    }

    private void giveHere(LaneMessages in, @Nullable Lane[] to, boolean once, long expectedNanos) { // [count]
        long start = System.nanoTime();
        int shares = once ? (to.length + LANES_PER_SHARE - 1) / LANES_PER_SHARE : Math.min(1, to.length);
        int size = once ? LANES_PER_SHARE : to.length;
        boolean shared = outbox.shareOut(shares);
        try {
            helpers.run(shares, expectedNanos > WORTH_SHARING_NANOS, share -> {
                LaneShare collected = shared ? outbox.share(share) : null;
                int end = Math.min(to.length, (share + 1) * size);
                for (int k = share * size; k < end; k++) {
                    Lane lane = to[k];
                    if (lane != null) {
                        lane.give(k, in, collected);
                    }
                }
            });
            if (to.length > 0) {
                long each = (System.nanoTime() - start) / to.length;
                long before = messageNanos;
                messageNanos = before + (each - before) / WEIGHT;
            }
        } finally {
            handled(shared);
        }
    }

    @Override
    public void onHalfClose() {
        synchronized (this) {
            halfClosed = true;
            if (handling) {
                return; // what was asked for last is answered first
            }
        }
        halfClose();
    }

    private void halfClose() {
        for (Lane lane : lanes) {
            if (lane != null && lane.isOpen()) {
                lane.halfClosed();
            }
        }
        outbox.halfClosed();
    }

    @Override
    public void onReady() {
        outbox.collect();
    }

    @Override
    public void onCancel() {
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }

    private void ended() {
        outbox.gone();
        for (Lane lane : lanes) {
            if (lane != null) {
                lane.gone();
            }
        }
        host.metrics().streamEnded();
    }
}
