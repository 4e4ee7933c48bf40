package walras.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** Which requests are read on after their line and headers, and what answers say of that. */
record Admission(Routes routes, HttpLimits limits) {
    /** Why a request is refused by its line and headers; null if it is not. */
    @Nullable
    HttpAnswer refusal(ChannelHandlerContext ctx, HttpRequest head, @Nullable Route route) {
        HttpAnswer malformed = RequestHead.malformed(head, limits.headerBytes());
        if (malformed != null) {
            return malformed;
        } else if (route == null) {
            return routes.unknown(head.uri());
        } else if (asksBefore(head)) {
            return HttpAnswer.text(HttpResponseStatus.OK.code(), "");
        } else if (!route.methods().contains(head.method())) {
            return refusal(route, HttpResponseStatus.METHOD_NOT_ALLOWED, "expected " + route.allowed());
        }
        HttpAnswer closed = route.gate().refusal(Callers.of(ctx, head));
        if (closed != null) {
            return closed;
        }
        return RequestHead.announced(head) > route.mostBodyBytes() ? tooLarge(route) : null;
    }

    /** As the route says it. */
    static HttpAnswer refusal(@Nullable Route route, HttpResponseStatus status, String why) {
        return (route == null ? Refusals.TEXT : route.refusals()).refusal(status.code(), why);
    }

    private static HttpAnswer tooLarge(Route route) {
        return refusal(
                route, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "at most " + route.mostBodyBytes() + " bytes");
    }

    /**
     * Lets a body grow, against the bounds of its route and of all bodies together.
     *
     * @param from its bytes so far
     * @param to its bytes then
     * @return why it may not; null if it may
     */
    @Nullable
    HttpAnswer grow(BodyRoom bodies, Route route, long from, long to) {
        if (to > route.mostBodyBytes()) {
            return tooLarge(route);
        } else if (!bodies.grow(from, to)) {
            String why = "at most " + limits.bodyBytes() + " bytes of all callers' bodies together; try again later";
            return refusal(route, HttpResponseStatus.TOO_MANY_REQUESTS, why);
        }
        return null;
    }

    /** True for a browser that asks whether a page of another origin, which may, may call. */
    private boolean asksBefore(HttpRequest head) {
        return head.method().equals(HttpMethod.OPTIONS)
                && routes.crossOrigin().allows(head.headers().get(HttpHeaderNames.ORIGIN));
    }

    /** Sets the headers of an answer that depend on what was asked. */
    void complete(HttpHeaders headers, @Nullable HttpRequest head, @Nullable Route route) {
        if (head == null || route == null) {
            return;
        }
        routes.crossOrigin().say(headers, head.headers().get(HttpHeaderNames.ORIGIN));
        if (asksBefore(head)) {
            CrossOrigin.sayBefore(
                    headers, route.allowed(), head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS));
        } else if (!route.methods().contains(head.method())) {
            headers.set(HttpHeaderNames.ALLOW, route.allowed());
        }
    }
}
