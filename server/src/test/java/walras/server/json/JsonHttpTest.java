package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Registry;
import walras.server.RunningServer;
import walras.server.ServerConfig;
import walras.v1.Access;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.EvaluateRequest;
import walras.v1.EvaluateResponse;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetEnvironmentResponse;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.GetSessionRequest;
import walras.v1.GetSessionResponse;
import walras.v1.ListEnvironmentsRequest;
import walras.v1.ListEnvironmentsResponse;
import walras.v1.ListSessionsRequest;
import walras.v1.ListSessionsResponse;
import walras.v1.RemoteFiller;
import walras.v1.ResetRequest;
import walras.v1.ResetResponse;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.SeatConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.SnapshotResponse;
import walras.v1.SolveRequest;
import walras.v1.SolveResponse;
import walras.v1.StepRequest;
import walras.v1.StepResponse;

/** The services by JSON: the same answers as by gRPC, the same refusals, and the rules of HTTP. */
final class JsonHttpTest {
    private static final String JSON = "application/json";
    private static final String LIST = "/walras.v1.CatalogService/ListEnvironments";

    private RunningServer running;
    private JsonPost json;

    @BeforeEach
    void start() throws IOException {
        start(new RunningServer(settings -> settings));
    }

    private void start(RunningServer server) {
        if (running != null) {
            running.close();
        }
        running = server;
        json = new JsonPost(server);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    // Guards protobuf's JSON of everything that the catalogue says, infinite bounds and nested options among it.
    @Test
    void catalogue_ofEveryEnvironment_isThatOfGrpc() {
        var grpc = CatalogServiceGrpc.newBlockingStub(running.channel());
        same(
                "CatalogService/GetServerInfo",
                grpc::getServerInfo,
                GetServerInfoRequest.newBuilder().setProtocolMajor(1).build(),
                GetServerInfoResponse.newBuilder());
        same(
                "CatalogService/ListEnvironments",
                grpc::listEnvironments,
                ListEnvironmentsRequest.getDefaultInstance(),
                ListEnvironmentsResponse.newBuilder());
        same(
                "CatalogService/Solve",
                grpc::solve,
                SolveRequest.newBuilder().setEnvironment("auction/chain-v0").build(),
                SolveResponse.newBuilder());
        same(
                "CatalogService/Evaluate",
                grpc::evaluate,
                EvaluateRequest.newBuilder()
                        .setEnvironment("auction/sealed-bid-v0")
                        .build(),
                EvaluateResponse.newBuilder());
        Registry.discover()
                .environments()
                .forEach(environment -> same(
                        "CatalogService/GetEnvironment",
                        grpc::getEnvironment,
                        GetEnvironmentRequest.newBuilder()
                                .setEnvironment(environment.id())
                                .build(),
                        GetEnvironmentResponse.newBuilder()));
    }

    private <Q extends Message, A extends Message> void same(
            String method, java.util.function.Function<Q, A> grpc, Q request, Message.Builder answer) {
        assertEquals(grpc.apply(request), json.call(method, request, answer).build());
    }

    private CreateSessionResponse made(SessionConfig.Builder config) {
        return json.call(
                        "SessionService/CreateSession",
                        CreateSessionRequest.newBuilder().setConfig(config).build(),
                        CreateSessionResponse.newBuilder())
                .build();
    }

    private static SessionConfig.Builder counter() {
        return SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(2)
                .setSeed(3);
    }

    // Guards a whole life of a session with frames, by every unary method.
    @Test
    void session_byFrames_livesAsByGrpc() {
        CreateSessionResponse made = made(counter());
        Access access = RunningServer.access(made);
        ResetResponse first = json.call(
                        "SessionService/Reset",
                        ResetRequest.newBuilder().setAccess(access).build(),
                        ResetResponse.newBuilder())
                .build();
        SnapshotResponse snapshot = json.call(
                        "SessionService/Snapshot",
                        SnapshotRequest.newBuilder().setAccess(access).build(),
                        SnapshotResponse.newBuilder())
                .build();
        int size = (int) made.getSession().getSeats(0).getActionLayout().getSizeBytes();
        StepRequest.Builder step = StepRequest.newBuilder().setAccess(access);
        step.getActBuilder().setStep(1).addFrames(SeatFrame.newBuilder().setFrame(ByteString.copyFrom(new byte[size])));
        StepResponse byJson = json.call("SessionService/Step", step.build(), StepResponse.newBuilder())
                .build();
        var grpc = SessionServiceGrpc.newBlockingStub(running.channel());
        assertEquals(grpc.step(step.build()), byJson); // the stored turn
        RestoreResponse restored = json.call(
                        "SessionService/Restore",
                        RestoreRequest.newBuilder()
                                .setAccess(access)
                                .setSnapshot(snapshot.getSnapshot())
                                .build(),
                        RestoreResponse.newBuilder())
                .build();
        assertEquals(first.getTurn().getFramesList(), restored.getTurns(0).getFramesList());
        GetSessionRequest asked =
                GetSessionRequest.newBuilder().setAccess(access).build();
        same("SessionService/GetSession", grpc::getSession, asked, GetSessionResponse.newBuilder());
        assertEquals(List.of(0), grpc.getSession(asked).getSeatsList()); // of the ticket
        same(
                "SessionService/ListSessions",
                grpc::listSessions,
                ListSessionsRequest.getDefaultInstance(),
                ListSessionsResponse.newBuilder());
        json.call(
                        "SessionService/CloseSession",
                        CloseSessionRequest.newBuilder().setAccess(access).build())
                .good();
        assertEquals(
                404,
                json.call(
                                "SessionService/GetSession",
                                GetSessionRequest.newBuilder().setAccess(access).build())
                        .status());
        assertEquals(0, running.meter("walras_calls_open"));
    }

    // Guards status, code and the words that a caller gets, for requests of every kind of wrong.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            400 | invalid_argument | did you mean prefix? | CatalogService/ListEnvironments | {"prefx": "a"}
            400 | invalid_argument | prefix: expected a text, got 3 | CatalogService/ListEnvironments | {"prefix": 3}
            400 | invalid_argument | body.prefix: expected a name once | CatalogService/ListEnvironments | {"prefix": "a", "prefix": "b"}
            400 | invalid_argument | got nothing | CatalogService/ListEnvironments | ``
            400 | invalid_argument | body: expected an object, got a list | CatalogService/ListEnvironments | []
            400 | invalid_argument | a JSON text | CatalogService/ListEnvironments | {"prefix": "a"
            400 | invalid_argument | malformed at line 1 | CatalogService/ListEnvironments | {prefix: "a"}
            400 | invalid_argument | malformed at line 1 | CatalogService/ListEnvironments | {} {}
            400 | invalid_argument | a whole number | CatalogService/GetServerInfo | {"protocolMajor": 1e999}
            400 | invalid_argument | a whole number | CatalogService/GetServerInfo | {"protocol_major": 1.5}
            400 | invalid_argument | number from 0 to 9223372036854775807, got 9223372036854775808; did you mean 9223372036854775807? | SessionService/CreateSession | {"config": {"environment": "counter-v0", "seed": 9223372036854775808}}
            400 | invalid_argument | number from 0 to 9223372036854775807, got -1; did you mean 0? | SessionService/CreateSession | {"config": {"environment": "counter-v0", "seed": "-1"}}
            400 | invalid_argument | number from 0 to 9223372036854775807, got -1; did you mean 0? | SessionService/CreateSession | {"config": {"environment": "counter-v0", "rowSeeds": [3, -1]}}
            400 | failed_precondition | PROTOCOL_VERSION | CatalogService/GetServerInfo | {"protocol_major": 2.0}
            404 | not_found | did you mean counter-v0? | CatalogService/GetEnvironment | {"environment": "countr-v0"}
            400 | invalid_argument | UNKNOWN_OPTION | CatalogService/GetEnvironment | {"environment": "counter-v0", "options": {"x": 1}}
            400 | invalid_argument | that a double holds | CatalogService/GetEnvironment | {"environment": "counter-v0", "options": {"horizon": 1e999}}
            400 | invalid_argument | a name once | CatalogService/GetEnvironment | {"environment": "counter-v0", "options": {"horizon": 1, "horizon": 2}}
            400 | invalid_argument | AUTORESET_MODE_SAME_STEP | SessionService/CreateSession | {"config": {"environment": "counter-v0", "autoresetMode": "AUTORESET_MODE_SAME_STP"}}
            400 | invalid_argument | config.seats[0].group: expected a text | SessionService/CreateSession | {"config": {"seats": [{"group": 1}]}}
            400 | invalid_argument | config.seats[0].filler: expected a name once | SessionService/CreateSession | {"config": {"seats": [{"remote": {}, "policy": {}}]}}
            400 | invalid_argument | config.keep | SessionService/CreateSession | {"config": {"environment": "counter-v0", "keep": 3}}
            400 | invalid_argument | config.keep: expected a duration | SessionService/CreateSession | {"config": {"environment": "counter-v0", "keep": "soon"}}
            404 | not_found | UNKNOWN_SESSION | SessionService/Step | {"access": {"sessionId": "x"}, "act": {}}
            404 | not_found | UNKNOWN_SESSION | SessionService/Step?values=lists | {"access": {"sessionId": "x"}, "actions": {}}
            400 | invalid_argument | got none | SessionService/Step?values=lists | {"access": {"sessionId": "x"}}
            400 | invalid_argument | did you mean access? | SessionService/Step?values=lists | {"acces": {}}
            400 | invalid_argument | did you mean actions? | SessionService/Step?values=lists | {"action": {}}
            400 | invalid_argument | did you mean sessionId? | SessionService/Step?values=lists | {"access": {"session": ""}}
            400 | invalid_argument | did you mean lists? | SessionService/Step?values=list | {}
            400 | invalid_argument | did you mean values? | SessionService/Step?value=lists | {}
            404 | unimplemented | did you mean /walras.v1.SessionService/Step? | SessionService/Stp | {}
            """)
    void call_thatIsWrong_isRefusedWithItsPlace(int status, String code, String words, String method, String body) {
        JsonPost.Reply reply = json.call(method, body == null ? "" : body);
        assertEquals(status, reply.status(), reply.body());
        assertEquals(code, reply.at("code"), reply.body());
        assertTrue(reply.body().replace("\\\"", "\"").contains(words), reply.body());
        assertTrue(reply.at("details", "reason") instanceof String, reply.body());
        assertEquals(0, running.meter("walras_incidents_total"), reply.body());
    }

    // Guards against bytes that are no text, and numbers that cost their square.
    @Test
    void body_ofOtherBytes_isRefusedAtOnce() {
        byte[] latin = "{\"prefix\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        JsonPost.Reply reply = json.call("CatalogService/ListEnvironments", latin);
        assertEquals(400, reply.status());
        assertTrue(reply.body().contains("UTF-8"), reply.body());
        String digits = "9".repeat(1_000_000);
        long start = System.nanoTime();
        assertEquals(
                400,
                json.call("CatalogService/GetServerInfo", "{\"protocolMajor\":" + digits + "}")
                        .status());
        assertEquals(
                400,
                json.call("CatalogService/GetServerInfo", "{\"protocolMajor\":\"" + digits + "\"}")
                        .status());
        assertEquals(
                400,
                json.call(
                                "CatalogService/GetEnvironment",
                                "{\"environment\":\"counter-v0\",\"options\":{\"horizon\":" + digits + "}}")
                        .status());
        String deep = "{\"options\":{\"x\":" + "[".repeat(100_000) + "}}";
        assertTrue(json.call("CatalogService/GetEnvironment", deep).body().contains("in one another"));
        String wide = "{\"options\":{\"x\":[" + "0,".repeat(4_000_000) + "0]}}";
        assertEquals(429, json.call("CatalogService/GetEnvironment", wide).status());
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    private int status(String host, String type, String origin) throws IOException {
        return Integer.parseInt(raw(host, type, origin, "POST", LIST).substring(9, 12));
    }

    /** The JDK's client sets the header Host by itself. */
    private String raw(String host, String type, String origin, String method, String path) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), running.server().httpPort())) {
            String head = method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                    + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n")
                    + (method.equals("OPTIONS") ? "Access-Control-Request-Headers: content-type\r\n" : "")
                    + "Content-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // Guards a server on this machine against pages that a browser has from elsewhere.
    @Test
    void call_ofAForeignPage_isRefused() throws IOException {
        assertEquals(200, status("localhost:50052", JSON, ""));
        assertEquals(200, status("127.0.0.1", "application/json; charset=UTF-8", ""));
        assertEquals(200, status("[::1]:50052", JSON, "http://[::1]:50052"));
        assertEquals(200, status("LOCALHOST", JSON, ""));
        assertEquals(403, status("evil.example", JSON, ""));
        assertEquals(403, status("localhost.evil.example", JSON, ""));
        assertEquals(403, status("", JSON, ""));
        assertEquals(403, status("localhost", JSON, "https://evil.example"));
        assertEquals(403, status("localhost", JSON, "null"));
        assertEquals(415, status("localhost", "", ""));
        assertEquals(415, status("localhost", "text/plain", ""));
        assertEquals(415, status("localhost", "application/x-www-form-urlencoded", ""));
        assertEquals(415, status("localhost", "application/json; charset=latin1", ""));
        assertTrue(raw("localhost", "", "https://lab.example", "OPTIONS", LIST).startsWith("HTTP/1.1 405"));
        assertTrue(raw("localhost", JSON, "", "GET", LIST).contains("allow: POST"));
    }

    // Guards the pages that the server was told of, and their browsers' question beforehand.
    @Test
    void call_ofANamedPage_isAnsweredToIt() throws IOException {
        start(new RunningServer(settings -> settings.httpNames(
                new ServerConfig.HttpNames(Set.of("walras.example"), Set.of("https://lab.example")))));
        assertEquals(200, status("walras.example:443", JSON, ""));
        String before = raw("localhost", "", "https://lab.example", "OPTIONS", LIST);
        assertTrue(before.startsWith("HTTP/1.1 200"), before);
        assertTrue(before.contains("access-control-allow-methods: POST"), before);
        assertTrue(before.contains("access-control-allow-headers: content-type"), before);
        String answer = raw("localhost", JSON, "https://lab.example", "POST", LIST);
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("access-control-allow-origin: https://lab.example"), answer);
        assertEquals(403, status("localhost", JSON, "https://other.example"));
    }

    // Guards the token on this door, with gRPC's reasons.
    @Test
    void call_withoutTheToken_isRefused() throws IOException {
        start(new RunningServer(settings -> settings.token("open sesame")));
        JsonPost.Reply none = json.call("CatalogService/ListEnvironments", "{}");
        assertEquals(401, none.status());
        assertEquals("unauthenticated", none.at("code"));
        assertEquals("TOKEN_MISSING", none.at("details", "reason"));
        HttpRequest.Builder request =
                json.request(LIST).header("content-type", JSON).POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertEquals(
                403,
                json.send(request.copy().header("authorization", "Bearer other"))
                        .status());
        assertEquals(
                200,
                json.send(request.copy().header("authorization", "Bearer open sesame"))
                        .status());
        assertTrue(running.server().metrics().contains("walras_errors_total{reason=\"TOKEN_WRONG\"} 1.0"));
    }

    /** The first of four seats. */
    private Access twoSeats() {
        Access access = fourSeats();
        return seat(access, 0);
    }

    private static Access seat(Access access, int index) {
        return access.toBuilder()
                .clearTickets()
                .addTickets(access.getTickets(index))
                .build();
    }

    private Access fourSeats() {
        SessionConfig.Builder two = SessionConfig.newBuilder().setEnvironment("auction/chain-v0");
        for (int agent = 0; agent < 4; agent++) {
            two.addSeats(SeatConfig.newBuilder()
                    .setGroup("bidders")
                    .setAgent(agent)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        Access access = RunningServer.access(made(two));
        json.call(
                        "SessionService/Reset",
                        ResetRequest.newBuilder().setAccess(access).build())
                .good();
        return access;
    }

    private Socket waiting(Access access) throws IOException {
        String body =
                "{\"access\":" + JsonPost.access(access) + ",\"actions\":{\"bidders\":{\"bid\":[[0.5]]}},\"step\":1}";
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), running.server().httpPort());
        socket.getOutputStream()
                .write(("POST /walras.v1.SessionService/Step?values=lists HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    // Guards work for nobody: a caller that goes away while it waits for others is forgotten.
    @Test
    void call_whoseCallerGoes_isCancelled() throws IOException {
        Access access = twoSeats();
        try (Socket gone = waiting(access)) {
            RunningServer.await("a call", () -> running.meter("walras_calls_open") == 1);
            assertTrue(gone.isConnected());
        }
        RunningServer.await("no call", () -> running.meter("walras_calls_open") == 0);
    }

    // Guards health and meters against callers who wait in hundreds.
    @Test
    void calls_beyondTheBound_areRefusedAndHealthGoesOn() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (int k = 0; k < 64; k++) {
            Access access = fourSeats();
            for (int seat = 0; seat < 3; seat++) {
                waiting.add(waiting(seat(access, seat)));
            }
        }
        while (waiting.size() < 256) {
            waiting.add(waiting(twoSeats()));
        }
        RunningServer.await("256 calls", () -> running.meter("walras_calls_open") == 256);
        JsonPost.Reply refused = json.call("CatalogService/ListEnvironments", "{}");
        assertEquals(429, refused.status());
        assertEquals("resource_exhausted", refused.at("code"));
        assertEquals(200, json.send(json.request("/healthz")).status());
        for (Socket socket : waiting) {
            socket.close();
        }
        RunningServer.await("no call", () -> running.meter("walras_calls_open") == 0);
        json.call("CatalogService/ListEnvironments", "{}").good();
    }
}
