package walras.server;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.server.caller.AccessList;

/**
 * The server's certificate and token. They are read from their files as a whole, again when they have changed, and take
 * effect together: what is wrong with one of them leaves all as they were. Connections and streams that are open stay.
 */
final class Credentials {
    private final ServerConfig config;
    private final @Nullable AccessList callers;
    private final @Nullable LiveSslContext grpc;
    private final @Nullable LiveSslContext http;

    private volatile Instant end;

    /** @throws IOException naming the flag and what is wrong with its file */
    Credentials(ServerConfig config) throws IOException {
        this.config = config;
        Optional<TlsFiles> tls = tls();
        end = tls.map(TlsFiles::end).orElse(Instant.MAX);
        grpc = tls.map(files -> new LiveSslContext(files.grpc())).orElse(null);
        http = tls.map(files -> new LiveSslContext(files.http())).orElse(null);
        List<AccessList.Entry> entries = AccessEntries.of(config);
        callers = entries.isEmpty() ? null : new AccessList(entries);
    }

    /** When the certificate ends; never without one. */
    Instant end() {
        return end;
    }

    private Optional<TlsFiles> tls() throws IOException {
        return config.tls().isPresent() ? Optional.of(TlsFiles.read(config.tls().get())) : Optional.empty();
    }

    /** Who may call; null where nobody is asked who they are. */
    @Nullable
    AccessList callers() {
        return callers;
    }

    /** TLS for gRPC; null for plaintext. */
    @Nullable
    SslContext grpc() {
        return grpc;
    }

    /** TLS for HTTP; null for plaintext. */
    @Nullable
    SslContext http() {
        return http;
    }

    /**
     * Reads the files again.
     *
     * @return puts what they hold in the place of what was there
     * @throws IOException naming the flag and what is wrong with its file
     */
    Runnable read() throws IOException {
        Optional<TlsFiles> tls = tls();
        List<AccessList.Entry> entries = AccessEntries.of(config);
        return () -> {
            tls.ifPresent(this::take);
            if (callers != null) {
                callers.replace(entries);
            }
        };
    }

    private void take(TlsFiles files) {
        if (grpc != null && http != null) {
            grpc.replace(files.grpc());
            http.replace(files.http());
            end = files.end();
        }
    }

    /** The files that can change. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        config.tls().ifPresent(tls -> {
            files.add(tls.certificate());
            files.add(tls.key());
            tls.clientAuthority().ifPresent(files::add);
        });
        config.tokenFile().ifPresent(files::add);
        config.accessFile().ifPresent(files::add);
        return files;
    }
}
