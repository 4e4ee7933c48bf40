package walras.server.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.session.Claim;
import walras.server.session.Participant;
import walras.server.session.Session;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.Turn;
import walras.server.session.work.LongWork;
import walras.server.wire.ConfigMessages;
import walras.server.wire.SessionMessages;
import walras.server.wire.WordMessages;
import walras.v1.Attach;
import walras.v1.Attached;

/** What a play stream holds: seats of a session that is there, or of one that was made for it. */
final class Attachment {
    /** A stream that made its own session comes back soon or never. */
    private static final Duration OWN_SESSION_KEEP = Duration.ofSeconds(60);

    private final Participant participant;
    private final PlayWriter writer;
    private final PlayHost host;
    private final Caller caller;
    private volatile @Nullable Claim claim;
    private volatile boolean gone;
    private LongWork.@Nullable Pending creating; // of the thread that reads the messages

    Attachment(Participant participant, PlayWriter writer, PlayHost host, Caller caller) {
        this.participant = participant;
        this.writer = writer;
        this.host = host;
        this.caller = caller;
    }

    /** What the stream may do; null before it has taken its seats. */
    @Nullable
    Claim claim() {
        return claim;
    }

    /** Takes what the first message asks for; ends the stream if it cannot be had. */
    void take(Attach attach) {
        try {
            if (attach.hasCreate()) {
                caller.require(Role.HOST, "attach.create");
                SessionConfig config = withKeep(ConfigMessages.read(attach.getCreate()));
                creating = host.workers()
                        .making()
                        .start(
                                caller.timed(() -> host.sessions().create(config, caller)),
                                new LongWork.Outcome<>(
                                        session -> takeOwn(session, attach), writer::close, host.sessions()::close));
            } else if (attach.hasAccess()) {
                Claim claimed = SessionMessages.claim(host.sessions(), attach.getAccess());
                if (!claimed.host()) {
                    claimed.requireSeats("attach.access.tickets");
                }
                take(claimed, attach, false);
            } else {
                throw Problem.request("attach.target", "access or create", "neither");
            }
        } catch (RuntimeException | Error refused) {
            writer.close(refused);
        }
    }

    private static SessionConfig withKeep(SessionConfig config) {
        return config.keep().isPresent() ? config : config.withKeep(OWN_SESSION_KEEP);
    }

    private void takeOwn(Session session, Attach attach) {
        try {
            List<Integer> remote = session.seats().stream()
                    .filter(seat -> seat.ticket() != null)
                    .map(seat -> seat.plan().index())
                    .toList();
            take(new Claim(session, true, remote), attach, true);
        } catch (RuntimeException | Error refused) {
            host.sessions().close(session);
            writer.close(refused);
        }
    }

    private void take(Claim claimed, Attach attach, boolean own) {
        Session session = claimed.session();
        int shards = session.plan().config().shards();
        requireSeen(attach, shards);
        Set<Integer> told = WordMessages.told(claimed, attach.getAccess());
        writer.prepare(
                shards,
                claimed.seats(),
                told.isEmpty() ? null : turn -> WordMessages.write(session, turn, claimed.seats(), told));
        session.attach(participant, claimed.seats(), attach.getReplace());
        claim = claimed;
        Audit.did(caller, "joined", session.id(), "seats " + claimed.seats());
        Attached.Builder attached = Attached.newBuilder()
                .setSession(WordMessages.write(session, host.registry(), told))
                .addAllSeats(claimed.seats());
        if (own) {
            attached.setHostToken(session.hostToken().reveal()).addAllTickets(SessionMessages.tickets(session));
        }
        if (!attach.getOnlyNewTurns()) {
            sendPresent(session, attach.getLastStepsList());
        }
        writer.open(attached.build());
        // Before the next message is asked for, so that a client that leaves at once is not taken for one that
        // vanished.
        if (gone) {
            abandon(session, own);
        }
        writer.next();
    }

    private static void requireSeen(Attach attach, int shards) {
        int seen = attach.getLastStepsCount();
        if (seen != 0 && seen != shards) {
            throw Problem.request("attach.last_steps", "one per shard, " + shards + ", or none", seen);
        } else if (seen != 0 && attach.getOnlyNewTurns()) {
            throw Problem.request("attach.only_new_turns", "false with last_steps", "true");
        }
    }

    /** Every shard's last turn, unless it was seen, so that nobody has to wait for the next one to know what to do. */
    private void sendPresent(Session session, List<Long> seen) {
        for (int shard = 0; shard < session.plan().config().shards(); shard++) {
            Turn last = session.held(shard);
            if (!seen.isEmpty()) {
                writer.seen(shard, seen.get(shard));
            }
            if (last != null) {
                writer.turn(last);
                last.use().release();
            }
        }
    }

    /** The client went while its seats were being taken; nobody has the tokens of a session that it made. */
    private void abandon(Session session, boolean own) {
        session.detach(participant, true);
        if (own) {
            host.sessions().close(session);
        }
    }

    /**
     * Gives up the seats, and a session that is being made.
     *
     * @param lost true if the connection is gone
     */
    void end(boolean lost) {
        gone = true;
        if (creating != null) {
            creating.giveUp();
        }
        Claim present = claim;
        if (present != null) {
            present.session().detach(participant, lost);
        }
    }
}
