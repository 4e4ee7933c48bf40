package walras.tournament.service;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.rpc.Calls;
import walras.server.rpc.Services;
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
import walras.v1.ListMatchesRequest;
import walras.v1.ListMatchesResponse;
import walras.v1.ListTournamentsRequest;
import walras.v1.ListTournamentsResponse;
import walras.v1.Tournament;
import walras.v1.TournamentServiceGrpc;
import walras.v1.WatchTournamentRequest;
import walras.v1.WatchTournamentResponse;

/** The service's methods: messages to what {@link Tournaments} does, and back. */
final class TournamentRpc extends TournamentServiceGrpc.TournamentServiceImplBase {
    private final Services services;
    private final Calls calls;
    private final Tournaments all;

    TournamentRpc(Services services, Tournaments all) {
        this.services = services;
        calls = services.answers();
        this.all = all;
    }

    @Override
    public void createTournament(CreateTournamentRequest request, StreamObserver<CreateTournamentResponse> response) {
        Caller caller = services.caller();
        calls.answerMade(response, () -> all.create(request.getText(), caller), TournamentRpc::created, Hosted::cancel);
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
        calls.answer(response, () -> ListTournamentsResponse.newBuilder()
                .addAllTournaments(all.all())
                .build());
    }

    @Override
    public void getTournament(GetTournamentRequest request, StreamObserver<GetTournamentResponse> response) {
        calls.answer(response, () -> GetTournamentResponse.newBuilder()
                .setTournament(all.find(request.getId()))
                .build());
    }

    @Override
    public void cancelTournament(CancelTournamentRequest request, StreamObserver<CancelTournamentResponse> response) {
        calls.answer(response, () -> {
            Hosted hosted = all.hosted(request.getId());
            hosted.requireHost(request.getHostToken());
            Audit.didTournament(services.caller(), "cancelled", request.getId(), "");
            hosted.cancel();
            return CancelTournamentResponse.newBuilder()
                    .setTournament(hosted.present())
                    .build();
        });
    }

    @Override
    public void getStandings(GetStandingsRequest request, StreamObserver<GetStandingsResponse> response) {
        calls.answerSolved(response, () -> all.standings(request.getId()));
    }

    @Override
    public void listMatches(ListMatchesRequest request, StreamObserver<ListMatchesResponse> response) {
        calls.answerSolved(response, () -> all.matches(request));
    }

    @Override
    public void joinTournament(JoinTournamentRequest request, StreamObserver<JoinTournamentResponse> response) {
        calls.guarded(response, () -> {
            Hosted hosted = all.hosted(request.getId());
            hosted.requireGuest(request.getEntrant(), request.getEntrantToken());
            Audit.didTournament(services.caller(), "joined", request.getId(), "as " + request.getEntrant());
            AtomicLong told = new AtomicLong();
            Feed.start(hosted, response, calls, () -> {
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
        calls.guarded(response, () -> {
            AtomicReference<Tournament> told = new AtomicReference<>(Tournament.getDefaultInstance());
            Hosted hosted = all.hosted(request.getId());
            Feed.start(hosted, response, calls, () -> {
                Tournament present = hosted.present();
                return present.equals(told.getAndSet(present))
                        ? null
                        : WatchTournamentResponse.newBuilder()
                                .setTournament(present)
                                .build();
            });
        });
    }
}
