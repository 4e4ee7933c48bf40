package walras.server.http;

/** Answers requests for one path. Called on an event loop: it answers at once, or lets another thread answer. */
@FunctionalInterface
public interface HttpHandler {
    void handle(Exchange exchange);
}
