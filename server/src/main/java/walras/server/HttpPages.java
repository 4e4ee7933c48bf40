package walras.server;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.Routes;
import walras.server.metrics.ServerMetrics;

/** What the HTTP port serves: the server's health to everybody, its meters to whoever may call it. */
final class HttpPages {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private HttpPages() {}

    /** @param healthy false while the server drains */
    static Routes routes(ServerMetrics metrics, BooleanSupplier healthy, Gate gate) {
        return new Routes()
                .get("/healthz", Gate.OPEN, exchange -> exchange.answer(health(healthy.getAsBoolean())))
                .get("/metrics", gate, exchange -> {
                    byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
                    exchange.answer(new HttpAnswer(200, PROMETHEUS, text));
                });
    }

    private static HttpAnswer health(boolean well) {
        return well ? HttpAnswer.text(200, "ok\n") : HttpAnswer.text(503, "draining\n");
    }
}
