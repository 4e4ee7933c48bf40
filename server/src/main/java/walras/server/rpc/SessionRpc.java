package walras.server.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import walras.env.Registry;
import walras.server.caller.Caller;
import walras.server.session.Claim;
import walras.server.session.Futures;
import walras.server.session.Session;
import walras.server.session.Sessions;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Answer;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.wire.ConfigMessages;
import walras.server.wire.SessionMessages;
import walras.server.wire.WordMessages;
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
    private final Limits limits;
    private final Calls calls;

    SessionRpc(Registry registry, Sessions sessions, Limits limits, Calls calls) {
        this.limits = limits;
        this.registry = registry;
        this.sessions = sessions;
        this.calls = calls;
    }

    private Claim claim(Access access) {
        return SessionMessages.claim(sessions, access);
    }

    @Override
    public void createSession(CreateSessionRequest request, StreamObserver<CreateSessionResponse> response) {
        Caller caller = CurrentCaller.get();
        calls.answerMade(
                response,
                () -> sessions.create(ConfigMessages.read(request.getConfig()), caller),
                session -> CreateSessionResponse.newBuilder()
                        .setSession(WordMessages.write(session, registry, WordMessages.told(session)))
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
                    .setSession(WordMessages.write(
                            claim.session(), registry, WordMessages.told(claim, request.getAccess())))
                    .addAllSeats(claim.seats())
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
                reset.getShard(),
                turn -> ResetResponse.newBuilder().setTurn(turn).build(),
                (claim, answer) -> {
                    claim.requireHost("access.host_token");
                    claim.session().reset(reset.getShard(), step, SessionMessages.read(reset), answer);
                });
    }

    @Override
    public void step(StepRequest request, StreamObserver<StepResponse> response) {
        Act act = request.getAct();
        turn(
                response,
                request.getAccess(),
                act.getShard(),
                turn -> StepResponse.newBuilder().setTurn(turn).build(),
                (claim, answer) -> {
                    Acts acts = WordMessages.read(act, claim.session());
                    claim.requireSeats("access.tickets").requireSeats(acts.seats());
                    claim.session().act(acts, answer);
                });
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> response) {
        claimed(response, request.getAccess(), claim -> {
            Session session = claim.requireHost("access.host_token").session();
            calls.answerWhen(response, session.snapshots().thenApply(states -> SnapshotResponse.newBuilder()
                    .setSnapshot(UnsafeByteOperations.unsafeWrap(sessions.seal(session, states)))
                    .build()));
        });
    }

    @Override
    public void restore(RestoreRequest request, StreamObserver<RestoreResponse> response) {
        claimed(response, request.getAccess(), claim -> {
            Session session = claim.requireHost("access.host_token").session();
            List<TurnAnswer<walras.v1.Turn>> turns = new ArrayList<>();
            Set<Integer> told = WordMessages.told(claim, request.getAccess());
            for (int k = 0; k < session.plan().config().shards(); k++) {
                turns.add(new TurnAnswer<>(turn -> WordMessages.write(session, turn, claim.seats(), told)));
            }
            calls.elsewhere(response, () -> {
                try {
                    sessions.restore(session, request.getSnapshot().toByteArray(), turns::get);
                } catch (RuntimeException refused) {
                    turns.forEach(turn -> turn.completeExceptionally(refused));
                }
                calls.answerWhen(response, Futures.all(turns).thenApply(made -> RestoreResponse.newBuilder()
                        .addAllTurns(made)
                        .build()));
            });
        });
    }

    @Override
    public void rollout(RolloutRequest request, StreamObserver<RolloutResponse> response) {
        RolloutStream.start(sessions, limits, request, (ServerCallStreamObserver<RolloutResponse>) response, calls);
    }

    private void claimed(StreamObserver<?> response, Access access, Consumer<Claim> work) {
        calls.guarded(response, () -> work.accept(claim(access)));
    }

    /** Answers with the turn that some work makes, unless the caller goes away before. */
    private <T> void turn(
            StreamObserver<T> response,
            Access access,
            int shard,
            Function<walras.v1.Turn, T> writer,
            BiConsumer<Claim, TurnAnswer<T>> work) {
        claimed(response, access, claim -> {
            Set<Integer> told = WordMessages.told(claim, access);
            TurnAnswer<T> answer = new TurnAnswer<>(
                    turn -> writer.apply(WordMessages.write(claim.session(), turn, claim.seats(), told)));
            work.accept(claim, answer);
            if (response instanceof ServerCallStreamObserver<T> call) {
                call.setOnCancelHandler(() -> claim.session().abandon(shard, answer));
            }
            calls.answerWhen(response, answer);
        });
    }

    /** A message that is made of a turn when it comes. */
    private static final class TurnAnswer<T> extends CompletableFuture<T> implements Answer {
        private final Function<Turn, T> writer;

        TurnAnswer(Function<Turn, T> writer) {
            this.writer = writer;
        }

        @Override
        public void turn(Turn turn) {
            try {
                complete(writer.apply(turn));
            } catch (RuntimeException | Error failed) {
                completeExceptionally(failed);
            }
        }

        @Override
        public void failed(int shard, OptionalLong step, Throwable why) {
            completeExceptionally(why);
        }
    }
}
