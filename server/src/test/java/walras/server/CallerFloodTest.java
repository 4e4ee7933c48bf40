package walras.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.session.plan.Secret;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SolveRequest;

/** One caller that floods the server, under a quota, and another that goes on as before. */
final class CallerFloodTest {
    private static final int CALLS = 400;
    private static final int FLOODERS = 6;
    private static final double MOST = 3;
    private static final long FLOOR_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir
    private Path folder = Path.of("");

    private static Channel as(RunningServer running, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(running.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static CreateSessionResponse create(Channel channel, String environment, int rows) {
        return SessionServiceGrpc.newBlockingStub(channel)
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionConfig.newBuilder()
                                .setEnvironment(environment)
                                .setNumEnvs(rows))
                        .build());
    }

    private static void reset(Channel channel, CreateSessionResponse session) {
        SessionServiceGrpc.newBlockingStub(channel)
                .reset(ResetRequest.newBuilder()
                        .setAccess(RunningServer.access(session))
                        .setReset(ResetConfig.getDefaultInstance())
                        .build());
    }

    private static long p99(Channel channel, CreateSessionResponse session) {
        long[] nanos = new long[CALLS];
        for (int k = 0; k < CALLS; k++) {
            long start = System.nanoTime();
            reset(channel, session);
            nanos[k] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[CALLS * 99 / 100];
    }

    // Guards everybody else: resets of many rows, solves and refused calls of one caller, as many as it can send.
    @Test
    @Tag("full")
    void flood_ofOneCaller_leavesTheOthersTheirTime() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("access.yaml"),
                "tokens:\n"
                        + "  - {name: quiet, role: host, sha256: "
                        + Secret.of("quiet").hash() + "}\n"
                        + "  - {name: loud, role: host, sha256: "
                        + Secret.of("loud").hash() + ", cpu-seconds: 6}\n");
        try (RunningServer running = new RunningServer(settings -> settings.accessFile(Optional.of(file)))) {
            Channel quiet = as(running, "quiet");
            CreateSessionResponse session = create(quiet, "counter-v0", 16);
            p99(quiet, session);
            long alone = p99(quiet, session);
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong refused = new AtomicLong();
            ExecutorService flood = Executors.newFixedThreadPool(FLOODERS);
            Channel loud = as(running, "loud");
            CreateSessionResponse large = create(loud, "auction/chain-v0", 1 << 14);
            for (int k = 0; k < FLOODERS; k++) {
                boolean solves = k % 2 == 0;
                flood.execute(() -> flood(loud, large, solves, over, refused));
            }
            RunningServer.await("a refusal", () -> refused.get() > 0);
            long beside = p99(quiet, session);
            over.set(true);
            flood.shutdown();
            assertTrue(flood.awaitTermination(30, TimeUnit.SECONDS));
            assertTrue(
                    beside <= MOST * Math.max(alone, FLOOR_NANOS),
                    "p99 alone " + alone + " ns, beside the flood " + beside + " ns, " + refused + " refused");
        }
    }

    private static void flood(
            Channel channel, CreateSessionResponse large, boolean solves, AtomicBoolean over, AtomicLong refused) {
        while (!over.get()) {
            try {
                if (solves) {
                    CatalogServiceGrpc.newBlockingStub(channel)
                            .solve(SolveRequest.newBuilder()
                                    .setEnvironment("exchange/static-v0")
                                    .build());
                } else {
                    reset(channel, large);
                }
            } catch (StatusRuntimeException over3) {
                refused.incrementAndGet();
            }
        }
    }
}
