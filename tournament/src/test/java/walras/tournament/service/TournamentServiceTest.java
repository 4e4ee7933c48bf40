package walras.tournament.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.server.session.plan.Secret;
import walras.tournament.cli.TournamentCommands;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.CancelTournamentRequest;
import walras.v1.CreateTournamentRequest;
import walras.v1.CreateTournamentResponse;
import walras.v1.GetStandingsRequest;
import walras.v1.GetStandingsResponse;
import walras.v1.GetTournamentRequest;
import walras.v1.JoinTournamentRequest;
import walras.v1.JoinTournamentResponse;
import walras.v1.ListSessionsRequest;
import walras.v1.ListTournamentsRequest;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;
import walras.v1.Tournament;
import walras.v1.TournamentServiceGrpc;
import walras.v1.TournamentServiceGrpc.TournamentServiceBlockingStub;
import walras.v1.TournamentState;
import walras.v1.WatchTournamentRequest;
import walras.v1.WatchTournamentResponse;

/** Tournaments that a server holds, through the wire. */
final class TournamentServiceTest {
    private static final String POLICIES =
            """
            name: policies
            environments: [{id: auction/chain-v0, options: {copies: 1, horizon: 20}, rows: 8, episodes: 2}]
            seats: ["bidders[0]", "bidders[1]"]
            entrants: [{name: truth, policy: truthful}, {name: coin, policy: random}, {name: half, policy: random}]
            seeds: [1, 2, 3]
            """;

    private static final String GUEST =
            """
            name: guest
            environments: [{id: auction/chain-v0, options: {copies: 1, horizon: 20}}]
            seats: ["bidders[0]", "bidders[1]"]
            entrants: [{name: truth, policy: truthful}, {name: guest}]
            seeds: [1]
            limits: {join_seconds: %d}
            """;

    @TempDir
    private Path folder = Path.of("");

    /** A server with a data directory, and a channel to it. */
    private final class Running implements AutoCloseable {
        final WalrasServer server;
        final ManagedChannel channel;

        Running(boolean data) throws IOException {
            this(data, Optional.empty());
        }

        Running(boolean data, Optional<Path> access) throws IOException {
            ServerConfig.Builder settings = ServerConfig.builder()
                    .port(0)
                    .httpPort(0)
                    .drainTime(Duration.ofMillis(100))
                    .accessFile(access);
            server = WalrasServer.start(
                    (data ? settings.dataDir(Optional.of(folder.resolve("data"))) : settings).build());
            channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
        }

        TournamentServiceBlockingStub calls() {
            return TournamentServiceGrpc.newBlockingStub(channel);
        }

        TournamentServiceBlockingStub as(String token) {
            Metadata shown = new Metadata();
            shown.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            return calls().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(shown));
        }

        CreateTournamentResponse create(String text) {
            return calls().createTournament(
                            CreateTournamentRequest.newBuilder().setText(text).build());
        }

        /** Watches it to its end. */
        Tournament end(String id) {
            Tournament last = Tournament.getDefaultInstance();
            Iterator<WatchTournamentResponse> watched = calls().watchTournament(
                            WatchTournamentRequest.newBuilder().setId(id).build());
            while (watched.hasNext()) {
                Tournament next = watched.next().getTournament();
                assertTrue(next.getPlayed() >= last.getPlayed());
                last = next;
            }
            return last;
        }

        GetStandingsResponse standings(String id) {
            return calls().getStandings(
                            GetStandingsRequest.newBuilder().setId(id).build());
        }

        int sessions() {
            return SessionServiceGrpc.newBlockingStub(channel)
                    .listSessions(ListSessionsRequest.getDefaultInstance())
                    .getSessionsCount();
        }

        @Override
        public void close() {
            channel.shutdownNow();
            server.close();
        }
    }

    private static Status refusal(Runnable call) {
        return assertThrows(StatusRuntimeException.class, call::run).getStatus();
    }

    // Guards: a server's tournament that comes to something else than the command's, results that end with the server.
    @Test
    @Tag("full") // the command starts a server of its own
    void policies_areHeldAsTheCommandHoldsThem_andKept() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), POLICIES);
        CommandLine command = new CommandLine(new TournamentCommands().command());
        command.setErr(new PrintWriter(Writer.nullWriter())).setOut(new PrintWriter(Writer.nullWriter()));
        assertEquals(
                0,
                command.execute(
                        "run", file.toString(), "--out", folder.resolve("out").toString()));
        String expected = Files.readString(folder.resolve("out/results.json"));
        String id;
        try (Running running = new Running(true)) {
            CreateTournamentResponse made = running.create(POLICIES);
            id = made.getTournament().getId();
            assertEquals(0, made.getEntrantTokensCount());
            Tournament ended = running.end(id);
            assertEquals(TournamentState.TOURNAMENT_STATE_FINISHED, ended.getState(), ended.getError());
            assertEquals(18, ended.getMatches());
            assertEquals(18, ended.getPlayed());
            GetStandingsResponse standings = running.standings(id);
            assertEquals(expected, standings.getResultsJson());
            assertEquals("truth", standings.getStandings(0).getEntrant());
            assertEquals(1, standings.getStandings(0).getRank());
            assertEquals(0, running.sessions());
        }
        try (Running again = new Running(true)) {
            List<Tournament> all = again.calls()
                    .listTournaments(ListTournamentsRequest.getDefaultInstance())
                    .getTournamentsList();
            assertEquals(List.of(id), all.stream().map(Tournament::getId).toList());
            assertEquals(expected, again.standings(id).getResultsJson());
        }
    }

    // Guards: a caller that runs code on a server.
    @Test
    void programs_areRefusedByName() throws IOException {
        try (Running running = new Running(true)) {
            for (String program : List.of("command: [./bot]", "image: localhost/bot:1")) {
                Status refused = refusal(() -> running.create(
                        POLICIES.replace("{name: coin, policy: random}", "{name: coin, " + program + "}")));
                assertEquals(Status.Code.INVALID_ARGUMENT, refused.getCode());
                String words = String.valueOf(refused.getDescription());
                assertTrue(words.contains("tournament:") && words.contains("of coin"), words);
                assertTrue(words.contains("never by a server"), words);
            }
            Status wrong = refusal(() -> running.create(POLICIES.replace("truthful", "truthfull")));
            assertTrue(String.valueOf(wrong.getDescription()).contains("did you mean truthful?"), wrong::toString);
        }
    }

    // Guards: somebody who takes the server by one text, or by many.
    @Test
    void tournaments_areBounded() throws IOException {
        try (Running running = new Running(true)) {
            for (String change : List.of(
                    "seeds: {first: 1, count: 5000}", // three pairings in two turns each
                    "seeds: [1]\nlimits: {move_millis: 61000}",
                    "seeds: [1]\nlimits: {join_seconds: 4000}")) {
                Status refused = refusal(() -> running.create(POLICIES.replace("seeds: [1, 2, 3]", change)));
                assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getCode(), change);
            }
            for (int k = 0; k < Tournaments.MOST_RUNNING; k++) {
                running.create(GUEST.formatted(600));
            }
            assertEquals(
                    Status.Code.RESOURCE_EXHAUSTED,
                    refusal(() -> running.create(POLICIES)).getCode());
        }
        try (Running without = new Running(false)) {
            assertEquals(
                    Status.Code.FAILED_PRECONDITION,
                    refusal(() -> without.create(POLICIES)).getCode());
            assertEquals(
                    0,
                    without.calls()
                            .listTournaments(ListTournamentsRequest.getDefaultInstance())
                            .getTournamentsCount());
        }
    }

    // Guards: seats that anybody may take, a tournament that anybody may end, sessions that stay behind.
    @Test
    void guests_areToldTheirSeats_untilItIsCancelled() throws IOException {
        try (Running running = new Running(true)) {
            CreateTournamentResponse made = running.create(GUEST.formatted(600));
            String id = made.getTournament().getId();
            JoinTournamentRequest.Builder join =
                    JoinTournamentRequest.newBuilder().setId(id).setEntrant("guest");
            assertEquals(
                    Status.Code.PERMISSION_DENIED,
                    refusal(() -> running.calls()
                                    .joinTournament(join.setEntrantToken("0").build())
                                    .next())
                            .getCode());
            String token = made.getEntrantTokens(0).getToken();
            assertEquals("guest", made.getEntrantTokens(0).getEntrant());
            Iterator<JoinTournamentResponse> seats =
                    running.calls().joinTournament(join.setEntrantToken(token).build());
            JoinTournamentResponse first = seats.next();
            JoinTournamentResponse second = seats.next();
            assertFalse(first.getSessionId().equals(second.getSessionId()), "one in each turn of the seats");
            assertEquals("auction/chain-v0", first.getEnvironment());
            CancelTournamentRequest.Builder cancel =
                    CancelTournamentRequest.newBuilder().setId(id);
            assertEquals(
                    Status.Code.PERMISSION_DENIED,
                    refusal(() -> running.calls()
                                    .cancelTournament(cancel.setHostToken("0").build()))
                            .getCode());
            running.calls()
                    .cancelTournament(cancel.setHostToken(made.getHostToken()).build());
            assertFalse(seats.hasNext(), "the stream ends with the tournament");
            assertEquals(
                    TournamentState.TOURNAMENT_STATE_CANCELLED, running.end(id).getState());
            assertEquals(0, running.sessions());
            Status unknown = refusal(() -> running.calls()
                    .getTournament(GetTournamentRequest.newBuilder().setId("0").build()));
            assertEquals(Status.Code.NOT_FOUND, unknown.getCode());
        }
    }

    // Guards: matches of a server that was stopped, which come back as sessions that nobody wants.
    @Test
    void server_thatStops_cancelsWhatItHolds() throws IOException {
        String id;
        try (Running running = new Running(true)) {
            CreateTournamentResponse made = running.create(GUEST.formatted(600));
            id = made.getTournament().getId();
            Iterator<JoinTournamentResponse> seats = running.calls()
                    .joinTournament(JoinTournamentRequest.newBuilder()
                            .setId(id)
                            .setEntrant("guest")
                            .setEntrantToken(made.getEntrantTokens(0).getToken())
                            .build());
            seats.next();
            seats.next(); // both matches have begun: one that is being made while the server stops ends with its keep
        }
        try (Running again = new Running(true)) {
            Tournament left = again.calls()
                    .getTournament(GetTournamentRequest.newBuilder().setId(id).build())
                    .getTournament();
            assertEquals(TournamentState.TOURNAMENT_STATE_CANCELLED, left.getState());
            assertEquals(0, again.sessions());
        }
    }

    // Guards: a guest that never comes and holds everybody up.
    @Test
    void guests_whoDoNotCome_forfeit() throws IOException {
        try (Running running = new Running(true)) {
            String id = running.create(GUEST.formatted(1)).getTournament().getId();
            assertEquals(
                    TournamentState.TOURNAMENT_STATE_FINISHED, running.end(id).getState());
            assertEquals(
                    2,
                    running.standings(id).getStandingsList().stream()
                            .filter(one -> one.getEntrant().equals("guest"))
                            .findFirst()
                            .orElseThrow()
                            .getFaultsOrThrow("absent"));
        }
    }

    // Guards: a guest that comes, leaves and holds everybody up.
    @Test
    void guests_whoLeave_forfeit() throws IOException, InterruptedException {
        try (Running running = new Running(true)) {
            CreateTournamentResponse made = running.create(GUEST.formatted(1));
            String id = made.getTournament().getId();
            Iterator<JoinTournamentResponse> seats = running.calls()
                    .joinTournament(JoinTournamentRequest.newBuilder()
                            .setId(id)
                            .setEntrant("guest")
                            .setEntrantToken(made.getEntrantTokens(0).getToken())
                            .build());
            while (seats.hasNext()) {
                comeAndGo(running.channel, seats.next());
            }
            assertEquals(
                    TournamentState.TOURNAMENT_STATE_FINISHED, running.end(id).getState());
            assertEquals(
                    2,
                    running.standings(id).getStandingsList().stream()
                            .filter(one -> one.getEntrant().equals("guest"))
                            .findFirst()
                            .orElseThrow()
                            .getFaultsOrThrow("absent"));
        }
    }

    private static void comeAndGo(ManagedChannel channel, JoinTournamentResponse seat) throws InterruptedException {
        CountDownLatch come = new CountDownLatch(1);
        StreamObserver<PlayRequest> stream = PlayServiceGrpc.newStub(channel).play(new StreamObserver<>() {
            @Override
            public void onNext(PlayResponse response) {
                come.countDown();
            }

            @Override
            public void onError(Throwable refused) {
                come.countDown();
            }

            @Override
            public void onCompleted() {}
        });
        Access access = Access.newBuilder()
                .setSessionId(seat.getSessionId())
                .addTickets(seat.getTicket())
                .build();
        stream.onNext(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setAccess(access))
                .build());
        assertTrue(come.await(20, TimeUnit.SECONDS));
        stream.onError(new IllegalStateException("gone"));
    }

    // Guards: work of minutes before anything is bounded: C(32, 16) sets of entrants.
    @Test
    void plans_beyondTheLimit_areRefusedAtOnce() throws IOException {
        StringBuilder text = new StringBuilder("name: many\nseeds: [1]\nenvironments: [{id: auction/chain-v0, options: "
                + "{copies: 8}}]\nseats: ["
                + IntStream.range(0, 16).mapToObj(k -> "'bidders[" + k + "]'").collect(Collectors.joining(", "))
                + "]\nentrants:\n");
        IntStream.range(0, 32).forEach(k -> text.append("  - {name: e" + k + ", policy: random}\n"));
        try (Running running = new Running(true)) {
            Status refused = refusal(() -> running.create(text.toString()));
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getCode(), String.valueOf(refused));
            Status deep = refusal(() -> running.create("name: " + "[".repeat(5000)));
            assertEquals(Status.Code.INVALID_ARGUMENT, deep.getCode(), String.valueOf(deep));
        }
    }

    // Guards: methods that are on gRPC alone.
    @Test
    void json_hasTheSameMethods() throws IOException, InterruptedException {
        try (Running running = new Running(true)) {
            String id = running.create(POLICIES).getTournament().getId();
            String watched = post(running, "WatchTournament", "{\"id\": \"" + id + "\"}");
            assertTrue(watched.lines().reduce("", (a, b) -> b).contains("TOURNAMENT_STATE_FINISHED"), watched);
            assertTrue(post(running, "ListTournaments", "{}").contains(id));
            assertTrue(post(running, "GetStandings", "{\"id\": \"" + id + "\"}").contains("\"entrant\":\"truth\""));
            assertTrue(post(running, "GetTournament", "{\"id\": \"0\"}").contains("UNKNOWN_TOURNAMENT"));
        }
    }

    private static String post(Running running, String method, String body) throws IOException, InterruptedException {
        URI address =
                URI.create("http://127.0.0.1:" + running.server.httpPort() + "/walras.v1.TournamentService/" + method);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    // Guards the quota of tournaments: one too many, and room that is never given back.
    @Test
    void create_aboveTheCallersQuota_isRefusedUntilOneHasEnded() throws IOException {
        Path access = folder.resolve("access.yaml");
        String entry = "  - {name: %s, role: host, sha256: %s, tournaments: 1}\n";
        Files.writeString(
                access,
                "tokens:\n" + entry.formatted("lab", Secret.of("lab").hash())
                        + entry.formatted("other", Secret.of("other").hash()));
        try (Running running = new Running(true, Optional.of(access))) {
            CreateTournamentRequest guest = CreateTournamentRequest.newBuilder()
                    .setText(GUEST.formatted(300))
                    .build();
            TournamentServiceBlockingStub lab = running.as("lab");
            CreateTournamentResponse made = lab.createTournament(guest);
            StatusRuntimeException refused =
                    assertThrows(StatusRuntimeException.class, () -> lab.createTournament(guest));
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
            assertTrue(
                    String.valueOf(refused.getStatus().getDescription()).contains("limit tournaments of lab"),
                    refused.getMessage());
            CreateTournamentResponse others = running.as("other").createTournament(guest);
            for (CreateTournamentResponse each : List.of(made, others)) {
                lab.cancelTournament(CancelTournamentRequest.newBuilder()
                        .setId(each.getTournament().getId())
                        .setHostToken(each.getHostToken())
                        .build());
                lab.watchTournament(WatchTournamentRequest.newBuilder()
                                .setId(each.getTournament().getId())
                                .build())
                        .forEachRemaining(ignored -> {});
            }
            assertEquals(
                    TournamentState.TOURNAMENT_STATE_RUNNING,
                    lab.createTournament(guest).getTournament().getState());
        }
    }
}
