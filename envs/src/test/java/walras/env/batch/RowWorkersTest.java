package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class RowWorkersTest {
    @Test
    void run_manyCalls_everyChunkExactlyOnce() {
        // Guards against a worker that wakes late and takes a chunk of the next call with the former task.
        try (RowWorkers workers = new RowWorkers(4)) {
            for (int call = 0; call < 20_000; call++) {
                int chunks = 1 + call % 7;
                AtomicIntegerArray seen = new AtomicIntegerArray(chunks);
                workers.run(chunks, true, seen::incrementAndGet);
                for (int c = 0; c < chunks; c++) {
                    assertEquals(1, seen.get(c), "chunk " + c + " of call " + call);
                }
            }
        }
    }

    @Test
    void run_taskThrows_callerGetsItAndWorkersLiveOn() {
        try (RowWorkers workers = new RowWorkers(3)) {
            for (int call = 0; call < 100; call++) {
                IllegalStateException thrown = assertThrows(
                        IllegalStateException.class,
                        () -> workers.run(8, true, chunk -> {
                            if (chunk == 5) {
                                throw new IllegalStateException("chunk 5");
                            }
                        }));
                assertEquals("chunk 5", thrown.getMessage());
            }
            AtomicIntegerArray seen = new AtomicIntegerArray(8);
            workers.run(8, true, seen::incrementAndGet);
            assertEquals(1, seen.get(7));
        }
    }

    @Test
    void run_fromInsideATask_runsInTheCaller() {
        try (RowWorkers workers = new RowWorkers(2)) {
            AtomicIntegerArray seen = new AtomicIntegerArray(4);
            workers.run(2, true, outer -> workers.run(2, true, inner -> seen.incrementAndGet(2 * outer + inner)));
            for (int c = 0; c < 4; c++) {
                assertEquals(1, seen.get(c));
            }
        }
    }

    @Test
    void run_cheapCallsInALoop_areSharedOutToo() {
        // Guards against workers that sleep through a loop of short steps because no single one is worth waking them.
        try (RowWorkers workers = new RowWorkers(2)) {
            Set<String> threads = ConcurrentHashMap.newKeySet();
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (threads.size() < 2 && System.nanoTime() < deadline) {
                workers.run(8, false, chunk -> {
                    threads.add(Thread.currentThread().getName());
                    for (int spin = 0; spin < 100; spin++) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertEquals(2, threads.size(), threads::toString);
        }
    }
}
