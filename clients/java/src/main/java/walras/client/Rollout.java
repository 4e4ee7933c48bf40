package walras.client;

import io.grpc.Status.Code;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SessionServiceGrpc;

/**
 * A trajectory that the server plays, in chunks as it arrives; read once. When the connection breaks before a step was taken
 * the rollout is played anew, once; steps that were taken are lost then, and the session goes on after them.
 */
public final class Rollout implements Iterable<Chunk>, AutoCloseable {
    private final Session session;
    private final RolloutRequest request;
    private final Participant.Shard at;
    private Inbox<RolloutRequest, RolloutResponse> inbox;
    private @Nullable Chunk next;
    private boolean again; // whether it was played anew

    Rollout(Session session, RolloutRequest request) {
        this.session = session;
        this.request = request;
        at = session.idle(request.getShard());
        at.rolling = true;
        inbox = begun();
    }

    private Inbox<RolloutRequest, RolloutResponse> begun() {
        Inbox<RolloutRequest, RolloutResponse> opened = new Inbox<>();
        session.client
                .receiving(SessionServiceGrpc.newStub(session.client.channel()))
                .rollout(request, opened);
        return opened;
    }

    /**
     * The chunks that have not been read. When the thread is interrupted while it waits for one, this throws with code
     * CANCELLED, the flag set again; the rollout goes on all the same.
     */
    @Override
    public Iterator<Chunk> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return awaited() != null;
            }

            @Override
            public Chunk next() {
                Chunk taken = awaited();
                if (taken == null) {
                    throw new NoSuchElementException("the rollout has ended");
                }
                next = null;
                return taken;
            }
        };
    }

    private @Nullable Chunk awaited() {
        try {
            while (next == null && at.rolling) {
                read();
            }
            return next;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw WalrasException.of(Code.CANCELLED, "", "interrupted; the rollout goes on", interrupted);
        }
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
        long stands = session.description().getLastSteps(request.getShard());
        if (stands == at.step) {
            again = true;
            at.rolling = true;
            inbox = begun();
            return;
        }
        session.take(request.getShard(), stands);
        throw WalrasException.of(
                Code.UNAVAILABLE,
                why.reason(),
                "rollout: the connection broke when steps were taken, and they are lost (" + why.getMessage()
                        + "); the session goes on at turn " + stands,
                why);
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
