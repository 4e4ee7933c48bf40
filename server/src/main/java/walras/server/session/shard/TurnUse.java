package walras.server.session.shard;

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

    /** Holds the turn for a caller for whom nobody else does; false if its frames may be written to already. */
    boolean tryHold() {
        int present = holders;
        while (present > 0 && !HOLDERS.compareAndSet(this, present, present + 1)) {
            present = holders;
        }
        return present > 0;
    }

    /** The turn will never be told: its frames may be written to again. */
    void forget() {
        holders = 0;
    }

    boolean free() {
        return holders == 0;
    }
}
