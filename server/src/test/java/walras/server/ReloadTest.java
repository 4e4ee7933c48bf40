package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetSessionRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/** A file of settings that changes while a server runs. */
final class ReloadTest {
    @TempDir
    private Path folder = Path.of("");

    private static CreateSessionResponse create(ManagedChannel channel, int rows) {
        return SessionServiceGrpc.newBlockingStub(channel)
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionConfig.newBuilder()
                                .setEnvironment("counter-v0")
                                .setNumEnvs(rows))
                        .build());
    }

    private static boolean makes(ManagedChannel channel, int rows) {
        try {
            create(channel, rows);
            return true;
        } catch (StatusRuntimeException refused) {
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
            return false;
        }
    }

    // Guards limits that are live, sessions that are open, and files of which a part is wrong.
    @Test
    void reload_ofTheFile_takesAllOrNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("walras.yaml"), "max-rows: 8\n");
        ServerSettings settings = new ServerSettings(
                Map.of("config", file.toString(), "port", "0", "http-port", "0", "drain-seconds", "0"), Map.of());
        try (RunningServer running = new RunningServer(WalrasServer.start(settings))) {
            ManagedChannel channel = running.channel();
            CreateSessionResponse open = create(channel, 8);
            assertEquals(false, makes(channel, 9));
            Files.writeString(file, "max-rows: 4\nworkers: 7\n");
            running.server().reload();
            assertEquals(false, makes(channel, 5));
            assertEquals(true, makes(channel, 4));
            assertEquals(
                    4,
                    CatalogServiceGrpc.newBlockingStub(channel)
                            .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                            .getLimits()
                            .getMaxRows());
            Files.writeString(file, "max-rows: 16\nmax-shards: 0\n");
            running.server().reload();
            assertEquals(false, makes(channel, 5));
            Files.delete(file);
            running.server().reload();
            assertEquals(false, makes(channel, 5));
            Files.writeString(file, "max-rows: 16\n");
            RunningServer.await("the file that was seen", () -> makes(channel, 16));
            SessionServiceGrpc.newBlockingStub(channel)
                    .getSession(GetSessionRequest.newBuilder()
                            .setAccess(RunningServer.access(open))
                            .build());
        }
    }

    // Guards clients that are told nothing: the server listens where they look.
    @Test
    void usualSocket_isWhereClientsLook() {
        Map<String, String> runtime = Map.of("XDG_RUNTIME_DIR", "/run/user/1");
        assertEquals(Path.of("/run/user/1/walras.sock"), ServerSettings.usualSocket(runtime));
        assertEquals(Path.of("/tmp/walras.sock"), ServerSettings.usualSocket(Map.of("WALRAS_UDS", "auto")));
        assertEquals(Path.of("/a"), ServerSettings.usualSocket(Map.of("WALRAS_UDS", "/a", "XDG_RUNTIME_DIR", "/run")));
    }

    @Test
    void start_withAWrongFile_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("walras.yaml"), "max-rows: 0\n");
        ServerSettings settings = new ServerSettings(Map.of("config", file.toString()), Map.of());
        assertThrows(walras.server.config.ConfigException.class, () -> WalrasServer.start(settings));
    }
}
