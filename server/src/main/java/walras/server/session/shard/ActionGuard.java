package walras.server.session.shard;

import java.lang.invoke.VarHandle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who watch copy the actions that led to the last turn out of the batch's arrays, which the shard's owner writes
 * whenever it likes. The owner says that it is about to, and that a turn is out: one volatile write each, at most, and it
 * waits for nobody. A reader that was too slow finds that out and has nothing.
 */
final class ActionGuard {
    private volatile boolean moving = true; // until a turn is made here, the arrays have nobody's actions

    /** By the owner, before it writes actions or steps. */
    void moves() {
        if (!moving) {
            moving = true;
            VarHandle.storeStoreFence(); // what is written next is not seen before that
        }
    }

    /** By the owner, once the turn that the actions made is published. */
    void rests() {
        moving = false;
    }

    /**
     * By any thread: what a reader makes of the arrays; null if they do not have the actions of that turn, or not any more.
     *
     * @param step the turn's number, of which there is one for each turn
     */
    <T> @Nullable T read(long step, Published published, Supplier<T> reader) {
        if (moving || published.lastStep() != step) {
            return null;
        }
        T made = reader.get();
        VarHandle.loadLoadFence(); // what was read was read before that
        return moving || published.lastStep() != step ? null : made;
    }
}
