package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.server.http.HttpLimits;
import walras.server.json.JsonLimits;
import walras.v1.CreateSessionRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/** What callers over HTTP may take, as settings say it. */
final class HttpSettingsTest {
    private static ServerConfig config(Map<String, String> flags) throws IOException {
        return ServerSettings.config(new ServerSettings(flags, Map.of()).values());
    }

    // Guards each setting against standing in another's place.
    @Test
    void settings_ofHttp_areTheLimits() throws IOException {
        Map<String, String> flags = new HashMap<>();
        flags.put("http-connections", "99");
        flags.put("http-calls", "11");
        flags.put("http-watchers", "12");
        flags.put("http-header-seconds", "2");
        flags.put("http-body-seconds", "3");
        flags.put("http-idle-seconds", "4");
        flags.put("http-write-seconds", "6");
        flags.put("http-body-mib", "7");
        ServerConfig config = config(flags);
        assertEquals(new JsonLimits(11, 12), config.jsonLimits());
        assertEquals(
                new HttpLimits(
                        99,
                        HttpLimits.usual().headerBytes(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(6),
                        7 << 20),
                config.httpLimits());
        assertEquals(JsonLimits.usual(), config(Map.of()).jsonLimits());
        flags.put("http-connections", "23");
        assertTrue(Objects.requireNonNull(
                        assertThrows(Problem.class, () -> config(flags)).getMessage())
                .contains("http-connections"));
    }

    // Guards the server against limits that are read and not kept.
    @Test
    void watchers_beyondTheSetting_areRefused() throws IOException, InterruptedException {
        try (RunningServer running =
                new RunningServer(settings -> settings.httpLimits(HttpLimits.usual(), new JsonLimits(1, 1)))) {
            String id = SessionServiceGrpc.newBlockingStub(running.channel())
                    .createSession(CreateSessionRequest.newBuilder()
                            .setConfig(SessionConfig.newBuilder().setEnvironment("counter-v0"))
                            .build())
                    .getSession()
                    .getId();
            HttpRequest watch = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + running.server().httpPort() + "/watch?session=" + id))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<InputStream> first = client.send(watch, HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, first.statusCode());
            HttpResponse<String> second = client.send(watch, HttpResponse.BodyHandlers.ofString());
            assertEquals(429, second.statusCode());
            assertTrue(second.body().contains("http_watchers"), second.body());
            first.body().close();
        }
    }
}
