package walras.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
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

    private final HttpLimits limits;
    private final Connections connections;
    private final BodyRoom bodies;
    private final Admission admission;
    private final ReadAhead readAhead = new ReadAhead(this);

    private Stage stage = Stage.IDLE;
    private boolean asked;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timer;
    private @Nullable HttpRequest request;
    private @Nullable Route route;
    private @Nullable Exchange exchange;
    private @Nullable AnswerWriter writer;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private long bodyBytes; // of the request that is read or answered

    HttpConnection(Routes routes, HttpLimits limits, Connections connections, BodyRoom bodies) {
        this.limits = limits;
        this.connections = connections;
        this.bodies = bodies;
        admission = new Admission(routes, limits);
    }

    /** What must stand between the socket and the codec. */
    ReadAhead readAhead() {
        return readAhead;
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
            writer(ctx, false).answer(refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, why));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelTimer();
        connections.closed(this);
        forgetBody();
        Exchange present = exchange;
        exchange = null;
        if (present != null) {
            present.gone();
        }
    }

    private void forgetBody() {
        body = Unpooled.EMPTY_BUFFER;
        bodies.release(bodyBytes);
        bodyBytes = 0;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        AnswerWriter present = writer;
        if (present != null) {
            present.writable();
        }
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
            expect(ctx, limits.headerTime(), "headers");
        }
    }

    private void take(ChannelHandlerContext ctx, HttpRequest head) {
        request = head;
        route = admission.routes().find(head.uri());
        HttpAnswer refusal = admission.refusal(ctx, head, route);
        if (refusal != null) {
            answer(ctx, refusal, false);
            return;
        }
        stage = Stage.BODY;
        body = Unpooled.buffer(0);
        expect(ctx, limits.bodyTime(), "the body");
        if (HttpUtil.is100ContinueExpected(head)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        ask(ctx);
    }

    private HttpAnswer refusal(HttpResponseStatus status, String why) {
        return Admission.refusal(route, status, why);
    }

    private void take(ChannelHandlerContext ctx, HttpContent content) {
        Route target = Objects.requireNonNull(route);
        if (content.decoderResult().isFailure()) {
            answer(ctx, refusal(HttpResponseStatus.BAD_REQUEST, "the body's chunks are malformed"), false);
            return;
        }
        long bytes = bodyBytes + content.content().readableBytes();
        HttpAnswer tooMuch = admission.grow(bodies, target, bodyBytes, bytes);
        if (tooMuch != null) {
            answer(ctx, tooMuch, false);
            return;
        }
        bodyBytes = bytes;
        body.writeBytes(content.content());
        if (content instanceof LastHttpContent) {
            handle(ctx, target.handler());
        } else {
            ask(ctx);
        }
    }

    private void handle(ChannelHandlerContext ctx, HttpHandler handler) {
        HttpRequest head = Objects.requireNonNull(request);
        byte[] whole = ByteBufUtil.getBytes(body);
        becomeBusy();
        body = Unpooled.EMPTY_BUFFER;
        Exchange present = new Exchange(head.uri(), head.headers(), whole, writer(ctx, HttpUtil.isKeepAlive(head)));
        exchange = present;
        readAhead.begin();
        try {
            handler.handle(present);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "HTTP " + head.method() + " " + Routes.path(head.uri()), failed);
            present.answerOnce(refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed"));
        }
    }

    private void expect(ChannelHandlerContext ctx, Duration atMost, String what) {
        String why = "expected " + what + " in " + atMost.toSeconds() + " s";
        await(ctx, atMost, () -> answer(ctx, refusal(HttpResponseStatus.REQUEST_TIMEOUT, why), false));
    }

    private void answer(ChannelHandlerContext ctx, HttpAnswer answer, boolean keep) {
        becomeBusy();
        forgetBody();
        writer(ctx, keep).answer(answer);
    }

    private void becomeBusy() {
        cancelTimer();
        stage = Stage.ANSWER;
        connections.busy(this);
    }

    private AnswerWriter writer(ChannelHandlerContext ctx, boolean keep) {
        HttpRequest head = request;
        boolean chunks = head == null || head.protocolVersion().isKeepAliveDefault();
        AnswerWriter made = new AnswerWriter(
                ctx,
                limits.writeTime(),
                keep,
                chunks,
                headers -> admission.complete(headers, request, route),
                goesOn -> written(ctx, goesOn));
        writer = made;
        return made;
    }

    /** The answer has left. */
    private void written(ChannelHandlerContext ctx, boolean keep) {
        request = null;
        route = null;
        exchange = null;
        writer = null;
        forgetBody();
        stage = keep ? Stage.IDLE : Stage.GOODBYE;
        connections.waits(this);
        if (keep) {
            await(ctx, limits.idleTime(), ctx::close);
            readAhead.end();
            ask(ctx);
        } else {
            sayGoodbye(ctx);
        }
    }

    private void sayGoodbye(ChannelHandlerContext ctx) {
        await(ctx, GOODBYE_TIME, ctx::close);
        readAhead.end();
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
