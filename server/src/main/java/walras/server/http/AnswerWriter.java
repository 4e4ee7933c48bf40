package walras.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer, as a whole or piece by piece. Long ones are cut, so that a client has its time for each piece and not
 * for all of them. Whoever writes does so from any thread; what is to be written goes through the event loop's queue, in
 * that order.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: whatever comes of it, the connection is over
final class AnswerWriter implements Exchange.Outlet, HttpStream {
    private static final int PIECE_BYTES = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final Duration writeTime;
    private final boolean keep;
    private final boolean chunks;
    private final Consumer<HttpHeaders> more;
    private final Consumer<Boolean> written;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile Runnable again = () -> {};
    private volatile boolean goesOn;
    private @Nullable Future<?> timer; // of the event loop

    /**
     * @param keep true if the connection may go on after the answer
     * @param chunks true for a client that can read an answer whose length is not known
     * @param more sets the headers that this answer alone has
     * @param written told, on the event loop, when the answer has left, and whether the connection goes on
     */
    AnswerWriter(
            ChannelHandlerContext ctx,
            Duration writeTime,
            boolean keep,
            boolean chunks,
            Consumer<HttpHeaders> more,
            Consumer<Boolean> written) {
        this.ctx = ctx;
        this.writeTime = writeTime;
        this.keep = keep;
        this.chunks = chunks;
        this.more = more;
        this.written = written;
    }

    @Override
    public void answer(HttpAnswer answer) {
        goesOn = keep;
        HttpResponse head = Responses.head(answer.status(), answer.contentType(), keep);
        answer.headers().forEach(head.headers()::set);
        head.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        more.accept(head.headers());
        write(head);
        sendPieces(answer.body());
        end();
    }

    @Override
    public HttpStream stream(int status, String contentType) {
        goesOn = keep && chunks;
        HttpResponse head = Responses.head(status, contentType, goesOn);
        HttpUtil.setTransferEncodingChunked(head, chunks);
        more.accept(head.headers());
        write(head);
        return this;
    }

    @Override
    public void send(byte[] bytes) {
        sendPieces(bytes);
    }

    private void sendPieces(byte[] bytes) {
        ByteBuf whole = Unpooled.wrappedBuffer(bytes);
        while (whole.isReadable()) {
            write(new DefaultHttpContent(whole.readRetainedSlice(Math.min(PIECE_BYTES, whole.readableBytes()))));
        }
        whole.release();
    }

    @Override
    public void end() {
        write(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** On the event loop too by its queue: a thread's pieces that wait there come first. */
    private void write(Object piece) {
        if (!ctx.channel().isActive()) {
            return; // the client has gone, or the port was closed, and its event loop with it
        }
        if (pending.getAndIncrement() == 0) {
            ctx.executor().execute(this::giveTime);
        }
        if (ctx.executor().inEventLoop()) {
            ctx.executor().execute(() -> writeNow(piece));
        } else {
            writeNow(piece);
        }
    }

    private void writeNow(Object piece) {
        ChannelFuture done = ctx.writeAndFlush(piece);
        done.addListener(result -> {
            pending.decrementAndGet();
            giveTime();
            if (!result.isSuccess()) {
                ctx.close();
            } else if (piece instanceof LastHttpContent) {
                stopTimer();
                written.accept(goesOn);
            }
        });
    }

    /** A client that takes nothing for so long is gone. */
    private void giveTime() {
        stopTimer();
        if (pending.get() > 0 && ctx.channel().isActive()) {
            timer = ctx.executor().schedule(() -> ctx.close(), writeTime.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    @Override
    public boolean ready() {
        return ctx.channel().isWritable();
    }

    @Override
    public void onReady(Runnable next) {
        again = next;
    }

    /** The client may have taken what was written. */
    void writable() {
        if (ready()) {
            again.run();
        }
    }

    @Override
    public void abort() {
        ctx.close();
    }
}
