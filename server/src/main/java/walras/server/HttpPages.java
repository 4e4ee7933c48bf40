package walras.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpListener;
import walras.server.http.Routes;
import walras.server.json.JsonGate;
import walras.server.json.JsonService;
import walras.server.metrics.ServerMetrics;
import walras.server.page.LivePage;
import walras.server.rpc.Services;

/** What the HTTP port serves: the server's health to everybody, its meters to whoever may call it. */
final class HttpPages {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private HttpPages() {}

    /**
     * Binds the port of meters, health, the page and JSON; empty where there shall be none.
     *
     * @param healthy false while the server drains
     */
    static Optional<HttpListener> listen(
            ServerConfig config,
            Transport transport,
            Credentials credentials,
            ServerMetrics metrics,
            BooleanSupplier healthy,
            Services services,
            JsonService json)
            throws IOException {
        if (config.httpPort() == ServerConfig.NO_PORT) {
            return Optional.empty();
        }
        boolean mutual = config.tls().flatMap(ServerConfig.Tls::clientAuthority).isPresent();
        HttpGate gate =
                new HttpGate(config.tls().isPresent(), mutual, config.plaintext(), credentials.callers(), metrics);
        Routes routes =
                routes(metrics, healthy, gate).crossOrigin(config.httpNames().origins());
        LivePage.addTo(routes, gate.withoutToken());
        Set<String> names = new HashSet<>(config.httpNames().hosts()); // under which callers know the server
        names.addAll(List.of(config.host(), config.httpAddress()));
        json.addTo(routes, new JsonGate(names, config.httpNames().origins(), gate::problem, services, true));
        InetSocketAddress address = transport.http();
        try {
            return Optional.of(new HttpListener(address, routes, config.httpLimits(), credentials.http()));
        } catch (IOException refused) {
            throw BindFaults.tcp("--http-host", config.httpAddress(), "--http-port", config.httpPort(), refused);
        }
    }

    /** @param healthy false while the server drains */
    private static Routes routes(ServerMetrics metrics, BooleanSupplier healthy, Gate gate) {
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
