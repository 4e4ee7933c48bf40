package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.CatalogServiceGrpc;
import walras.v1.GetServerInfoRequest;

/** Certificates: the server's, and those that it may ask of clients. */
final class TlsTest {
    @TempDir
    private Path folder = Path.of("");

    private TestCertificate made = new TestCertificate(folder, folder);

    @BeforeEach
    void makeCertificate() throws Exception {
        made = TestCertificate.make(folder, "server");
    }

    private RunningServer server(boolean mutual) throws IOException {
        return new RunningServer(settings -> settings.tls(made.tls(mutual)));
    }

    private ManagedChannel channel(RunningServer running, boolean withCertificate) throws IOException {
        SslContextBuilder context =
                GrpcSslContexts.forClient().trustManager(made.certificate().toFile());
        if (withCertificate) {
            context.keyManager(made.certificate().toFile(), made.key().toFile());
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
