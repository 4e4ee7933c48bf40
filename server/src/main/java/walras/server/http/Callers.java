package walras.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a connection tells about its client. */
final class Callers {
    private Callers() {}

    static HttpCaller of(ChannelHandlerContext ctx, HttpRequest request) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        boolean nearby = ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
        HttpHeaders headers = request.headers();
        return new HttpCaller(
                headers.get(HttpHeaderNames.AUTHORIZATION),
                nearby,
                tls != null,
                certified(tls),
                headers.get(HttpHeaderNames.HOST),
                headers.get(HttpHeaderNames.ORIGIN),
                headers.get(HttpHeaderNames.CONTENT_TYPE),
                headers.get(HttpHeaderNames.CONTENT_ENCODING));
    }

    private static boolean certified(@Nullable SslHandler tls) {
        if (tls == null) {
            return false;
        }
        try {
            return tls.engine().getSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }
}
