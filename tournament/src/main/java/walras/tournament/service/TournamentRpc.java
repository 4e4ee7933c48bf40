package walras.tournament.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import walras.server.caller.Caller;
import walras.server.rpc.Services;
import walras.server.session.work.LongWork;
import walras.v1.CancelTournamentRequest;
import walras.v1.CancelTournamentResponse;
import walras.v1.CreateTournamentRequest;
import walras.v1.CreateTournamentResponse;
import walras.v1.EntrantToken;
import walras.v1.GetStandingsRequest;
import walras.v1.GetStandingsResponse;
import walras.v1.GetTournamentRequest;
import walras.v1.GetTournamentResponse;
import walras.v1.JoinTournamentRequest;
import walras.v1.JoinTournamentResponse;
import walras.v1.ListTournamentsRequest;
import walras.v1.ListTournamentsResponse;
import walras.v1.Tournament;
import walras.v1.TournamentServiceGrpc;
import walras.v1.WatchTournamentRequest;
import walras.v1.WatchTournamentResponse;

/** The service's methods: messages to what {@link Tournaments} does, and back. */
final class TournamentRpc extends TournamentServiceGrpc.TournamentServiceImplBase {
    private final Services services;
    private final Tournaments all;

    TournamentRpc(Services services, Tournaments all) {
        this.services = services;
        this.all = all;
    }

    @Override
    public void createTournament(CreateTournamentRequest request, StreamObserver<CreateTournamentResponse> response) {
        Caller caller = services.caller();
        later(
                response,
                caller,
                services::make,
                () -> all.create(request.getText(), caller),
                TournamentRpc::created,
                Hosted::cancel);
    }

    private static CreateTournamentResponse created(Hosted made) {
        CreateTournamentResponse.Builder created = CreateTournamentResponse.newBuilder()
                .setTournament(made.present())
                .setHostToken(made.hostToken());
        made.guests()
                .forEach((entrant, token) -> created.addEntrantTokens(
                        EntrantToken.newBuilder().setEntrant(entrant).setToken(token.reveal())));
        return created.build();
    }

    @Override
    public void listTournaments(ListTournamentsRequest request, StreamObserver<ListTournamentsResponse> response) {
        now(response, () -> ListTournamentsResponse.newBuilder()
                .addAllTournaments(all.all())
                .build());
    }

    @Override
    public void getTournament(GetTournamentRequest request, StreamObserver<GetTournamentResponse> response) {
        now(response, () -> GetTournamentResponse.newBuilder()
                .setTournament(all.find(request.getId()))
                .build());
    }

    @Override
    public void cancelTournament(CancelTournamentRequest request, StreamObserver<CancelTournamentResponse> response) {
        now(response, () -> {
            Hosted hosted = all.hosted(request.getId());
            hosted.requireHost(request.getHostToken());
            hosted.cancel();
            return CancelTournamentResponse.newBuilder()
                    .setTournament(hosted.present())
                    .build();
        });
    }

    @Override
    public void getStandings(GetStandingsRequest request, StreamObserver<GetStandingsResponse> response) {
        later(
                response,
                services.caller(),
                services::work,
                () -> all.standings(request.getId()),
                Function.identity(),
                late -> {});
    }

    @Override
    public void joinTournament(JoinTournamentRequest request, StreamObserver<JoinTournamentResponse> response) {
        guarded(response, () -> {
            Hosted hosted = all.hosted(request.getId());
            hosted.requireGuest(request.getEntrant(), request.getEntrantToken());
            AtomicLong told = new AtomicLong();
            Feed.start(hosted, response, services, () -> {
                List<Invitations.Invitation> more = hosted.invitations().after(told.get(), request.getEntrant());
                if (more.isEmpty()) {
                    return null;
                }
                told.set(more.get(0).number());
                return more.get(0).seat();
            });
        });
    }

    @Override
    public void watchTournament(WatchTournamentRequest request, StreamObserver<WatchTournamentResponse> response) {
        guarded(response, () -> {
            AtomicReference<Tournament> told = new AtomicReference<>(Tournament.getDefaultInstance());
            Hosted hosted = all.hosted(request.getId());
            Feed.start(hosted, response, services, () -> {
                Tournament present = hosted.present();
                return present.equals(told.getAndSet(present))
                        ? null
                        : WatchTournamentResponse.newBuilder()
                                .setTournament(present)
                                .build();
            });
        });
    }

    private void guarded(StreamObserver<?> response, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException refused) {
            response.onError(services.refusal(refused));
        }
    }

    private <T> void now(StreamObserver<T> response, Supplier<T> work) {
        guarded(response, () -> {
            T answer = work.get();
            response.onNext(answer);
            response.onCompleted();
        });
    }

    private interface Place<M> {
        LongWork.Pending start(Caller caller, Supplier<M> work, LongWork.Outcome<M> outcome);
    }

    private <M, T> void later(
            StreamObserver<T> response,
            Caller caller,
            Place<M> place,
            Supplier<M> work,
            Function<M, T> answer,
            Consumer<M> unwanted) {
        guarded(response, () -> {
            LongWork.Pending pending = place.start(caller, work, new LongWork.Outcome<>() {
                @Override
                public void done(M made) {
                    now(response, () -> answer.apply(made));
                }

                @Override
                public void failed(Throwable why) {
                    response.onError(services.refusal(why));
                }

                @Override
                public void unwanted(M made) {
                    unwanted.accept(made);
                }
            });
            ((ServerCallStreamObserver<T>) response).setOnCancelHandler(pending::giveUp);
        });
    }
}
