package walras.server.rpc.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.rpc.Rollouts;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.RolloutMessages;
import walras.v1.ErrorDetail;
import walras.v1.LocalRolloutRequest;
import walras.v1.RolloutMemory;
import walras.v1.RolloutResponse;

/**
 * One connection of a program on this machine that reads rollouts, one after the other. Chunks lie in a file that it maps,
 * and a chunk is played only into a slot of it that is free. The file stays for the next rollout if that fits into it.
 */
final class LocalRollouts implements LocalStream, RolloutOutlet {
    private final Channel channel;
    private final Rollouts rollouts;
    private final LocalDirectory directory;

    private volatile @Nullable Rollout rollout; // null between two rollouts
    private final AtomicReference<@Nullable RolloutRing> ring =
            new AtomicReference<>(); // null before the first chunk, and where memory was refused
    private volatile boolean refused; // of the present rollout
    private volatile boolean draining;
    private int slots; // of the present rollout, and set before it starts
    private @Nullable RolloutMemory made; // what the reader was not told of yet; whoever plays has it
    private volatile boolean closed;

    LocalRollouts(Channel channel, Rollouts rollouts, LocalDirectory directory) {
        this.channel = channel;
        this.rollouts = rollouts;
        this.directory = directory;
    }

    @Override
    public void received(int kind, ByteBuf payload) throws IOException {
        Rollout present = rollout;
        if (kind == LocalMessage.ROLLOUT && present == null) {
            start(LocalMessage.read(payload, LocalRolloutRequest.parser()));
        } else if (kind == LocalMessage.CHUNK) {
            takeBack(payload);
            if (present != null) {
                present.advance();
            }
        } else {
            throw LocalMessage.misplaced(kind);
        }
    }

    private void start(LocalRolloutRequest request) {
        refused = false;
        try {
            slots = SharedLayout.requireSlots("slots", request.getSlots());
            RolloutRing left = ring.get();
            if (left != null) {
                left.reclaim();
            }
        } catch (Problem tooMany) {
            fail(tooMany);
            return;
        }
        Rollout started = rollouts.start(request.getAuthorization(), request.getRollout(), this);
        rollout = started;
        if (started != null) {
            started.advance();
        }
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
    public boolean ready() {
        RolloutRing present = ring.get();
        return channel.isWritable() && (present == null || present.hasFree());
    }

    @Override
    public void send(RolloutChunk chunk) {
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
        send(LocalMessage.of(channel.alloc(), LocalMessage.CHUNK, message.build()));
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
    public void complete() {
        end(ErrorDetail.getDefaultInstance());
    }

    @Override
    public void fail(Throwable why) {
        end(rollouts.detail(why));
    }

    private void end(ErrorDetail detail) {
        rollout = null;
        send(LocalMessage.of(channel.alloc(), LocalMessage.END, detail));
        if (draining) {
            draining();
        }
    }

    @Override
    public void writable() {
        Rollout present = rollout;
        if (present != null) {
            present.advance();
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
        Rollout present = rollout;
        if (present != null) {
            present.cancel();
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
}
