package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.session.plan.Secret;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetServerInfoRequest;
import walras.v1.ListSessionsRequest;
import walras.v1.PlayRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SolveRequest;
import walras.v1.StepRequest;

/** Named tokens over a real port: what each role may, what each quota bounds, and what the log says of it. */
final class AccessTest {
    private static final List<String> ROLES = List.of("spectator", "player", "host", "operator");

    @TempDir
    private Path folder = Path.of("");

    private Path file = folder;

    @BeforeEach
    void writeFile() throws IOException {
        file = folder.resolve("access.yaml");
        write("");
    }

    /** Every role has a token of its name; further entries follow. */
    private void write(String more) throws IOException {
        StringBuilder text = new StringBuilder("tokens:\n");
        ROLES.forEach(role -> text.append(entry(role, role, "")));
        Files.writeString(file, text + more);
    }

    private static String entry(String name, String role, String quotas) {
        return "  - {name: " + name + ", role: " + role + ", sha256: "
                + Secret.of(name).hash() + quotas + "}\n";
    }

    private RunningServer server() throws IOException {
        return new RunningServer(settings -> settings.accessFile(Optional.of(file)));
    }

    private static Channel as(RunningServer running, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(running.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static CreateSessionResponse create(Channel channel, int rows) {
        return create(channel, "counter-v0", rows);
    }

    private static CreateSessionResponse create(Channel channel, String environment, int rows) {
        return SessionServiceGrpc.newBlockingStub(channel)
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionConfig.newBuilder()
                                .setEnvironment(environment)
                                .setNumEnvs(rows))
                        .build());
    }

    private static Status.Code code(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    // Guards every role against what is for those above it; a call that is let in fails of its own, with another code.
    @Test
    void roles_mayWhatTheyMay() throws IOException {
        try (RunningServer running = server()) {
            for (int role = 0; role < ROLES.size(); role++) {
                Channel channel = as(running, ROLES.get(role));
                var catalog = CatalogServiceGrpc.newBlockingStub(channel);
                var sessions = SessionServiceGrpc.newBlockingStub(channel);
                assertMay(role, 0, () -> catalog.getServerInfo(GetServerInfoRequest.getDefaultInstance()));
                assertMay(role, 0, () -> sessions.listSessions(ListSessionsRequest.getDefaultInstance()));
                assertMay(
                        role,
                        1,
                        () -> sessions.step(StepRequest.newBuilder()
                                .setAct(Act.getDefaultInstance())
                                .build()));
                assertMay(
                        role,
                        2,
                        () -> catalog.solve(SolveRequest.newBuilder()
                                .setEnvironment("counter-v0")
                                .build()));
                assertMay(role, 2, () -> create(channel, 1));
                assertMay(
                        role,
                        3,
                        () -> io.grpc.stub.ClientCalls.blockingUnaryCall(
                                channel,
                                io.grpc.channelz.v1.ChannelzGrpc.getGetServersMethod(),
                                CallOptions.DEFAULT,
                                io.grpc.channelz.v1.GetServersRequest.getDefaultInstance()));
            }
            assertEquals(Status.Code.PERMISSION_DENIED, code(() -> create(as(running, "stranger"), 1)));
            assertEquals(Status.Code.UNAUTHENTICATED, code(() -> create(running.channel(), 1)));
        }
    }

    // Guards what seats see of a session against spectators, and a replay's work against who may not ask for work.
    @Test
    void watch_byRole_showsWhatTheRoleMay() throws IOException, InterruptedException {
        try (RunningServer running = new RunningServer(
                settings -> settings.accessFile(Optional.of(file)).dataDir(folder.resolve("data")))) {
            CreateSessionResponse made = create(as(running, "host"), 2);
            String id = made.getSession().getId();
            String host = "walras-host-token: " + made.getHostToken();
            String ticket = "walras-ticket: " + made.getTickets(0).getTicket();
            for (int role = 0; role < ROLES.size(); role++) {
                String token = ROLES.get(role);
                assertEquals(200, status(running, "/watch?session=" + id, token), token);
                assertEquals(role < 1 ? 403 : 200, status(running, "/watch?session=" + id, token, ticket), token);
                assertEquals(role < 2 ? 403 : 200, status(running, "/watch?session=" + id, token, host), token);
                assertEquals(200, status(running, "/logs", token), token);
                assertEquals(role < 2 ? 403 : 200, status(running, "/replay?session=" + id, token), token);
                assertEquals(200, status(running, "/", token), token);
            }
            assertEquals(401, status(running, "/watch?session=" + id, ""));
            assertEquals(401, status(running, "/logs", ""));
            assertEquals(401, status(running, "/replay?session=" + id, ""));
            assertEquals(200, status(running, "/", ""), "the page itself has no secrets");
        }
    }

    /** The status of an answer whose body may go on for ever. */
    private static int status(RunningServer running, String target, String token, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + running.server().httpPort() + target));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        for (String header : headers) {
            request.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        }
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private static void assertMay(int role, int least, Runnable call) {
        assertEquals(
                role < least,
                code(call) == Status.Code.PERMISSION_DENIED,
                ROLES.get(role) + " against " + ROLES.get(least));
    }

    // Guards a play stream, which makes sessions too.
    @Test
    void play_thatMakesASession_isForHosts() throws IOException {
        try (RunningServer running = server()) {
            SessionConfig config = SessionConfig.newBuilder()
                    .setEnvironment("counter-v0")
                    .setNumEnvs(1)
                    .build();
            for (String role : List.of("player", "host")) {
                PlayClient play = new PlayClient(as(running, role));
                play.send(PlayRequest.newBuilder().setAttach(Attach.newBuilder().setCreate(config)));
                if (role.equals("host")) {
                    assertTrue(play.response().hasAttached());
                } else {
                    assertEquals(Status.Code.PERMISSION_DENIED, play.end().getCode());
                }
            }
        }
    }

    // Guards quotas: what is over is refused by its name, what ends is given back, others are not touched.
    @Test
    void quotas_boundOneCallerAlone() throws IOException {
        write(entry("small", "host", ", sessions: 2, rows: 10"));
        try (RunningServer running = server()) {
            Channel small = as(running, "small");
            CreateSessionResponse first = create(small, 8);
            assertLimit("limit rows of small", () -> create(small, 3));
            assertEquals(Status.Code.NOT_FOUND, code(() -> create(small, "no-such-v0", 1)), "and gives its quota back");
            create(small, 2);
            assertLimit("limit sessions of small", () -> create(small, 1));
            create(as(running, "host"), 100);
            SessionServiceGrpc.newBlockingStub(small)
                    .closeSession(CloseSessionRequest.newBuilder()
                            .setAccess(RunningServer.access(first))
                            .build());
            create(small, 8);
        }
    }

    private static void assertLimit(String expected, Runnable call) {
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call::run);
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
        assertTrue(String.valueOf(refused.getStatus().getDescription()).contains(expected), refused.getMessage());
    }

    // Guards rotation: a new token lets in, the old one no more, what was made is still counted, a wrong list changes
    // nothing.
    @Test
    void list_thatChanges_isTakenAsAWhole() throws IOException {
        write(entry("small", "host", ", sessions: 1"));
        try (RunningServer running = server()) {
            create(as(running, "small"), 1);
            String rotated = entry("small", "host", ", sessions: 1")
                    .replace(Secret.of("small").hash(), Secret.of("other").hash());
            write(rotated);
            running.server().reload();
            assertEquals(Status.Code.PERMISSION_DENIED, code(() -> create(as(running, "small"), 1)));
            assertLimit("limit sessions of small", () -> create(as(running, "other"), 1));
            write(rotated + "  - {name: late, role: boss, sha256: 12}\n");
            running.server().reload();
            assertLimit("limit sessions of small", () -> create(as(running, "other"), 1));
        }
    }

    // Guards the meters, which tell who is there.
    @Test
    void http_knowsTheSameCallers() throws Exception {
        try (RunningServer running = server()) {
            URI meters = URI.create("http://127.0.0.1:" + running.server().httpPort() + "/metrics");
            HttpClient client = HttpClient.newHttpClient();
            for (String token : List.of("spectator", "stranger")) {
                HttpRequest request = HttpRequest.newBuilder(meters)
                        .header("Authorization", "Bearer " + token)
                        .build();
                int status = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode();
                assertEquals(token.equals("spectator"), status == 200, token);
            }
        }
    }

    // Guards identities by certificate, over real TLS: the name in it has the role that the list gives it, and no
    // other.
    @Test
    void certificates_areNames() throws Exception {
        TestCertificate made = TestCertificate.make(folder, "server");
        for (String role : List.of("player", "host")) {
            Files.writeString(file, "certificates:\n  - {name: localhost, role: " + role + "}\n");
            try (RunningServer running =
                    new RunningServer(settings -> settings.tls(made.tls(true)).accessFile(Optional.of(file)))) {
                ManagedChannel channel = NettyChannelBuilder.forAddress(
                                "127.0.0.1", running.server().port())
                        .sslContext(GrpcSslContexts.forClient()
                                .trustManager(made.certificate().toFile())
                                .keyManager(
                                        made.certificate().toFile(), made.key().toFile())
                                .build())
                        .build();
                try {
                    Status.Code expected = role.equals("host") ? Status.Code.OK : Status.Code.PERMISSION_DENIED;
                    assertEquals(expected, code(() -> create(channel, 1)), role);
                    Files.writeString(file, "certificates:\n  - {name: another, role: host}\n");
                    running.server().reload();
                    assertEquals(Status.Code.PERMISSION_DENIED, code(() -> create(channel, 1)));
                } finally {
                    channel.shutdownNow();
                }
            }
        }
    }

    // Guards JSON over HTTP, which is another way to the same methods.
    @Test
    void json_hasTheSameRoles() throws Exception {
        try (RunningServer running = server()) {
            URI create = URI.create(
                    "http://127.0.0.1:" + running.server().httpPort() + "/walras.v1.SessionService/CreateSession");
            HttpClient client = HttpClient.newHttpClient();
            for (String token : List.of("host", "player", "stranger")) {
                HttpRequest request = HttpRequest.newBuilder(create)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"config\": {\"environment\": \"counter-v0\"}}"))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(token.equals("host"), answer.statusCode() == 200, token + ": " + answer.body());
            }
        }
    }

    // Guards frames against other users of the machine.
    @Test
    void sharedMemory_isOfTheServersUserAlone() throws IOException {
        try (RunningServer running = server()) {
            Path socket = Path.of(running.server().localSocket().orElseThrow());
            String folderOf = PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(Objects.requireNonNull(socket.getParent())));
            assertEquals("rwx------", folderOf);
        }
    }

    // Guards the record: who made, joined, closed and was refused, and no secret.
    @Test
    void audit_saysWhoDidWhat() throws IOException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger("walras.audit");
        Handler handler = new Lines(lines);
        logger.addHandler(handler);
        write(entry("small", "host", ", rows: 10"));
        try (RunningServer running = server()) {
            CreateSessionResponse made = create(as(running, "host"), 3);
            code(() -> create(as(running, "player"), 1));
            code(() -> create(as(running, "sesame"), 1));
            String id = made.getSession().getId();
            code(() -> SessionServiceGrpc.newBlockingStub(as(running, "host"))
                    .closeSession(CloseSessionRequest.newBuilder()
                            .setAccess(RunningServer.access(made).toBuilder().setHostToken("another"))
                            .build()));
            code(() -> create(as(running, "small"), 1000));
            SessionServiceGrpc.newBlockingStub(as(running, "host"))
                    .closeSession(CloseSessionRequest.newBuilder()
                            .setAccess(RunningServer.access(made))
                            .build());
            String all = String.join("\n", lines);
            assertTrue(all.contains("host made session " + id + ": counter-v0, 3 rows"), all);
            assertTrue(all.contains("player was refused walras.v1.SessionService/CreateSession: TOKEN_WRONG"), all);
            assertTrue(all.contains("a stranger was refused walras.v1.SessionService/CreateSession"), all);
            assertTrue(all.contains("host has no more the session " + id + ": asked for"), all);
            assertTrue(all.contains("host was refused access.host_token: TOKEN_WRONG"), all);
            assertTrue(all.contains("small was refused more rows: LIMIT, rows: expected at most"), all);
            assertTrue(!all.contains("sesame") && !all.contains(made.getHostToken()), all);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static final class Lines extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final List<String> lines;

        Lines(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
