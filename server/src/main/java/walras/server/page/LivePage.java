package walras.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.Routes;

/** Serves the page's files from memory: {@code /} and {@code /page/NAME}. */
public final class LivePage {
    /** Beside {@code index.html}; each is what its name ends with. */
    private static final List<String> FILES = List.of(
            "style.css",
            "app.js",
            "wire.js",
            "charts.js",
            "stats.js",
            "turns.js",
            "prose.js",
            "server.js",
            "session.js",
            "economies.js",
            "auction.js",
            "exchange.js",
            "stackelberg.js",
            "taxation.js",
            "forms.js",
            "seat.js",
            "tournaments.js",
            "controls.js",
            "icon.svg");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * Everything comes from this server and nothing runs that is not a file of it: no inline script or style, no plugin, no
     * frame, no form that leaves the page. Addresses of sessions, which may have secrets in their fragments, are told nobody.
     */
    static final Map<String, String> HEADERS = Map.of(
            "content-security-policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for"
                            + " 'script'",
            "referrer-policy", "no-referrer",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin",
            "permissions-policy", "camera=(), geolocation=(), microphone=()");

    private LivePage() {}

    /** @param gate who may load the files, which hold no secrets */
    public static Routes addTo(Routes routes, Gate gate) {
        Map<String, HttpAnswer> answers = new LinkedHashMap<>();
        answers.put("/", file("index.html"));
        FILES.forEach(name -> answers.put("/page/" + name, file(name)));
        answers.forEach((path, answer) -> routes.get(path, gate, exchange -> exchange.answer(answer)));
        return routes;
    }

    private static HttpAnswer file(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + name + " is not in the jar");
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return new HttpAnswer(200, type, in.readAllBytes(), HEADERS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
