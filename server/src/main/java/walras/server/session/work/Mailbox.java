package walras.server.session.work;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The events of something that has one owner at a time, without a lock. Whoever gets {@link #own} is the owner: it takes
 * events until there are none, then leaves. An event that is added while somebody owns the mailbox is taken by the owner, so
 * that adding never waits. An owner may go on in another thread, if it hands everything over and touches nothing after that.
 */
public final class Mailbox<E> {
    private final Queue<E> urgent = new ConcurrentLinkedQueue<>();
    private final Queue<E> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean owned = new AtomicBoolean();

    /** Adds an event behind all others; {@link #own} comes next. */
    public void add(E event) {
        events.add(event);
    }

    /** Adds an event that is taken before those of {@link #add}, and also while they wait. */
    public void addUrgent(E event) {
        urgent.add(event);
    }

    /** True if the caller is the owner from now on, and must take events and leave; false if somebody else is. */
    public boolean own() {
        return !owned.get() && owned.compareAndSet(false, true);
    }

    /** True if no event waits. */
    public boolean isEmpty() {
        return urgent.isEmpty() && events.isEmpty();
    }

    /**
     * The next event; null if there is none. Called by the owner.
     *
     * @param all false to take urgent events alone
     */
    public @Nullable E next(boolean all) {
        E first = urgent.poll();
        return first != null || !all ? first : events.poll();
    }

    /**
     * Gives the mailbox up.
     *
     * @param all as for {@link #next}, which has just returned null
     * @return true if it is given up; false if events have come meanwhile and the caller is still, or again, the owner
     */
    public boolean leave(boolean all) {
        owned.set(false);
        return (urgent.isEmpty() && (!all || events.isEmpty())) || !own();
    }
}
