package walras.server.rpc;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.session.Claim;
import walras.server.session.Participant;
import walras.server.session.Session;
import walras.server.session.SessionEvent;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Turn;
import walras.server.session.work.LongWork;
import walras.server.wire.ConfigMessages;
import walras.server.wire.PlayIn;
import walras.server.wire.SessionMessages;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.Forfeit;
import walras.v1.Leave;
import walras.v1.PlayRequest;
import walras.v1.ResetConfig;

/**
 * One participant's stream: reads its messages, one after another, and hands turns to its writer. Whatever is wrong with
 * a message is answered in the stream, and the stream lives on; only a failed attach ends it.
 */
final class PlayStream implements Participant {
    /** A stream that made its own session comes back soon or never. */
    private static final Duration OWN_SESSION_KEEP = Duration.ofSeconds(60);

    private final PlayWriter writer;
    private final PlayHost host;
    private final Caller caller;
    private volatile @Nullable Claim claim;
    private volatile boolean gone;
    private LongWork.@Nullable Pending creating; // of the thread that reads the messages

    PlayStream(PlayWriter writer, PlayHost host, Caller caller) {
        this.writer = writer;
        this.host = host;
        this.caller = caller;
    }

    /** What the participant sent; valid while this runs. One after another. */
    void message(PlayIn in) {
        Claim present = claim;
        if (present == null) {
            first(in);
            return;
        }
        if (in instanceof PlayIn.HotAct act) {
            act(present, act.acts());
        } else if (in instanceof PlayIn.Malformed malformed) {
            writer.error(OptionalInt.empty(), OptionalLong.empty(), malformed.why());
        } else if (in instanceof PlayIn.Message message) {
            other(present, message.request());
        }
        writer.next();
    }

    private void first(PlayIn in) {
        if (in instanceof PlayIn.Message message && message.request().hasAttach()) {
            attach(message.request().getAttach());
        } else {
            Problem why = in instanceof PlayIn.Malformed malformed
                    ? malformed.why()
                    : Problem.request("message", "attach as the first message", "another one");
            writer.error(OptionalInt.empty(), OptionalLong.empty(), why);
            writer.next();
        }
    }

    private void attach(Attach attach) {
        try {
            if (attach.hasCreate()) {
                caller.require(Role.HOST, "attach.create");
                SessionConfig config = withKeep(ConfigMessages.read(attach.getCreate()));
                creating = host.workers()
                        .making()
                        .start(caller.timed(() -> host.sessions().create(config, caller)), created(attach));
            } else if (attach.hasAccess()) {
                Access access = attach.getAccess();
                Claim claimed =
                        host.sessions().claim(access.getSessionId(), access.getHostToken(), access.getTicketsList());
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

    private LongWork.Outcome<Session> created(Attach attach) {
        return new LongWork.Outcome<>() {
            @Override
            public void done(Session session) {
                takeOwn(session, attach);
            }

            @Override
            public void failed(Throwable why) {
                writer.close(why);
            }

            @Override
            public void unwanted(Session session) {
                host.sessions().close(session);
            }
        };
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
        writer.prepare(shards, claimed.seats());
        session.attach(this, claimed.seats(), attach.getReplace());
        claim = claimed;
        Audit.did(caller, "joined", session.id(), "seats " + claimed.seats());
        Attached.Builder attached = Attached.newBuilder()
                .setSession(SessionMessages.write(session, host.registry()))
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
        leaveSeats();
        if (own) {
            host.sessions().close(session);
        }
    }

    private void act(Claim present, Acts acts) {
        try {
            present.requireSeats(acts.seats());
            writer.expect(acts.shard());
            present.session().act(acts, this);
        } catch (RuntimeException | Error refused) {
            failed(acts.shard(), acts.step(), refused);
        }
    }

    private void other(Claim present, PlayRequest request) {
        switch (request.getMessageCase()) {
            case ACT -> act(present, SessionMessages.read(request.getAct()));
            case RESET -> reset(present, request.getReset());
            case FORFEIT -> forfeit(present, request.getForfeit());
            case LEAVE -> leave(present, request.getLeave());
            case ATTACH -> refuse(Problem.request("message", "attach only as the first message", "a second one"));
            case MESSAGE_NOT_SET -> refuse(Problem.request("message", "act, reset, leave or forfeit", "none of them"));
        }
    }

    private void refuse(RuntimeException why) {
        writer.error(OptionalInt.empty(), OptionalLong.empty(), why);
    }

    private void reset(Claim present, ResetConfig reset) {
        OptionalLong step = reset.hasStep() ? OptionalLong.of(reset.getStep()) : OptionalLong.empty();
        try {
            present.requireHost("reset");
            writer.expect(reset.getShard());
            present.session().reset(reset.getShard(), step, SessionMessages.read(reset), this);
        } catch (RuntimeException | Error refused) {
            failed(reset.getShard(), step, refused);
        }
    }

    private void forfeit(Claim present, Forfeit forfeit) {
        try {
            present.requireHost("forfeit").session().forfeit(forfeit.getSeatsList());
        } catch (RuntimeException refused) {
            refuse(refused);
        }
    }

    private void leave(Claim present, Leave leave) {
        try {
            if (leave.getCloseSession()) {
                present.requireHost("leave.close_session");
            }
            gone = true;
            present.session().detach(this, false);
            if (leave.getCloseSession()) {
                host.sessions().close(present.session());
            }
            writer.close(null);
        } catch (RuntimeException | Error refused) {
            refuse(refused instanceof RuntimeException runtime ? runtime : new IllegalStateException(refused));
        }
    }

    private void leaveSeats() {
        gone = true;
        Claim present = claim;
        if (present != null) {
            present.session().detach(this, true);
        }
    }

    /** The participant sends no more. */
    void halfClosed() {
        writer.closeWhenAnswered();
    }

    /** A message was not even read, and the connection will not carry another one of this play. */
    void refused(Problem why) {
        writer.close(why);
    }

    /** The reader has caught up. */
    void ready() {
        writer.ready();
    }

    /** The call is over, in whatever way. */
    void gone() {
        writer.cancelled();
        if (creating != null) {
            creating.giveUp();
        }
        leaveSeats();
    }

    @Override
    public void turn(Turn turn) {
        writer.turn(turn);
    }

    @Override
    public void again(Turn turn) {
        writer.again(turn);
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        writer.error(OptionalInt.of(shard), step, why);
    }

    @Override
    public boolean attached() {
        return true;
    }

    @Override
    public void event(SessionEvent event) {
        writer.event(event);
    }

    @Override
    public void ended(RuntimeException why) {
        writer.close(why);
    }
}
