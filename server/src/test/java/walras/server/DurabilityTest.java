package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Registry;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.work.Limits;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.LogMode;
import walras.v1.PlayRequest;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** The server as a process of its own, which can be killed, told to stop, and started twice. */
final class DurabilityTest {
    @TempDir
    private Path dataDir = Path.of("");

    private ServerProcess serve(String... more) throws IOException {
        return ServerProcess.start(Stream.concat(Stream.of("--data-dir", dataDir.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static SessionConfig counters(LogMode mode) {
        return SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(5)
                .setLogMode(mode)
                .build();
    }

    private static byte[] ones(Attached attached) {
        return Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
    }

    private static PlayClient reattached(ManagedChannel channel, Attached attached, long seen) {
        PlayClient client = new PlayClient(channel);
        client.send(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setAccess(Access.newBuilder()
                                .setSessionId(attached.getSession().getId())
                                .addTickets(attached.getTickets(0).getTicket()))
                        .addLastSteps(seen)));
        return client;
    }

    // Guards protocol section 5: killed, started again, and the participant goes on with the turn it saw last.
    @Test
    void serve_killedAndStartedAgain_hasTheSession() throws Exception {
        Attached attached;
        Turn seen = null;
        try (ServerProcess first = serve()) {
            ManagedChannel channel = ServerProcess.channel(first.port());
            PlayClient before = new PlayClient(channel);
            attached = before.create(counters(LogMode.LOG_MODE_SYNCED));
            before.reset(3);
            for (int t = 1; t <= 20; t++) {
                before.act(t, 0, ones(attached));
                seen = before.turn();
            }
            first.kill();
            channel.shutdownNow();
        }
        try (ServerProcess second = serve("--drain-seconds", "1")) {
            ManagedChannel again = ServerProcess.channel(second.port());
            PlayClient after = reattached(again, attached, 19);
            assertEquals(20, after.response().getAttached().getSession().getLastSteps(0));
            assertEquals(seen, after.turn());
            after.act(21, 0, ones(attached));
            assertEquals(21, after.turn().getStep());
            again.shutdownNow();
            second.terminate();
            assertEquals(0, second.exitCode());
        }
    }

    // Guards a live server's logs against a second server: it is told who is there, and has changed no byte.
    @Test
    void serve_twiceOnOneDirectory_theSecondSaysWhoHoldsIt() throws Exception {
        try (ServerProcess first = serve()) {
            int port = first.port();
            ManagedChannel channel = ServerProcess.channel(port);
            PlayClient client = new PlayClient(channel);
            Attached attached = client.create(counters(LogMode.LOG_MODE_UNSPECIFIED));
            assertEquals(
                    LogMode.LOG_MODE_WRITTEN, attached.getSession().getConfig().getLogMode());
            client.reset(3);
            Map<String, String> files = files();
            for (String taken : List.of("0", Integer.toString(port))) {
                try (ServerProcess second = serve("--port", taken)) {
                    List<String> said = second.rest();
                    assertEquals(1, second.exitCode());
                    assertEquals(1, said.size(), said.toString());
                    assertTrue(said.get(0).contains("held by pid " + first.pid() + " on "), said.toString());
                    assertTrue(said.get(0).contains(" since 20"), said.toString());
                }
                assertEquals(files, files());
            }
            client.act(1, 0, ones(attached));
            assertEquals(1, client.turn().getStep());
            Path log = dataDir.resolve("sessions").resolve(attached.getSession().getId() + ".0.log");
            assertEquals(
                    2,
                    new ReplayVerifier(Registry.discover(), Limits.defaults())
                            .verify(log)
                            .turns());
            channel.shutdownNow();
        }
    }

    /** Every file's bytes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(file.toString(), java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return bytes;
    }

    // Guards a stop under a playing client: it is told that its session comes back, and it does.
    @Test
    void serve_toldToStopWhileSomebodyPlays_suspendsTheSession() throws Exception {
        Attached attached;
        try (ServerProcess first = serve("--drain-seconds", "1")) {
            ManagedChannel channel = ServerProcess.channel(first.port());
            PlayClient client = new PlayClient(channel);
            attached = client.create(counters(LogMode.LOG_MODE_UNSPECIFIED));
            client.reset(3);
            first.terminate();
            assertEquals("EVENT_KIND_SERVER_DRAINING", client.event().getKind().name());
            client.act(1, 0, ones(attached));
            assertEquals(1, client.turn().getStep());
            assertEquals(io.grpc.Status.Code.UNAVAILABLE, client.end().getCode());
            assertEquals("SESSION_SUSPENDED", client.reason());
            assertEquals(0, first.exitCode());
            channel.shutdownNow();
        }
        try (ServerProcess second = serve()) {
            ManagedChannel again = ServerProcess.channel(second.port());
            PlayClient after = reattached(again, attached, 1);
            assertEquals(1, after.response().getAttached().getSession().getLastSteps(0));
            after.act(2, 0, ones(attached));
            assertEquals(2, after.turn().getStep());
            again.shutdownNow();
        }
    }

    // Guards somebody who is in a hurry: the second signal ends the drain, which ends well.
    @Test
    void serve_toldToStopTwice_endsAtOnce() throws Exception {
        try (ServerProcess server = serve("--drain-seconds", "600")) {
            ManagedChannel channel = ServerProcess.channel(server.port());
            new PlayClient(channel).create(counters(LogMode.LOG_MODE_OFF));
            server.terminate();
            server.waitFor("stopping within 600 s: waits for 1 sessions that are being played");
            server.terminate();
            server.waitFor("stopping at once");
            assertEquals(0, server.exitCode());
            channel.shutdownNow();
        }
    }
}
