package walras.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Sessions;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;
import walras.server.session.work.Workers;

/** What the meters show of a server as a whole: limits and their use, disk, certificate. */
record ServerMeters(
        ServerConfig config,
        Sessions sessions,
        Credentials credentials,
        Workers workers,
        Optional<SessionStore> store) {
    void show(ServerMetrics metrics, BooleanSupplier draining) {
        metrics.server(WalrasServer.VERSION, draining);
        metrics.limit(
                "sessions", () -> limits().sessions(), () -> sessions.all().size());
        metrics.limit("total_frame_bytes", () -> limits().totalFrameBytes(), sessions::frameBytes);
        metrics.limit("table_bytes", () -> limits().work().tableBytes(), sessions.tables()::taken);
        metrics.workers("step", workers.steps()::busy, workers.steps()::queued);
        metrics.workers("solve", workers.solving()::busy, workers.solving()::queued);
        metrics.workers("make", workers.making()::busy, workers.making()::queued);
        store.ifPresent(logs -> metrics.syncs(logs, SessionStore::syncs, SessionStore::syncNanos));
        config.dataDir().ifPresent(folder -> metrics.disk(() -> free(folder)));
        if (config.tls().isPresent()) {
            metrics.certificate(() -> credentials.end().getEpochSecond());
        }
    }

    private Limits limits() {
        return sessions.limits();
    }

    /** In bytes; -1 while the disk does not say. */
    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException gone) {
            return -1;
        }
    }
}
