package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.CatalogServiceGrpc;
import walras.v1.GetServerInfoRequest;

/** Certificates: the server's, and those that it may ask of clients. */
final class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder = Path.of("");

    private Path certificate = folder;
    private Path key = folder;

    /** A self-signed certificate for localhost, made by the JDK's own tool. */
    @BeforeEach
    void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "walras",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("walras").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("walras", PASSWORD.toCharArray()).getEncoded());
    }

    private Path pem(String kind, byte[] content) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text);
    }

    private RunningServer server(boolean mutual) throws IOException {
        Optional<Path> authority = mutual ? Optional.of(certificate) : Optional.empty();
        return new RunningServer(settings -> settings.tls(new ServerConfig.Tls(certificate, key, authority)));
    }

    private ManagedChannel channel(RunningServer running, boolean withCertificate) throws IOException {
        SslContextBuilder context = GrpcSslContexts.forClient().trustManager(certificate.toFile());
        if (withCertificate) {
            context.keyManager(certificate.toFile(), key.toFile());
        }
        return NettyChannelBuilder.forAddress("127.0.0.1", running.server().port())
                .sslContext(context.build())
                .build();
    }

    private static String version(ManagedChannel channel) {
        try {
            return CatalogServiceGrpc.newBlockingStub(channel)
                    .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                    .getVersion();
        } finally {
            channel.shutdownNow();
        }
    }

    // Guards the certificate flags end to end: a client that trusts the certificate gets in, one in plaintext does not.
    @Test
    void tls_trustedCertificate_letsIn() throws IOException {
        try (RunningServer running = server(false)) {
            assertEquals(WalrasServer.VERSION, version(channel(running, false)));
            StatusRuntimeException refused =
                    assertThrows(StatusRuntimeException.class, () -> version(running.channel()));
            assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
        }
    }

    // Guards mutual TLS: without a certificate of its own nobody gets in.
    @Test
    void mutualTls_clientWithoutCertificate_isRefused() throws IOException, GeneralSecurityException {
        try (RunningServer running = server(true)) {
            assertEquals(WalrasServer.VERSION, version(channel(running, true)));
            assertThrows(StatusRuntimeException.class, () -> version(channel(running, false)));
        }
    }
}
