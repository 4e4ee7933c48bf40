package walras.server.rpc.local;

import io.grpc.Drainable;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.server.wire.PlayOutMarshaller;
import walras.v1.PlayRequest;

/**
 * One connection of a program on this machine, as a call of the play service. Messages to the stream are handed over on
 * the event loop, one for each that was asked for; messages from it may come from any thread.
 */
final class LocalCall extends ServerCall<PlayIn, PlayOut> implements LocalStream {
    /** Messages that may wait for the stream before nothing more is read. */
    private static final int MOST_WAITING = 64;

    private static final PlayOutMarshaller MARSHALLER = new PlayOutMarshaller();

    private final Channel channel;
    private final MethodDescriptor<PlayIn, PlayOut> method;
    private final SharingPlay sharing;

    // Of the event loop.
    private ServerCall.@Nullable Listener<PlayIn> listener;
    private final Queue<PlayRequest> waiting = new ArrayDeque<>();
    private int requested;
    private boolean delivering;
    private boolean halfClosed;
    private volatile boolean closed; // by the server
    private volatile boolean gone;

    LocalCall(Channel channel, MethodDescriptor<PlayIn, PlayOut> method, SharingPlay sharing) {
        this.channel = channel;
        this.method = method;
        this.sharing = sharing;
    }

    /** Who takes the messages. */
    void start(ServerCall.Listener<PlayIn> stream) {
        listener = stream;
        deliver();
    }

    @Override
    public void received(int kind, ByteBuf payload) throws IOException {
        if (kind == LocalMessage.MESSAGE) {
            received(LocalMessage.read(payload, PlayRequest.parser()));
        } else if (kind == LocalMessage.END) {
            halfClosed = true;
            deliver();
        } else {
            throw LocalMessage.misplaced(kind);
        }
    }

    private void received(PlayRequest request) {
        waiting.add(request);
        deliver();
        channel.config().setAutoRead(waiting.size() < MOST_WAITING);
    }

    @Override
    public void request(int count) {
        if (channel.eventLoop().inEventLoop()) {
            requested += count;
            deliver();
        } else {
            channel.eventLoop().execute(() -> request(count));
        }
    }

    private void deliver() {
        ServerCall.Listener<PlayIn> stream = listener;
        if (delivering || stream == null) {
            return;
        }
        delivering = true;
        try {
            while (requested > 0 && !waiting.isEmpty() && !gone) {
                requested--;
                stream.onMessage(sharing.in(waiting.remove()));
            }
        } catch (IOException | UncheckedIOException failed) {
            breakOff();
        } finally {
            delivering = false;
        }
        if (waiting.isEmpty()) {
            channel.config().setAutoRead(true);
            if (halfClosed && !gone && !closed) {
                halfClosed = false;
                stream.onHalfClose();
            }
        }
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(PlayOut message) {
        try (InputStream bytes = MARSHALLER.stream(sharing.out(message))) {
            ByteBuf room = LocalMessage.room(channel.alloc(), LocalMessage.MESSAGE, bytes.available());
            try (ByteBufOutputStream out = new ByteBufOutputStream(room)) {
                ((Drainable) bytes).drainTo(out);
            }
            send(room);
        } catch (IOException lost) {
            if (!gone) {
                System.getLogger("walras.server").log(System.Logger.Level.WARNING, "a local stream breaks off", lost);
            }
            breakOff();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is gone says so by itself
    private void send(ByteBuf message) {
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void breakOff() {
        channel.close();
    }

    @Override
    public boolean isReady() {
        return channel.isWritable();
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closed = true;
        channel.writeAndFlush(LocalMessage.end(channel.alloc(), status, trailers))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void writable() {
        if (listener != null && !gone && channel.isWritable()) {
            listener.onReady();
        }
    }

    @Override
    public void disconnected() {
        if (gone) {
            return;
        }
        gone = true;
        waiting.clear();
        if (listener != null && closed) {
            listener.onComplete();
        } else if (listener != null) {
            listener.onCancel();
        }
        sharing.close();
    }

    @Override
    public boolean isCancelled() {
        return gone && !closed;
    }

    @Override
    public MethodDescriptor<PlayIn, PlayOut> getMethodDescriptor() {
        return method;
    }
}
