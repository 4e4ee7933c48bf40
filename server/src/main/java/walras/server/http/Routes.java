package walras.server.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Paths and what answers under them. A path is matched as a whole, byte by byte. */
public final class Routes {
    /** Nothing reads the body of a GET, but clients may send one. */
    private static final int UNREAD_BODY_BYTES = 8 << 10;

    private final Map<String, Route> byPath = new HashMap<>();
    private CrossOrigin crossOrigin = new CrossOrigin(Set.of());
    private Refusals elsewhere = Refusals.TEXT;
    private UnaryOperator<String> known = path ->
            "expected " + String.join(" or ", byPath.keySet().stream().sorted().toList());

    /** Serves GET, and HEAD, which is answered with the same headers and no body. */
    public Routes get(String path, Gate gate, HttpHandler handler) {
        return add(
                path,
                new Route(Set.of(HttpMethod.GET, HttpMethod.HEAD), UNREAD_BODY_BYTES, gate, Refusals.TEXT, handler));
    }

    /** Serves GET by a stream. */
    public Routes stream(String path, Gate gate, Refusals refusals, HttpHandler handler) {
        return add(path, new Route(Set.of(HttpMethod.GET), UNREAD_BODY_BYTES, gate, refusals, handler));
    }

    /** Serves POST with bodies of at most so many bytes. */
    public Routes post(String path, int mostBodyBytes, Gate gate, Refusals refusals, HttpHandler handler) {
        return add(path, new Route(Set.of(HttpMethod.POST), mostBodyBytes, gate, refusals, handler));
    }

    private Routes add(String path, Route route) {
        byPath.put(path, route);
        return this;
    }

    /** Lets the pages of these origins call, {@code https://lab.example}; no other page can. */
    public Routes crossOrigin(Set<String> origins) {
        crossOrigin = new CrossOrigin(origins);
        return this;
    }

    /**
     * What is said under paths that there are not.
     *
     * @param words what was expected instead of a path
     */
    public Routes elsewhere(Refusals refusals, UnaryOperator<String> words) {
        elsewhere = refusals;
        known = words;
        return this;
    }

    @Nullable
    Route find(String target) {
        return byPath.get(path(target));
    }

    CrossOrigin crossOrigin() {
        return crossOrigin;
    }

    HttpAnswer unknown(String target) {
        return elsewhere.refusal(HttpResponseStatus.NOT_FOUND.code(), known.apply(path(target)));
    }

    /** The path of a request's target: without the query, and without the host that proxies write before it. */
    static String path(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        int begin = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        if (begin < 0) {
            return "/";
        }
        int end = begin;
        while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
            end++;
        }
        return target.substring(begin, end);
    }
}
