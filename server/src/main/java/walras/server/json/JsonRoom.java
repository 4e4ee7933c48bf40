package walras.server.json;

import java.util.concurrent.atomic.AtomicLong;
import walras.env.Problem;

/** Bounds the memory that all calls' JSON takes together, estimated before it is taken. The first of each call is free. */
final class JsonRoom {
    /** A value in a parsed text, with what is built of it, bytes: a number of two characters takes as much. */
    static final int VALUE_BYTES = 256;
    /** Characters, their copies and what is built of them, for each byte of a text. */
    static final int TEXT_WEIGHT = 4;

    private static final long FREE_BYTES = 1 << 20;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    JsonRoom(long most) {
        this.most = most;
    }

    /** What one call takes. */
    final class Share {
        private long held; // guarded by this
        private boolean over; // guarded by this

        /**
         * Takes more.
         *
         * @throws Problem LIMIT if there is no room for it
         */
        synchronized void take(long bytes) {
            long more = over ? 0 : charged(held + bytes) - charged(held);
            if (more > 0 && taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                throw Problem.limit(
                        "JSON",
                        "at most " + most + " bytes of all callers together (limit inbound_bytes), of which a value"
                                + " counts " + VALUE_BYTES + "; try again later, or use gRPC",
                        "more");
            }
            held += over ? 0 : bytes;
        }

        /** Gives all of it back, and takes nothing from now on. */
        synchronized void release() {
            taken.addAndGet(-charged(held));
            held = 0;
            over = true;
        }
    }

    private static long charged(long bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
