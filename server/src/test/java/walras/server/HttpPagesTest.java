package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may see what on the HTTP port. */
final class HttpPagesTest {
    @TempDir
    private Path folder = Path.of("");

    private static int status(HttpClient client, String scheme, RunningServer running, String path, String... headers)
            throws IOException, InterruptedException {
        URI uri = URI.create(scheme + "://127.0.0.1:" + running.server().httpPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    // Guards the token on this port too: metrics tell strangers nothing, health tells them as little as it must.
    @Test
    void metrics_withAToken_areForThoseWhoShowIt() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (RunningServer running = new RunningServer(settings -> settings.token("open sesame"))) {
            assertEquals(200, status(client, "http", running, "/healthz"));
            assertEquals(401, status(client, "http", running, "/metrics"));
            assertEquals(401, status(client, "http", running, "/metrics", "Authorization", "Bearer open"));
            assertEquals(401, status(client, "http", running, "/metrics", "Authorization", "open sesame"));
            assertEquals(200, status(client, "http", running, "/metrics", "Authorization", "Bearer open sesame"));
            assertTrue(running.server().metrics().contains("walras_errors_total{reason=\"TOKEN_MISSING\"} 1.0"));
            assertTrue(running.server().metrics().contains("walras_errors_total{reason=\"TOKEN_WRONG\"} 2.0"));
        }
    }

    // Guards HTTP under the server's certificate, and probes in plaintext from the same machine.
    @Test
    void pages_withACertificate_speakTlsToo() throws Exception {
        TestCertificate made = TestCertificate.make(folder, "server");
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
        try (RunningServer running = new RunningServer(settings -> settings.tls(made.tls(false)))) {
            assertEquals(200, status(client, "https", running, "/healthz"));
            assertEquals(200, status(client, "https", running, "/metrics"));
            assertEquals(200, status(client, "http", running, "/metrics"));
        }
        try (RunningServer plain = new RunningServer(settings -> settings)) {
            assertThrows(IOException.class, () -> status(client, "https", plain, "/healthz"));
            assertEquals(200, status(client, "http", plain, "/healthz"));
        }
    }
}
