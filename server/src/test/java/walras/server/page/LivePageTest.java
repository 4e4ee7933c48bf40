package walras.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import walras.server.RunningServer;

/** The page's files as a browser gets them. */
final class LivePageTest {
    private static final Path FILES = Path.of("src/main/resources/walras/server/page");
    private static final int MOST_BYTES = 150_000;

    private static Map<String, String> files() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                texts.put(
                        Objects.requireNonNull(file.getFileName()).toString(),
                        Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static HttpResponse<String> get(RunningServer running, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + running.server().httpPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    // Guards every file against being forgotten in the table, and what a browser is told of each.
    @Test
    void files_areServed_withThePolicy() throws Exception {
        try (RunningServer running = new RunningServer(settings -> settings.token("open sesame"))) {
            for (Map.Entry<String, String> file : files().entrySet()) {
                String path = file.getKey().equals("index.html") ? "/" : "/page/" + file.getKey();
                HttpResponse<String> answer = get(running, path);
                assertEquals(200, answer.statusCode(), path);
                assertEquals(file.getValue(), answer.body(), path);
                String policy =
                        answer.headers().firstValue("content-security-policy").orElseThrow();
                assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
                assertFalse(policy.contains("unsafe"), policy);
                assertEquals(
                        "nosniff",
                        answer.headers().firstValue("x-content-type-options").orElseThrow());
                assertEquals(
                        "no-referrer",
                        answer.headers().firstValue("referrer-policy").orElseThrow());
            }
            assertEquals(404, get(running, "/page/../app.js").statusCode());
            assertEquals(404, get(running, "/page/other.js").statusCode());
        }
    }

    // Guards the page's size, and that it asks nobody else for anything: no address but names of XML, no markup out of
    // texts.
    @Test
    void files_areFew_andNeedNoNetwork() throws IOException {
        Map<String, String> files = files();
        int bytes = files.values().stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        assertTrue(bytes < MOST_BYTES, bytes + " bytes");
        Pattern elsewhere =
                Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)|innerHTML|insertAdjacentHTML|eval\\(");
        files.forEach((name, text) -> assertFalse(elsewhere.matcher(text).find(), name));
    }
}
