package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.GetServerInfoRequest;
import walras.v1.LogMode;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/** What clients see of a server that stops. */
final class DrainTest {
    private static final SessionConfig COUNTERS =
            SessionConfig.newBuilder().setEnvironment("counter-v0").build();

    @TempDir
    private Path dataDir = Path.of("");

    private static Thread closing(RunningServer running) {
        Thread closing = new Thread(running.server()::close, "closing");
        closing.start();
        return closing;
    }

    // Guards the time between the signal and the end: players go on and come back, everybody else is told.
    @Test
    void close_whileSomebodyPlays_goesOnUntilTheDrainEnds() throws Exception {
        try (RunningServer running =
                new RunningServer(settings -> settings.dataDir(dataDir).drainTime(Duration.ofMinutes(10)))) {
            ManagedChannel channel = running.channel();
            Iterator<HealthCheckResponse> watch =
                    HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance());
            assertEquals(ServingStatus.SERVING, watch.next().getStatus());
            PlayClient client = new PlayClient(channel);
            Attached attached = client.create(COUNTERS);
            client.reset(1);

            Thread closing = closing(running);

            assertEquals("EVENT_KIND_SERVER_DRAINING", client.event().getKind().name());
            assertEquals(ServingStatus.NOT_SERVING, watch.next().getStatus());
            for (ManagedChannel any : new ManagedChannel[] {channel, running.channel()}) {
                HealthCheckResponse health =
                        HealthGrpc.newBlockingStub(any).check(HealthCheckRequest.getDefaultInstance());
                assertEquals(ServingStatus.NOT_SERVING, health.getStatus());
            }
            StatusRuntimeException refused =
                    assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(channel)
                            .createSession(CreateSessionRequest.newBuilder()
                                    .setConfig(COUNTERS)
                                    .build()));
            assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
            client.requests().cancel("the connection broke", null);
            PlayClient back = attachedAgain(running.channel(), attached);
            back.act(1, 0, Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1));
            assertEquals(1, back.turn().getStep());

            running.server().hurry();
            assertEquals(Status.Code.UNAVAILABLE, back.end().getCode());
            assertEquals("SESSION_SUSPENDED", back.reason());
            closing.join();
        }
    }

    /** The seat may still be held by the stream that broke. */
    private static PlayClient attachedAgain(ManagedChannel channel, Attached attached) {
        PlayClient back = new PlayClient(channel);
        back.send(walras.v1.PlayRequest.newBuilder()
                .setAttach(walras.v1.Attach.newBuilder()
                        .setReplace(true)
                        .setAccess(walras.v1.Access.newBuilder()
                                .setSessionId(attached.getSession().getId())
                                .addTickets(attached.getTickets(0).getTicket()))));
        assertEquals(0, back.response().getAttached().getSession().getLastSteps(0));
        assertEquals(0, back.turn().getStep());
        return back;
    }

    // Guards sessions that nothing can bring back: they say that they end.
    @Test
    void close_withoutALog_endsTheSession() throws Exception {
        try (RunningServer running = new RunningServer(settings -> settings.drainTime(Duration.ofMinutes(10)))) {
            assertEquals(LogMode.LOG_MODE_OFF, defaultLogMode(running));
            PlayClient client = new PlayClient(running.channel());
            Attached attached = client.create(COUNTERS);
            assertEquals(LogMode.LOG_MODE_OFF, attached.getSession().getConfig().getLogMode());
            Thread closing = closing(running);
            assertEquals("EVENT_KIND_SERVER_DRAINING", client.event().getKind().name());
            running.server().hurry();
            assertEquals("EVENT_KIND_SESSION_CLOSING", client.event().getKind().name());
            assertEquals(Status.Code.FAILED_PRECONDITION, client.end().getCode());
            assertEquals("SESSION_CLOSED", client.reason());
            closing.join();
        }
    }

    // Guards a quick stop: nothing is waited for once the last player has left.
    @Test
    void close_whenThePlayersLeave_ends() throws Exception {
        try (RunningServer running =
                new RunningServer(settings -> settings.dataDir(dataDir).drainTime(Duration.ofMinutes(10)))) {
            assertEquals(LogMode.LOG_MODE_WRITTEN, defaultLogMode(running));
            PlayClient client = new PlayClient(running.channel());
            client.create(COUNTERS);
            Thread closing = closing(running);
            assertEquals("EVENT_KIND_SERVER_DRAINING", client.event().getKind().name());
            client.leave(true);
            closing.join(20_000);
            assertEquals(Thread.State.TERMINATED, closing.getState());
        }
    }

    private static LogMode defaultLogMode(RunningServer running) {
        return CatalogServiceGrpc.newBlockingStub(running.channel())
                .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                .getDefaultLogMode();
    }
}
