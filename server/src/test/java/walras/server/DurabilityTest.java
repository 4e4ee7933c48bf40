package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.LogMode;
import walras.v1.PlayRequest;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** The server as a process of its own, which can be killed. */
final class DurabilityTest {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path dataDir = Path.of("");

    private Process serve() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "walras.server.cli.Walras",
                        "serve",
                        "--port",
                        "0",
                        "--http-port",
                        "0",
                        "--drain-seconds",
                        "1",
                        "--data-dir",
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ManagedChannel connect(Process server) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher port = PORT.matcher(String.valueOf(line));
        assertTrue(port.find(), line);
        return NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(port.group(1)))
                .usePlaintext()
                .build();
    }

    // Guards protocol section 5: killed, started again, and the participant goes on with the turn it saw last.
    @Test
    void serve_killedAndStartedAgain_hasTheSession() throws Exception {
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(5)
                .setLogMode(LogMode.LOG_MODE_SYNCED)
                .build();
        Process first = serve();
        ManagedChannel channel = connect(first);
        PlayClient before = new PlayClient(channel);
        Attached attached = before.create(config);
        before.reset(3);
        byte[] ones = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
        Turn seen = null;
        for (int t = 1; t <= 20; t++) {
            before.act(t, 0, ones);
            seen = before.turn();
        }
        assertTrue(first.destroyForcibly().waitFor(20, TimeUnit.SECONDS));
        channel.shutdownNow();

        Process second = serve();
        try {
            ManagedChannel again = connect(second);
            PlayClient after = new PlayClient(again);
            after.send(PlayRequest.newBuilder()
                    .setAttach(Attach.newBuilder()
                            .setAccess(Access.newBuilder()
                                    .setSessionId(attached.getSession().getId())
                                    .addTickets(attached.getTickets(0).getTicket()))
                            .addLastSteps(19)));
            assertEquals(20, after.response().getAttached().getSession().getLastSteps(0));
            assertEquals(seen, after.turn());
            after.act(21, 0, ones);
            assertEquals(21, after.turn().getStep());
            again.shutdownNow();
            second.destroy();
            assertTrue(second.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, second.exitValue());
        } finally {
            second.destroyForcibly();
        }
    }
}
