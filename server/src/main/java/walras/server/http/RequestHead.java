package walras.server.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** The rules that a request's line and headers must keep before anything of its body is read. */
final class RequestHead {
    private RequestHead() {}

    /** What is wrong with the line and the headers themselves; null for nothing. */
    static @Nullable HttpAnswer malformed(HttpRequest request, int mostHeaderBytes) {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            return undecodable(result.cause(), mostHeaderBytes);
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return refusal(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "expected HTTP 1.1");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        boolean asked = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
        if (hosts > 1 || (asked && hosts == 0)) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "expected one header Host, got " + hosts);
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpUtil.is100ContinueExpected(request)) {
            return refusal(HttpResponseStatus.EXPECTATION_FAILED, "Expect knows 100-continue");
        }
        return null;
    }

    private static HttpAnswer refusal(HttpResponseStatus status, String why) {
        return Refusals.TEXT.refusal(status.code(), why);
    }

    private static HttpAnswer undecodable(Throwable cause, int mostHeaderBytes) {
        if (cause instanceof TooLongHttpLineException) {
            return refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "at most " + mostHeaderBytes + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "at most " + mostHeaderBytes + " bytes");
        }
        return refusal(HttpResponseStatus.BAD_REQUEST, "expected a request of HTTP 1.1");
    }

    /** The bytes of the body that the headers announce; 0 where they announce none or a number that is not known yet. */
    static long announced(HttpRequest request) {
        return HttpUtil.getContentLength(request, 0L);
    }
}
