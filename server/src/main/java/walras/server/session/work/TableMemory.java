package walras.server.session.work;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import walras.env.Problem;
import walras.env.TableSize;

/** The memory of tables that options size, all open sessions' and all exact solutions' together, counted before it is taken. */
public final class TableMemory {
    private final long most;
    private final AtomicLong taken = new AtomicLong(); // bytes

    public TableMemory(long most) {
        this.most = most;
    }

    /**
     * Makes something that keeps its tables until {@link #release}.
     *
     * @param kept bytes of what is made
     * @throws Problem LIMIT, before anything was built
     */
    public <T> T make(TableSize size, long kept, Supplier<T> work) {
        take(Math.addExact(kept, size.buildingBytes()));
        boolean made = false;
        try {
            T result = work.get();
            made = true;
            return result;
        } catch (OutOfMemoryError full) {
            throw refused("more than the heap has left");
        } finally {
            release(size.buildingBytes() + (made ? 0 : kept));
        }
    }

    /**
     * Does something that needs an economy's tables for as long as it runs.
     *
     * @throws Problem LIMIT, before anything was built
     */
    public <T> T use(TableSize size, Supplier<T> work) {
        long bytes = size.bytes(1, 0);
        T result = make(size, bytes, work);
        release(bytes);
        return result;
    }

    private void take(long bytes) {
        taken.updateAndGet(before -> {
            if (bytes > most - before) {
                throw refused(bytes + " beside " + before + " of others");
            }
            return before + bytes;
        });
    }

    /** Bytes that are taken. */
    public long taken() {
        return taken.get();
    }

    public void release(long bytes) {
        taken.addAndGet(-bytes);
    }

    private Problem refused(String got) {
        return Problem.limit(
                "options: bytes of tables",
                "at most " + most + " for all together (limit table_bytes; a larger heap raises it)",
                got);
    }
}
