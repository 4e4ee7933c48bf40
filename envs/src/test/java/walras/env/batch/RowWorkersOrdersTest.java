package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every chunk of every call is done once, by the call's own task: in every order in which threads can come. */
final class RowWorkersOrdersTest {
    // A sample of the orders in every run, many more in the long one.
    @Test
    void run_twoCallsOfTwoThreads_doEveryChunkOnce() {
        Lincheck.runConcurrentTest(50, RowWorkersOrdersTest::twoCalls);
    }

    @Test
    @Tag("full")
    void run_twoCallsOfTwoThreadsInManyOrders_doEveryChunkOnce() {
        Lincheck.runConcurrentTest(20_000, RowWorkersOrdersTest::twoCalls);
    }

    private static void twoCalls() {
        try (RowWorkers workers = new RowWorkers(2)) {
            for (int call = 0; call < 2; call++) {
                int[] done = new int[3]; // [chunks]
                workers.run(done.length, true, chunk -> done[chunk]++);
                assertArrayEquals(new int[] {1, 1, 1}, done);
            }
        }
    }
}
