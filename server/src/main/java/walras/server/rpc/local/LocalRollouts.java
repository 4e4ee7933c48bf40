package walras.server.rpc.local;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.ChunkMemory;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.RolloutMessages;
import walras.v1.LocalRolloutRequest;
import walras.v1.RolloutMemory;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;

/**
 * One connection of a program on this machine that reads rollouts, one after the other, each a call of the service. Chunks
 * lie in a file that it maps, and a chunk is played only into a slot of it that is free. The file stays for the next rollout
 * if that fits into it.
 */
final class LocalRollouts implements LocalStream, ChunkMemory {
    private final Channel channel;
    private final ServerMethodDefinition<RolloutRequest, RolloutResponse> method;
    private final LocalDirectory directory;

    private volatile @Nullable Call rollout; // null between two rollouts
    private final AtomicReference<@Nullable RolloutRing> ring =
            new AtomicReference<>(); // null before the first chunk, and where memory was refused
    private volatile boolean refused; // of the present rollout
    private volatile boolean draining;
    private int slots; // of the present rollout: as it was asked for, and when it has begun, how many there are
    private @Nullable RolloutMemory made; // what the reader was not told of yet; whoever plays has it
    private volatile boolean closed;

    LocalRollouts(
            Channel channel, ServerMethodDefinition<RolloutRequest, RolloutResponse> method, LocalDirectory directory) {
        this.channel = channel;
        this.method = method;
        this.directory = directory;
    }

    @Override
    public void received(int kind, ByteBuf payload) throws IOException {
        Call present = rollout;
        if (kind == LocalMessage.ROLLOUT && present == null) {
            start(LocalMessage.read(payload, LocalRolloutRequest.parser()));
        } else if (kind == LocalMessage.CHUNK) {
            takeBack(payload);
            writable();
        } else {
            throw LocalMessage.misplaced(kind);
        }
    }

    private void start(LocalRolloutRequest request) {
        slots = request.getSlots();
        Call started = new Call();
        rollout = started;
        Context.current()
                .withValue(ChunkMemory.KEY, this)
                .run(() -> started.start(LocalMessage.headers(request.getAuthorization()), request.getRollout()));
    }

    private void takeBack(ByteBuf payload) throws IOException {
        RolloutRing present = ring.get();
        while (present != null && payload.isReadable()) {
            if (payload.readableBytes() < Integer.BYTES) {
                throw new IOException("half a slot's number");
            }
            present.free(payload.readIntLE());
        }
    }

    @Override
    public void begin() {
        refused = false;
        slots = SharedLayout.requireSlots("slots", slots);
        RolloutRing left = ring.get();
        if (left != null) {
            left.reclaim();
        }
    }

    @Override
    public RolloutPace pace() {
        return RolloutPace.MEMORY;
    }

    @Override
    public ByteBuffer room(int count) {
        RolloutRing present = ring.get();
        if (present == null || !present.fits(slots, count)) {
            made = refused ? null : share(count);
            present = ring.get();
        }
        return present == null ? ByteBuffer.allocate(count) : present.room();
    }

    @Override
    public RolloutResponse message(RolloutChunk chunk) {
        RolloutRing present = ring.get();
        RolloutResponse.Builder message;
        if (present == null) {
            message = RolloutMessages.write(chunk).toBuilder();
        } else {
            RolloutRing.Place place = present.lend();
            message = RolloutMessages.writePlaces(chunk, place.start()).setSlot(place.slot());
        }
        if (made != null) {
            message.setMemory(made);
            made = null;
        }
        return message.build();
    }

    /** Called by the thread that plays, while which nobody else closes the ring. */
    private RolloutMemory share(int chunkBytes) {
        closeRing();
        try {
            if (closed) {
                throw new IOException("the reader has gone");
            }
            RolloutRing fits = RolloutRing.create(directory.nextFrames(), slots, chunkBytes);
            ring.set(fits);
            return fits.message();
        } catch (IOException none) {
            refused = true;
            return RolloutMemory.newBuilder()
                    .setRefused(String.valueOf(none.getMessage()))
                    .build();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is gone says so by itself
    private void send(ByteBuf message) {
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @Override
    public void writable() {
        Call present = rollout;
        if (present != null) {
            present.listener.onReady();
        }
    }

    @Override
    public void draining() {
        draining = true;
        if (rollout == null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(ChannelFutureListener.CLOSE); // the end comes first
        }
    }

    @Override
    public void disconnected() {
        closed = true;
        Call present = rollout;
        if (present != null) {
            present.listener.onCancel();
        } else {
            closeRing();
        }
    }

    @Override
    public void rest() {
        closeRing();
    }

    private void closeRing() {
        RolloutRing left = ring.getAndSet(null);
        if (left != null) {
            left.close();
        }
    }

    /** One rollout. Its listener is called on the event loop; what comes of it, by the thread that plays. */
    private final class Call extends ServerCall<RolloutRequest, RolloutResponse> {
        private ServerCall.Listener<RolloutRequest> listener = new ServerCall.Listener<>() {};

        void start(Metadata headers, RolloutRequest request) {
            listener = method.getServerCallHandler().startCall(this, headers);
            listener.onMessage(request);
            listener.onHalfClose();
        }

        @Override
        public void request(int count) {} // the one message comes anyway

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(RolloutResponse message) {
            send(LocalMessage.of(channel.alloc(), LocalMessage.CHUNK, message));
        }

        @Override
        public boolean isReady() {
            RolloutRing present = ring.get();
            return channel.isWritable() && (present == null || present.hasFree());
        }

        @Override
        public void close(Status status, Metadata trailers) {
            rollout = null;
            send(LocalMessage.end(channel.alloc(), status, trailers));
            if (draining) {
                draining();
            }
        }

        @Override
        public boolean isCancelled() {
            return closed;
        }

        @Override
        public MethodDescriptor<RolloutRequest, RolloutResponse> getMethodDescriptor() {
            return method.getMethodDescriptor();
        }
    }
}
