package walras.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code GET /metrics} for Prometheus and {@code GET /healthz} for probes: 200 while the server takes work, else 503. */
public final class HttpEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService thread;

    public HttpEndpoint(InetSocketAddress address, Supplier<String> metrics, BooleanSupplier healthy)
            throws IOException {
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "walras-http");
            made.setDaemon(true);
            return made;
        });
        server = HttpServer.create(address, 0);
        server.setExecutor(thread);
        server.createContext("/metrics", exchange -> {
            String type = "text/plain; version=0.0.4; charset=utf-8";
            answer(exchange, "/metrics", 200, type, metrics.get());
        });
        server.createContext("/healthz", exchange -> {
            boolean well = healthy.getAsBoolean();
            answer(exchange, "/healthz", well ? 200 : 503, "text/plain; charset=utf-8", well ? "ok\n" : "draining\n");
        });
        server.start();
    }

    /** The port that was bound, also where 0 was asked for. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals(path);
        boolean get = exchange.getRequestMethod().equals("GET");
        int code = !known ? 404 : get ? status : 405;
        byte[] body = (code == status ? text : "").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
