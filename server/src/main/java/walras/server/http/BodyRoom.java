package walras.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bodies of all requests together while they arrive and until they are answered. The first bytes of each are
 * free, so that a flood of large ones stops nobody's small ones; how many connections are open bounds those.
 */
final class BodyRoom {
    static final int FREE_BYTES = 64 << 10;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyRoom(long most) {
        this.most = most;
    }

    /**
     * Lets a body grow; false if there is no room for it.
     *
     * @param from its bytes so far
     * @param to its bytes then
     */
    boolean grow(long from, long to) {
        long more = charged(to) - charged(from);
        if (more > 0 && taken.addAndGet(more) > most) {
            taken.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** A body of so many bytes is no longer needed. */
    void release(long bytes) {
        taken.addAndGet(-charged(bytes));
    }

    private static long charged(long bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
