package walras.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Waits for one result of every shard, or for the first failure; told by the threads that own the shards. */
public final class EveryShard<T> {
    private final AtomicReferenceArray<T> results; // [shards]
    private final AtomicInteger missing; // below 0 once it has failed
    private final Consumer<List<T>> all;
    private final Consumer<Throwable> failed;

    /** @param all is given one result for each shard, in order; else {@code failed} is told why not */
    public EveryShard(int shards, Consumer<List<T>> all, Consumer<Throwable> failed) {
        results = new AtomicReferenceArray<>(shards);
        missing = new AtomicInteger(shards);
        this.all = all;
        this.failed = failed;
    }

    /** A shard's result, the only one. */
    public void of(int shard, T result) {
        results.set(shard, result);
        if (missing.decrementAndGet() == 0) {
            List<T> list = new ArrayList<>();
            for (int k = 0; k < results.length(); k++) {
                list.add(results.get(k));
            }
            all.accept(list);
        }
    }

    /** A shard has none. */
    public void failed(Throwable why) {
        if (missing.getAndSet(Integer.MIN_VALUE) > 0) {
            failed.accept(why);
        }
    }
}
