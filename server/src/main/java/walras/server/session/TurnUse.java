package walras.server.session;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Who may still read a turn's frames. When nobody may, its shard writes the next turn into them: memory that is warm, and
 * no allocation that grows with B. Whoever forgets to release costs a turn's memory until it is collected, and no more;
 * whoever reads without holding reads bytes that change.
 */
public final class TurnUse {
    private static final AtomicIntegerFieldUpdater<TurnUse> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(TurnUse.class, "holders");

    // The shard, while the turn is its last one; and the thread that hands it out.
    private volatile int holders = 2;

    /** To be called while somebody else still holds the turn. */
    public void hold() {
        HOLDERS.incrementAndGet(this);
    }

    public void release() {
        HOLDERS.decrementAndGet(this);
    }

    boolean free() {
        return holders == 0;
    }
}
