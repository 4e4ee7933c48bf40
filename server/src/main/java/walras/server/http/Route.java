package walras.server.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;

/**
 * What is served under one path.
 *
 * @param methods that are allowed
 * @param mostBodyBytes of a request's body
 */
record Route(Set<HttpMethod> methods, int mostBodyBytes, Gate gate, Refusals refusals, HttpHandler handler) {
    /** As the header Allow has them. */
    String allowed() {
        return String.join(", ", methods.stream().map(HttpMethod::name).sorted().toList());
    }
}
