package walras.client;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import walras.v1.Policy;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SeatPolicy;
import walras.v1.SessionServiceGrpc;

/**
 * A trajectory that the server plays, in chunks as it arrives; read once. When the connection breaks before a step was taken
 * the rollout is played anew, once; steps that were taken are lost then, and the session goes on after them.
 */
@SuppressWarnings("IterableAndIterator") // read once, like a stream of chunks
public final class Rollout implements Iterable<Chunk>, Iterator<Chunk>, AutoCloseable {
    private static final MethodDescriptor<RolloutRequest, RolloutResponse> ROLLOUT =
            OneCopy.of(SessionServiceGrpc.getRolloutMethod(), RolloutResponse.parser());

    private final Session session;
    private final RolloutRequest request;
    private final Shard at;
    private Inbox<RolloutRequest, RolloutResponse> inbox;
    private @Nullable Chunk next;
    private boolean again; // whether it was played anew

    Rollout(Session session, RolloutRequest given, Policy policy) {
        this.session = session;
        at = session.idle(given.getShard());
        RolloutRequest.Builder made = given.toBuilder().setAccess(session.access);
        List<Integer> named =
                given.getPoliciesList().stream().map(SeatPolicy::getSeat).toList();
        for (Seat seat : session.seats()) {
            if (!named.contains(seat.index())) {
                made.addPoliciesBuilder().setSeat(seat.index()).setPolicy(policy);
            }
        }
        request = made.build();
        at.rolling = true;
        inbox = begun();
    }

    private Inbox<RolloutRequest, RolloutResponse> begun() {
        Inbox<RolloutRequest, RolloutResponse> opened = new Inbox<>();
        Client client = session.client;
        ClientCalls.asyncServerStreamingCall(client.channel.newCall(ROLLOUT, client.receiving()), request, opened);
        return opened;
    }

    /** The chunks that have not been read. */
    @Override
    public Iterator<Chunk> iterator() {
        return this;
    }

    /**
     * Waits for another chunk. When the thread is interrupted meanwhile this throws with code CANCELLED, the flag set again;
     * the rollout goes on all the same.
     */
    @Override
    public boolean hasNext() {
        try {
            while (next == null && at.rolling) {
                read();
            }
            return next != null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw WalrasException.of(Code.CANCELLED, "", "interrupted; the rollout goes on", interrupted);
        }
    }

    @Override
    public Chunk next() {
        Chunk taken = hasNext() ? next : null;
        if (taken == null) {
            throw new NoSuchElementException("the rollout has ended");
        }
        next = null;
        return taken;
    }

    private void read() throws InterruptedException {
        try {
            Chunk chunk = new Chunk(session.seats(), request.getFieldsList(), inbox.take());
            at.last = chunk.turn(chunk.steps() - 1);
            at.step = at.last.step();
            next = chunk;
        } catch (WalrasException end) {
            at.rolling = false;
            if (end.unavailable()) {
                goOn(end);
            } else if (!end.reason().equals(Inbox.ENDED)) {
                throw end;
            }
        }
    }

    /** Plays anew after a loss, where no step was taken. */
    private void goOn(WalrasException why) throws InterruptedException {
        if (again) {
            throw why;
        }
        session.comeBack(why);
        long stands = session.description().getLastSteps(at.index);
        if (stands == at.step) {
            again = true;
            at.rolling = true;
            inbox = begun();
            return;
        }
        session.take(at, stands);
        String message = "rollout: the connection broke when steps were taken, and they are lost (" + why.getMessage()
                + "); the session goes on at turn " + stands;
        throw WalrasException.of(why.code(), why.reason(), message, why);
    }

    /** Lets the server play on to the end, unread, so that the session always stands where all the steps lead. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (at.rolling) {
            try {
                read();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        next = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
