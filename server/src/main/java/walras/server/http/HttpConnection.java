package walras.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: takes a request, has it answered, and takes the next. It reads only what it waits for, so a client that
 * sends requests ahead of their answers fills its own socket and no memory. All of it runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: whatever comes of it, the connection is over
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private enum Stage {
        /** Between two requests: nothing of the next one has come. */
        IDLE,
        HEAD,
        BODY,
        ANSWER,
        /** The last answer has left; what the client still sends is thrown away until it closes. */
        GOODBYE
    }

    /** A connection that is closed while bytes of it are unread is reset, and the client may lose the answer. */
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger("walras.server");

    private final Routes routes;
    private final HttpLimits limits;
    private final Connections connections;

    private Stage stage = Stage.IDLE;
    private boolean asked;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timer;
    private @Nullable HttpRequest request;
    private @Nullable Route route;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    HttpConnection(Routes routes, HttpLimits limits, Connections connections) {
        this.routes = routes;
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (connections.open(this)) {
            await(ctx, limits.headerTime(), ctx::close);
            ask(ctx);
        } else {
            stage = Stage.ANSWER;
            String why = limits.connections() + " connections are being answered; try again later";
            write(ctx, HttpAnswer.refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, why), false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelTimer();
        connections.closed(this);
        body = Unpooled.EMPTY_BUFFER;
    }

    /** Closes it, since it has waited longest of too many. Called by any thread. */
    void makeRoom() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        asked = false;
        try {
            if (stage == Stage.GOODBYE || stage == Stage.ANSWER) {
                return;
            }
            if (message instanceof HttpRequest head) {
                take(ctx, head);
            } else if (message instanceof HttpContent content && stage == Stage.BODY) {
                take(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        asked = true;
        ctx.read();
    }

    /** What the operating system had is read. A message that was asked for and is not whole yet must be asked for again. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (asked) {
            ctx.read();
        }
    }

    /** Bytes have come that no request was made of yet. */
    void bytesCame() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        if (stage == Stage.IDLE) {
            stage = Stage.HEAD;
            await(
                    ctx,
                    limits.headerTime(),
                    () -> late(ctx, "headers in " + limits.headerTime().toSeconds() + " s"));
        }
    }

    private void take(ChannelHandlerContext ctx, HttpRequest head) {
        HttpAnswer refusal = admit(ctx, head);
        if (refusal != null) {
            answer(ctx, refusal, false);
            return;
        }
        stage = Stage.BODY;
        body = Unpooled.buffer(0);
        await(
                ctx,
                limits.bodyTime(),
                () -> late(ctx, "the body in " + limits.bodyTime().toSeconds() + " s"));
        if (HttpUtil.is100ContinueExpected(head)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        ask(ctx);
    }

    /** Why the request is refused by its line and headers; null if it is not. */
    private @Nullable HttpAnswer admit(ChannelHandlerContext ctx, HttpRequest head) {
        request = head;
        HttpAnswer malformed = RequestHead.malformed(head, limits.headerBytes());
        if (malformed != null) {
            return malformed;
        }
        Route found = routes.find(head.uri());
        route = found;
        if (found == null) {
            return HttpAnswer.refusal(HttpResponseStatus.NOT_FOUND, routes.known());
        }
        if (!found.methods().contains(head.method())) {
            return HttpAnswer.refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "expected " + found.allowed());
        }
        HttpAnswer closed = found.gate().refusal(Callers.of(ctx, head));
        if (closed != null) {
            return closed;
        }
        return RequestHead.announced(head) > found.mostBodyBytes() ? tooLarge(found) : null;
    }

    private static HttpAnswer tooLarge(Route route) {
        String why = "at most " + route.mostBodyBytes() + " bytes";
        return HttpAnswer.refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, why);
    }

    private void take(ChannelHandlerContext ctx, HttpContent content) {
        Route target = Objects.requireNonNull(route);
        if (content.decoderResult().isFailure()) {
            answer(ctx, HttpAnswer.refusal(HttpResponseStatus.BAD_REQUEST, "the body's chunks are malformed"), false);
        } else if (body.readableBytes() + content.content().readableBytes() > target.mostBodyBytes()) {
            answer(ctx, tooLarge(target), false);
        } else {
            body.writeBytes(content.content());
            if (content instanceof LastHttpContent) {
                handle(ctx, target.handler());
            } else {
                ask(ctx);
            }
        }
    }

    private void handle(ChannelHandlerContext ctx, HttpHandler handler) {
        HttpRequest head = Objects.requireNonNull(request);
        byte[] whole = ByteBufUtil.getBytes(body);
        boolean keep = HttpUtil.isKeepAlive(head);
        becomeBusy();
        Exchange exchange =
                new Exchange(head.uri(), whole, answer -> ctx.executor().execute(() -> write(ctx, answer, keep)));
        try {
            handler.handle(exchange);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "HTTP " + head.method() + " " + Routes.path(head.uri()), failed);
            exchange.answerOnce(HttpAnswer.refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed"));
        }
    }

    private void late(ChannelHandlerContext ctx, String expected) {
        answer(ctx, HttpAnswer.refusal(HttpResponseStatus.REQUEST_TIMEOUT, "expected " + expected), false);
    }

    private void answer(ChannelHandlerContext ctx, HttpAnswer answer, boolean keep) {
        becomeBusy();
        write(ctx, answer, keep);
    }

    private void becomeBusy() {
        cancelTimer();
        stage = Stage.ANSWER;
        body = Unpooled.EMPTY_BUFFER;
        connections.busy(this);
    }

    private void write(ChannelHandlerContext ctx, HttpAnswer answer, boolean keep) {
        await(ctx, limits.writeTime(), ctx::close);
        FullHttpResponse response = Responses.of(answer, keep, allowed(answer));
        request = null;
        route = null;
        ctx.writeAndFlush(response).addListener(written -> {
            if (!written.isSuccess()) {
                ctx.close();
            } else if (keep) {
                next(ctx);
            } else {
                sayGoodbye(ctx);
            }
        });
    }

    private String allowed(HttpAnswer answer) {
        Route target = route;
        boolean wrongMethod = answer.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code();
        return wrongMethod && target != null ? target.allowed() : "";
    }

    private void next(ChannelHandlerContext ctx) {
        stage = Stage.IDLE;
        connections.waits(this);
        await(ctx, limits.idleTime(), ctx::close);
        ask(ctx);
    }

    private void sayGoodbye(ChannelHandlerContext ctx) {
        stage = Stage.GOODBYE;
        connections.waits(this);
        await(ctx, GOODBYE_TIME, ctx::close);
        if (ctx.channel() instanceof DuplexChannel duplex && ctx.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
            ctx.channel().config().setAutoRead(true);
        } else {
            ctx.close();
        }
    }

    private void await(ChannelHandlerContext ctx, Duration atMost, Runnable otherwise) {
        cancelTimer();
        timer = ctx.executor().schedule(otherwise, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    /** A client that went away, or bytes that are no TLS: nobody is left to be told. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "HTTP connection ended", cause);
        ctx.close();
    }
}
