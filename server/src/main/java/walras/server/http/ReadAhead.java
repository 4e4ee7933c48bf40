package walras.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the socket and the codec. While a request is being answered it reads once, which is the only way to
 * notice that the client goes away; what comes instead of an end is kept until the answer has left.
 */
final class ReadAhead extends ChannelInboundHandlerAdapter {
    private final HttpConnection connection;
    private final Queue<Object> kept = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private boolean keeping;

    ReadAhead(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** A request is being answered. */
    void begin() {
        keeping = true;
        if (kept.isEmpty()) {
            Objects.requireNonNull(context).read();
        }
    }

    /** It has been answered: what was read meanwhile is handed on. */
    void end() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        keeping = false;
        boolean any = !kept.isEmpty();
        while (!kept.isEmpty()) {
            hand(ctx, kept.remove());
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
    }

    private void hand(ChannelHandlerContext ctx, Object bytes) {
        connection.bytesCame();
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (keeping) {
            kept.add(bytes);
        } else {
            hand(ctx, bytes);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        while (!kept.isEmpty()) {
            ReferenceCountUtil.release(kept.remove());
        }
        ctx.fireChannelInactive();
    }
}
