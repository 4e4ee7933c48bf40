package walras.server.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who may still read a turn's frames. When nobody may, its shard writes the next turn into them: memory that is warm, and
 * no allocation that grows with B. Whoever forgets to release costs a turn's memory until it is collected, and no more;
 * whoever reads without holding reads bytes that change.
 */
public final class TurnUse {
    // The shard, while the turn is its last one; and the thread that hands it out.
    private final AtomicInteger holders = new AtomicInteger(2);

    /** To be called while somebody else still holds the turn. */
    public void hold() {
        holders.incrementAndGet();
    }

    public void release() {
        holders.decrementAndGet();
    }

    boolean free() {
        return holders.get() == 0;
    }
}
