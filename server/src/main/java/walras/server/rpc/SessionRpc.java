package walras.server.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import walras.env.Registry;
import walras.server.caller.Caller;
import walras.server.session.Answer;
import walras.server.session.Claim;
import walras.server.session.Sessions;
import walras.server.session.Turn;
import walras.server.wire.ConfigMessages;
import walras.server.wire.SessionMessages;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.CloseSessionRequest;
import walras.v1.CloseSessionResponse;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetSessionRequest;
import walras.v1.GetSessionResponse;
import walras.v1.ListSessionsRequest;
import walras.v1.ListSessionsResponse;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.ResetResponse;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.SnapshotResponse;
import walras.v1.StepRequest;
import walras.v1.StepResponse;

/** Everything a session can do, call by call. */
final class SessionRpc extends SessionServiceGrpc.SessionServiceImplBase {
    private final Registry registry;
    private final Sessions sessions;
    private final Rollouts rollouts;
    private final Calls calls;

    SessionRpc(Registry registry, Sessions sessions, Rollouts rollouts, Calls calls) {
        this.rollouts = rollouts;
        this.registry = registry;
        this.sessions = sessions;
        this.calls = calls;
    }

    private Claim claim(Access access) {
        return claim(sessions, access);
    }

    /** What somebody who calls may do. */
    static Claim claim(Sessions sessions, Access access) {
        return sessions.claim(access.getSessionId(), access.getHostToken(), access.getTicketsList());
    }

    @Override
    public void createSession(CreateSessionRequest request, StreamObserver<CreateSessionResponse> response) {
        Caller caller = CurrentCaller.get();
        calls.answerMade(
                response,
                () -> sessions.create(ConfigMessages.read(request.getConfig()), caller),
                session -> CreateSessionResponse.newBuilder()
                        .setSession(SessionMessages.write(session, registry))
                        .setHostToken(session.hostToken().reveal())
                        .addAllTickets(SessionMessages.tickets(session))
                        .build(),
                sessions::close);
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> response) {
        calls.answer(response, () -> {
            Claim claim = claim(request.getAccess());
            if (!claim.host()) {
                claim.requireSeats("access");
            }
            return GetSessionResponse.newBuilder()
                    .setSession(SessionMessages.write(claim.session(), registry))
                    .build();
        });
    }

    @Override
    public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> response) {
        calls.answer(response, () -> {
            ListSessionsResponse.Builder list = ListSessionsResponse.newBuilder();
            sessions.all().forEach(session -> list.addSessions(SessionMessages.summary(session)));
            return list.build();
        });
    }

    @Override
    public void closeSession(CloseSessionRequest request, StreamObserver<CloseSessionResponse> response) {
        calls.answer(response, () -> {
            Claim claim = claim(request.getAccess()).requireHost("access.host_token");
            sessions.close(claim.session());
            return CloseSessionResponse.getDefaultInstance();
        });
    }

    @Override
    public void reset(ResetRequest request, StreamObserver<ResetResponse> response) {
        ResetConfig reset = request.getReset();
        OptionalLong step = reset.hasStep() ? OptionalLong.of(reset.getStep()) : OptionalLong.empty();
        turn(
                response,
                request.getAccess(),
                (turn, seats) -> ResetResponse.newBuilder()
                        .setTurn(SessionMessages.write(turn, seats))
                        .build(),
                (claim, answer) -> {
                    claim.requireHost("access.host_token");
                    return claim.session().reset(reset.getShard(), step, SessionMessages.read(reset), answer);
                });
    }

    @Override
    public void step(StepRequest request, StreamObserver<StepResponse> response) {
        Act act = request.getAct();
        OptionalLong step = act.hasStep() ? OptionalLong.of(act.getStep()) : OptionalLong.empty();
        turn(
                response,
                request.getAccess(),
                (turn, seats) -> StepResponse.newBuilder()
                        .setTurn(SessionMessages.write(turn, seats))
                        .build(),
                (claim, answer) -> {
                    claim.requireSeats("access.tickets");
                    return claim.session().act(act.getShard(), step, SessionMessages.read(act, claim), answer);
                });
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> response) {
        calls.answerElsewhere(response, () -> {
            Claim claim = claim(request.getAccess()).requireHost("access.host_token");
            return SnapshotResponse.newBuilder()
                    .setSnapshot(UnsafeByteOperations.unsafeWrap(sessions.snapshot(claim.session())))
                    .build();
        });
    }

    @Override
    public void restore(RestoreRequest request, StreamObserver<RestoreResponse> response) {
        Claim claim;
        try {
            claim = claim(request.getAccess()).requireHost("access.host_token");
        } catch (RuntimeException refused) {
            calls.fail(response, refused);
            return;
        }
        calls.elsewhere(response, () -> {
            int shards = claim.session().plan().config().shards();
            RestoreAnswer answer = new RestoreAnswer(response, calls, claim.seats(), shards);
            try {
                sessions.restore(claim.session(), request.getSnapshot().toByteArray(), answer);
            } catch (RuntimeException refused) {
                answer.failed(refused);
            }
        });
    }

    @Override
    public void rollout(RolloutRequest request, StreamObserver<RolloutResponse> response) {
        rollouts.start(request, StreamedRollout.into((ServerCallStreamObserver<RolloutResponse>) response, calls));
    }

    /** Starts something that makes a turn; returns the turn if it is there already. */
    private interface TurnWork {
        @Nullable
        Turn start(Claim claim, Answer answer);
    }

    private <T> void turn(
            StreamObserver<T> response, Access access, BiFunction<Turn, List<Integer>, T> writer, TurnWork work) {
        try {
            Claim claim = claim(access);
            TurnAnswer<T> answer = new TurnAnswer<>(response, calls, turn -> writer.apply(turn, claim.seats()));
            answer.abandonWith(claim.session());
            Turn stored = work.start(claim, answer);
            if (stored != null) {
                answer.turn(stored);
                stored.use().release();
            }
        } catch (RuntimeException | Error thrown) {
            calls.fail(response, thrown);
        }
    }
}
