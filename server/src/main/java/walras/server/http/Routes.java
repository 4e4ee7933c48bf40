package walras.server.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Paths and what answers under them. A path is matched as a whole, byte by byte. */
public final class Routes {
    /** Nothing reads the body of a GET, but clients may send one. */
    private static final int UNREAD_BODY_BYTES = 8 << 10;

    private final Map<String, Route> byPath = new HashMap<>();

    /** Serves GET, and HEAD, which is answered with the same headers and no body. */
    public Routes get(String path, Gate gate, HttpHandler handler) {
        byPath.put(path, new Route(Set.of(HttpMethod.GET, HttpMethod.HEAD), UNREAD_BODY_BYTES, gate, handler));
        return this;
    }

    /** Serves POST with bodies of at most so many bytes. */
    public Routes post(String path, int mostBodyBytes, Gate gate, HttpHandler handler) {
        byPath.put(path, new Route(Set.of(HttpMethod.POST), mostBodyBytes, gate, handler));
        return this;
    }

    @Nullable
    Route find(String target) {
        return byPath.get(path(target));
    }

    /** What there is, for whoever looked elsewhere. */
    String known() {
        return "expected "
                + String.join(" or ", byPath.keySet().stream().sorted().toList());
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
