package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.OptionalInt;
import java.util.OptionalLong;
import walras.env.Problem;
import walras.server.caller.Caller;
import walras.server.session.Claim;
import walras.server.session.Participant;
import walras.server.session.SessionEvent;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Turn;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.server.wire.SessionMessages;
import walras.server.wire.WordMessages;
import walras.v1.Forfeit;
import walras.v1.Leave;
import walras.v1.PlayRequest;
import walras.v1.ResetConfig;

/**
 * One participant's stream: reads its messages, one after another, and hands turns to its writer. Whatever is wrong with
 * a message is answered in the stream, and the stream lives on; only a failed attach ends it.
 */
final class PlayStream extends ServerCall.Listener<PlayIn> implements Participant {
    private final PlayWriter writer;
    private final PlayHost host;
    private final Caller caller;
    private final Attachment attachment;

    PlayStream(ServerCall<PlayIn, PlayOut> call, PlayHost host, Caller caller) {
        this.host = host;
        this.caller = caller;
        writer = new PlayWriter(call, caller, host.failures());
        attachment = new Attachment(this, writer, host, caller);
    }

    /** What the participant sent; valid while this runs. One after another. */
    @Override
    public void onMessage(PlayIn in) {
        caller.heard();
        Claim present = attachment.claim();
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
            attachment.take(message.request().getAttach());
        } else {
            Problem why = in instanceof PlayIn.Malformed malformed
                    ? malformed.why()
                    : Problem.request("message", "attach as the first message", "another one");
            writer.error(OptionalInt.empty(), OptionalLong.empty(), why);
            writer.next();
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
            case ACT -> act(present, WordMessages.read(request.getAct(), present.session()));
            case RESET -> reset(present, request.getReset());
            case FORFEIT -> forfeit(present, request.getForfeit());
            case LEAVE -> leave(present, request.getLeave());
            case ATTACH -> refuse(Problem.request("message", "attach only as the first message", "a second one"));
            case MESSAGE_NOT_SET -> refuse(Problem.request("message", "act, reset, leave or forfeit", "none of them"));
        }
    }

    private void refuse(Throwable why) {
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
            attachment.end(false);
            if (leave.getCloseSession()) {
                host.sessions().close(present.session());
            }
            writer.close(null);
        } catch (RuntimeException | Error refused) {
            refuse(refused);
        }
    }

    @Override
    public void onHalfClose() {
        writer.closeWhenAnswered();
    }

    /** A message was not even read, and the connection will not carry another one of this play. */
    void refused(Problem why) {
        writer.close(why);
    }

    @Override
    public void onReady() {
        writer.ready();
    }

    @Override
    public void onCancel() {
        onComplete();
    }

    @Override
    public void onComplete() {
        writer.cancelled();
        attachment.end(true);
        host.metrics().streamEnded();
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
