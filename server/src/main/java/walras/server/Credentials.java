package walras.server;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.ServerToken;
import walras.server.session.Secret;

/**
 * The server's certificate and token. They are read from their files as a whole, again when they have changed, and take
 * effect together: what is wrong with one of them leaves all as they were. Connections and streams that are open stay.
 */
final class Credentials {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final ServerConfig config;
    private final @Nullable ServerToken token;
    private final @Nullable LiveSslContext grpc;
    private final @Nullable LiveSslContext http;
    private String taken; // the fingerprint of the files as they were last read, well or not

    /** @throws IOException naming the flag and what is wrong with its file */
    Credentials(ServerConfig config) throws IOException {
        this.config = config;
        taken = fingerprint();
        Optional<TlsFiles> tls = tls();
        grpc = tls.map(files -> new LiveSslContext(files.grpc())).orElse(null);
        http = tls.map(files -> new LiveSslContext(files.http())).orElse(null);
        token = TokenText.of(config).map(ServerToken::new).orElse(null);
    }

    private Optional<TlsFiles> tls() throws IOException {
        return config.tls().isPresent() ? Optional.of(TlsFiles.read(config.tls().get())) : Optional.empty();
    }

    /** The token that callers must show; null where none is asked for. */
    @Nullable
    ServerToken token() {
        return token;
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

    /** Reads the files again, whether they have changed or not, and says in the log what came of it. */
    synchronized void reload() {
        taken = fingerprint();
        try {
            Optional<TlsFiles> tls = tls();
            Optional<Secret> secret = TokenText.of(config);
            tls.ifPresent(this::take);
            if (token != null) {
                secret.ifPresent(token::replace);
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    files().isEmpty()
                            ? "no certificate and no token file to read again"
                            : "certificate and token were read again");
        } catch (IOException wrong) {
            String why = FileFaults.line(wrong);
            LOG.log(System.Logger.Level.ERROR, "certificate and token stay as they were: {0}", why);
        }
    }

    private void take(TlsFiles files) {
        if (grpc != null && http != null) {
            grpc.replace(files.grpc());
            http.replace(files.http());
        }
    }

    /** True if the files are not as they were when they were last read. */
    synchronized boolean changed() {
        return !fingerprint().equals(taken);
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
        return files;
    }

    /** A hash of what all files hold: a link that points elsewhere and a file with an old date count as changes. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files()) {
                digest.update(content(file));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the file holds; nothing where it cannot be read, which is a change too. */
    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            return new byte[0];
        }
    }
}
