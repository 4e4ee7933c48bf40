package walras.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The web origins whose pages may call; nobody's where none is named. */
record CrossOrigin(Set<String> origins) {
    private static final int PREFLIGHT_SECONDS = 600;

    CrossOrigin {
        origins = Set.copyOf(origins);
    }

    /** True for a page of one of them. */
    boolean allows(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }

    /** Says so to the browser. */
    void say(HttpHeaders headers, @Nullable String origin) {
        if (!origins.isEmpty()) {
            headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        if (origin != null && allows(origin)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }

    /** Says to a browser that asks beforehand what its page may send. */
    static void sayBefore(HttpHeaders headers, String methods, @Nullable String asked) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
        if (asked != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked);
        }
        headers.setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    }
}
