package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.RowWorkers;
import walras.server.session.Limits;
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

    // Of the call's callbacks, which come one after another.
    private @Nullable Lane[] lanes = {}; // [highest number that was opened + 1]
    private volatile long messageNanos; // what a lane's message costs, a moving average

    ManyPlays(ServerCall<PlayManyIn, PlayManyOut> call, PlayHost host) {
        this.host = host;
        outbox = new LaneOutbox(call, host.failures(), host.sessions()::draining);
        sessions = new StreamSessions(host);
    }

    @Override
    public void onMessage(PlayManyIn in) {
        outbox.cork();
        PlayIn.Malformed malformed = in.malformed();
        if (malformed != null) {
            outbox.refuse(-1, malformed.why());
        }
        @Nullable Lane[] to = new Lane[in.count()]; // null where a message was refused
        boolean once = true;
        int owing = 0;
        for (int k = 0; k < to.length; k++) {
            Lane lane = lane(in, k);
            to[k] = lane;
            if (lane != null && lane.expect()) {
                owing++;
            } else if (lane != null) {
                once = false;
            }
        }
        outbox.owe(owing);
        give(in, to, once);
    }

    /** The lane of a message, which it may open; null if it was refused. */
    private @Nullable Lane lane(PlayManyIn in, int k) {
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

    private void give(PlayManyIn in, @Nullable Lane[] to, boolean once) { // [count]
        long nanos = messageNanos * to.length;
        if (nanos <= MOST_NANOS) {
            giveHere(in, to, once, nanos);
            return;
        }
        PlayManyIn kept = in.kept();
        try {
            host.executor().runElsewhere(() -> giveHere(kept, to, once, nanos));
        } catch (Problem overloaded) {
            for (Lane lane : to) {
                if (lane != null) {
                    lane.refuse(overloaded);
                }
            }
            outbox.uncork(false);
        }
    }

    private void giveHere(PlayManyIn in, @Nullable Lane[] to, boolean once, long expectedNanos) { // [count]
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
            outbox.uncork(shared);
        }
    }

    @Override
    public void onHalfClose() {
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
