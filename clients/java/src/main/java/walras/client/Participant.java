package walras.client;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Event;
import walras.v1.PlayError;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;

/**
 * Seats of a session, held by one stream. One thread at a time may use it.
 *
 * <p>A step has a number and happens once. When the connection breaks, or the server is started anew, the participant takes
 * its seats again, once for each loss, and goes on: what was on its way is asked for again. Where that fails the call
 * throws the loss, with code UNAVAILABLE; {@link #reattach} and {@link #receive} go on from there. When a thread is
 * interrupted while it waits, what was sent stays sent, and {@link #receive} takes its turn.
 */
public class Participant implements AutoCloseable {
    private static final int KEPT_EVENTS = 1000;
    private static final long RETRY_MILLIS = 50;
    /** How long a connection must have held for its loss to be another one. */
    private static final Duration HELD = Duration.ofSeconds(1);

    final Client client;
    final Access access;
    private final boolean owned; // the client was made for this participant
    private final List<Seat> seats;
    private final List<Shard> shards = new ArrayList<>();
    private final Deque<Event> events = new ArrayDeque<>();
    private PlayStream stream;
    private @Nullable WalrasException lost; // why the connection broke, until it is there again
    private @Nullable WalrasException over; // why nothing more can be done
    private long returnedNanos; // when it was there again
    private boolean returned; // whether no turn has come since it was there again
    private boolean closed;

    Participant(Client client, PlayStream stream, Access access, boolean owned) {
        this.client = client;
        this.stream = stream;
        this.access = access;
        this.owned = owned;
        seats = Seat.held(description(), stream.attached.getSeatsList());
        List<Long> steps = description().getLastStepsList();
        for (int i = 0; i < Math.max(1, description().getConfig().getShards()); i++) {
            shards.add(new Shard(i, i < steps.size() ? steps.get(i) : -1));
        }
    }

    /** The session's id. */
    public String id() {
        return description().getId();
    }

    /** The session as the server described it when this participant attached: configuration, spec, part bounds. */
    public walras.v1.Session description() {
        return stream.attached.getSession();
    }

    /** The seats that it holds. */
    public List<Seat> seats() {
        return seats;
    }

    /** B of the whole session, all shards together. */
    public int numEnvs() {
        return description().getConfig().getNumEnvs();
    }

    /** Into how many parts the batch is cut that step on their own. */
    public int shards() {
        return shards.size();
    }

    /** The last turn of a shard that was returned; null before the first. */
    public @Nullable Turn last(int shard) {
        return open(shard).last;
    }

    /** What happened beside the turns since the last call, oldest first, at most the last thousand. */
    public List<Event> events() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /**
     * Acts for the held seats in shard 0 and waits for the turn, that is, until every other remote seat has acted too. A
     * refused step moves nothing: step again.
     *
     * @param actions the seats' keys to values: an array of numbers or flags, row-major [B, n, ...], or one for all; for a
     *     seat with several action tensors a map of their names to such. A seat of which no agent is active may be left out
     */
    public Turn step(Map<String, ?> actions) throws InterruptedException {
        send(0, actions);
        return receive(0);
    }

    /** Acts in one shard and returns at once; {@link #receive} takes the turn. The arrays may be used again at once. */
    public void send(int shard, Map<String, ?> actions) {
        Shard at = idle(shard);
        Act.Builder act = Act.newBuilder().setShard(shard).setStep(at.step + 1);
        act.addAllFrames(at.frames.of(seats, actions, at::inactive));
        ask(at, PlayRequest.newBuilder().setAct(act));
    }

    /** Sends what makes the shard's next turn. */
    final void ask(Shard at, PlayRequest.Builder message) {
        at.awaited = message.build();
        at.asked = at.step + 1;
        stream.send(at.awaited);
    }

    /** Waits for the turn of the last {@link #send}. */
    public Turn receive(int shard) throws InterruptedException {
        Shard at = open(shard);
        if (at.awaited == null) {
            throw WalrasException.notNow("NOT_SENT", "shard " + shard + ": no step is on its way");
        }
        return take(at, at.asked);
    }

    /** As {@link #await(int)}, of shard 0. */
    public Turn await() throws InterruptedException {
        return await(0);
    }

    /** Waits for the next turn without acting: the first one after attaching, or the one of the host's reset. */
    public Turn await(int shard) throws InterruptedException {
        return take(idle(shard), 0);
    }

    private Shard open(int shard) {
        if (over != null) {
            throw over;
        }
        if (shard < 0 || shard >= shards.size()) {
            throw WalrasException.badRequest("shard", "0 <= shard < " + shards.size(), shard);
        }
        return shards.get(shard);
    }

    final Shard idle(int shard) {
        Shard at = open(shard);
        requireConnected();
        at.requireIdle();
        return at;
    }

    private void requireConnected() {
        if (lost != null) {
            throw WalrasException.lost(lost);
        }
    }

    /**
     * The first turn of the shard that is not older than asked for; throws the refusal that came in its place. Where the
     * connection breaks it goes on over another one.
     */
    final Turn take(Shard at, long least) throws InterruptedException {
        requireConnected();
        while (true) {
            Turn turn = at.delivered(seats, least);
            if (turn != null) {
                returned = false;
                return turn;
            }
            try {
                sort(stream.receive(), at.index);
            } catch (WalrasException broken) {
                comeBack(broken);
            }
        }
    }

    /** Puts a message where whoever waits for it looks. */
    private void sort(PlayResponse message, int waiting) {
        if (message.hasEvent()) {
            events.add(message.getEvent());
            if (events.size() > KEPT_EVENTS) {
                events.remove();
            }
        } else if (message.hasTurn()) {
            shards.get(message.getTurn().getShard()).inbox.add(message);
        } else if (message.hasError()) {
            PlayError error = message.getError();
            shards.get(error.hasShard() ? error.getShard() : waiting).inbox.add(message);
        }
    }

    /**
     * Takes the seats again after the connection broke, and goes on where the session stands. It tries for as long as {@link
     * ConnectOptions#reconnect} says while the server cannot be reached. What was on its way is asked for again, and never
     * happens twice: {@link #receive} returns its turn.
     */
    public final void reattach() throws InterruptedException {
        if (over != null) {
            throw over;
        }
        stream.cancel();
        lost = lost != null ? lost : WalrasException.of(Code.UNAVAILABLE, "", "given up for another stream", null);
        Attach.Builder attach = Attach.newBuilder().setAccess(access).setReplace(true);
        shards.forEach(each -> attach.addLastSteps(each.step));
        stream = untilReached(attach.build());
        lost = null;
        returned = true;
        returnedNanos = System.nanoTime();
        for (Shard at : shards) {
            if (at.awaited != null) {
                at.inbox.removeIf(PlayResponse::hasError); // a refusal that nobody has read will come again
                stream.send(at.awaited);
            }
        }
    }

    /** Reattaches after a loss; throws it where that was not asked for, or the connection broke as soon as it was there. */
    final void comeBack(WalrasException why) throws InterruptedException {
        if (!why.unavailable()) {
            over = why; // ended by the server, or by this program's close
            throw why;
        }
        lost = why;
        boolean again = returned && System.nanoTime() - returnedNanos < HELD.toNanos();
        if (again || client.options.reconnect.isZero()) {
            throw WalrasException.lost(why);
        }
        reattach();
    }

    private PlayStream untilReached(Attach attach) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try {
                client.channel.resetConnectBackoff();
                return new PlayStream(client, attach);
            } catch (WalrasException failed) {
                boolean late = System.nanoTime() - begun > client.options.reconnect.toNanos();
                if (!failed.unavailable() || late) {
                    throw failed;
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Gives the seats back and ends the stream; the session goes on. Twice is once. */
    @Override
    public void close() {
        end(false);
    }

    /** Leaves by the stream; where it is broken, it holds no seat, and the session is closed without it. */
    final void end(boolean closeSession) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            boolean ended = over != null || (lost == null && stream.leave(closeSession));
            if (!ended && closeSession) {
                client.closeSession(access);
            }
        } finally {
            over = WalrasException.notNow("SESSION_CLOSED", "already closed");
            if (owned) {
                client.close();
            }
        }
    }
}
