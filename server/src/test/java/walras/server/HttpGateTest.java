package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.caller.AccessList;
import walras.server.caller.Quota;
import walras.server.caller.Role;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpCaller;
import walras.server.metrics.ServerMetrics;
import walras.server.session.plan.Secret;

/** Who may see the pages beside health, from this machine and from others, with and without a certificate. */
final class HttpGateTest {
    private static final String TOKEN = "open sesame";

    @TempDir
    private Path folder = Path.of("");

    // Guards every combination of what the server asks for and what the caller has: 200 stands for an open gate.
    @ParameterizedTest
    @CsvSource({
        // tls, mutual, plaintext, token | nearby, encrypted, certified, shown | status
        "false, false, false, false,  false, false, false, '',  200",
        "true,  false, false, false,  true,  false, false, '',  200",
        "true,  false, false, false,  false, false, false, '',  403",
        "true,  false, false, false,  false, true,  false, '',  200",
        "true,  false, true,  false,  false, false, false, '',  200",
        "true,  true,  false, false,  true,  false, false, '',  200",
        "true,  true,  false, false,  false, true,  false, '',  403",
        "true,  true,  false, false,  false, true,  true,  '',  200",
        "true,  true,  true,  false,  false, false, false, '',  403",
        "false, false, false, true,   true,  false, false, '',  401",
        "false, false, false, true,   false, false, false, 'Bearer wrong',  401",
        "false, false, false, true,   false, false, false, 'Bearer open sesame',  200",
        "true,  false, false, true,   false, false, false, 'Bearer open sesame',  403",
        "true,  true,  false, true,   false, true,  true,  '',  401",
        "true,  true,  false, true,   false, true,  false, 'Bearer open sesame',  403",
        "true,  true,  false, true,   false, true,  true,  'Bearer open sesame',  200",
    })
    void refusal_isAsTheServerWasToldToGuard(
            boolean tls,
            boolean mutual,
            boolean plaintext,
            boolean token,
            boolean nearby,
            boolean encrypted,
            boolean certified,
            String shown,
            int status) {
        HttpGate gate = new HttpGate(tls, mutual, plaintext, token ? list() : null, new ServerMetrics());
        HttpAnswer refusal = gate.refusal(new HttpCaller(
                shown.isEmpty() ? null : shown, nearby, encrypted, certified, "localhost", null, null, null));
        assertEquals(status, refusal == null ? HttpURLConnection.HTTP_OK : refusal.status());
    }

    private static AccessList list() {
        return new AccessList(List.of(new AccessList.Entry(
                "token", Role.OPERATOR, Optional.of(Secret.of(TOKEN).hash()), Quota.NONE)));
    }

    // Guards the whole way, over an address that is not loopback: health is for all, the rest for who has a
    // certificate.
    @Test
    void pages_fromElsewhere_askForACertificate() throws Exception {
        Optional<String> address = elsewhere();
        assumeTrue(address.isPresent(), "this machine has an address beside loopback");
        String host = address.get();
        TestCertificate made = TestCertificate.make(folder, "server", "-keyalg", "EC", "-ext", "san=ip:" + host);
        try (RunningServer running =
                new RunningServer(settings -> settings.tls(made.tls(true)).httpHost("0.0.0.0"))) {
            String place = host + ":" + running.server().httpPort();
            HttpClient stranger = client(made, false);
            HttpClient known = client(made, true);
            assertEquals(200, status(stranger, "http://" + place + "/healthz"));
            assertEquals(403, status(stranger, "http://" + place + "/metrics"));
            assertEquals(403, status(stranger, "https://" + place + "/metrics"));
            assertEquals(200, status(known, "https://" + place + "/metrics"));
            assertEquals(403, status(known, "http://" + place + "/metrics"));
        }
    }

    private static Optional<String> elsewhere() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private static int status(HttpClient client, String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** @param certified true for a client that shows the certificate, which is its own authority */
    private static HttpClient client(TestCertificate made, boolean certified) throws Exception {
        Certificate certificate;
        try (InputStream in = Files.newInputStream(made.certificate())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (certified) {
            store.setKeyEntry("own", key(made.key()), new char[0], new Certificate[] {certificate});
        }
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private static PrivateKey key(Path file) throws Exception {
        String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        assertNotNull(pem);
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }
}
