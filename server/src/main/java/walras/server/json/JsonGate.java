package walras.server.json;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Words;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpCaller;
import walras.server.rpc.Services;

/**
 * Who may call by JSON. A page that a browser has from elsewhere must not reach a server on this machine: not by a name of
 * its own that it lets point here, so the header Host must have a name that is known, or a number; not from another origin,
 * unless that is named; and not by a form, so the content type must be JSON's, for which browsers ask beforehand.
 *
 * @param names under which callers know the server, beside localhost
 * @param origins of pages from elsewhere that may call
 * @param guard what the whole port asks for
 * @param typed true where a request must be JSON
 */
public record JsonGate(
        Set<String> names,
        Set<String> origins,
        Function<HttpCaller, @Nullable Problem> guard,
        Services services,
        boolean typed)
        implements Gate {
    private static final int UNSUPPORTED = 415;

    public JsonGate {
        names = Set.copyOf(names);
        origins = Set.copyOf(origins);
    }

    /** The same for requests without a body. */
    public JsonGate untyped() {
        return new JsonGate(names, origins, guard, services, false);
    }

    @Override
    public @Nullable HttpAnswer refusal(HttpCaller caller) {
        Problem foreign = foreign(caller);
        if (foreign != null) {
            return JsonErrors.answer(services.detail(foreign));
        }
        Problem closed = guard.apply(caller);
        if (closed != null) {
            return JsonErrors.answer(services.detail(closed));
        }
        Problem other = typed ? other(caller) : null;
        return other == null ? null : JsonErrors.answer(UNSUPPORTED, services.detail(other));
    }

    private @Nullable Problem foreign(HttpCaller caller) {
        String host = caller.host() == null ? "" : caller.host();
        if (!known(name(host))) {
            return forbidden("host", "localhost, an address in numbers, or a name that serve --http-name gives", host);
        }
        String origin = caller.origin();
        if (origin == null) {
            return null;
        }
        boolean own = origin.equals("http://" + host) || origin.equals("https://" + host);
        return own || origins.contains(origin)
                ? null
                : forbidden("origin", "the server's own, or one that serve --http-origin gives", origin);
    }

    private boolean known(String name) {
        return name.equals("localhost")
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name)
                || names.contains(name);
    }

    /** Without the port, and the brackets of an address of IPv6. */
    private static String name(String host) {
        int bracket = host.indexOf(']');
        if (host.startsWith("[") && bracket > 0) {
            return host.substring(1, bracket);
        }
        int port = host.indexOf(':');
        return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    private static Problem forbidden(String where, String expected, String got) {
        return Problem.of(Problem.Kind.DENIED, "FORBIDDEN", where, expected, '"' + Words.cut(got, 60) + '"', "");
    }

    private static @Nullable Problem other(HttpCaller caller) {
        String type = caller.contentType() == null ? "" : caller.contentType();
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts.length > 0 && parts[0].strip().equals("application/json");
        for (int k = 1; k < parts.length; k++) {
            String parameter = parts[k].strip().replace("\"", "");
            json &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!json) {
            return Problem.request("content-type", "application/json", type);
        }
        String encoding = caller.contentEncoding();
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        return plain ? null : Problem.request("content-encoding", "identity", encoding);
    }
}
