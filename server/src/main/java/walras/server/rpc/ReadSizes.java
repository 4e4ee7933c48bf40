package walras.server.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.BooleanSupplier;

/**
 * How much a connection reads at once: up to 64 KiB as Netty learns it, but 16 KiB, which is one frame, while much
 * arrives. A message that arrives holds every buffer that a frame of it lies in, whole: where many share a connection,
 * large buffers hold many times what their messages have.
 */
@SuppressWarnings("deprecation") // Netty's interface returns the handle's older type
final class ReadSizes implements RecvByteBufAllocator {
    private static final int FRAME_BYTES = 16 << 10;

    private final AdaptiveRecvByteBufAllocator usual = new AdaptiveRecvByteBufAllocator();
    private final BooleanSupplier muchArrives;

    ReadSizes(BooleanSupplier muchArrives) {
        this.muchArrives = muchArrives;
    }

    @Override
    public Handle newHandle() {
        return new Reads(usual.newHandle());
    }

    /** Of one connection. */
    private final class Reads extends DelegatingHandle implements ExtendedHandle {
        Reads(Handle learning) {
            super(learning);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator buffers) {
            return muchArrives.getAsBoolean() ? buffers.ioBuffer(FRAME_BYTES) : super.allocate(buffers);
        }

        @Override
        public int guess() {
            return muchArrives.getAsBoolean() ? FRAME_BYTES : super.guess();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier wants) {
            return ((ExtendedHandle) delegate()).continueReading(wants);
        }
    }
}
