package walras.tournament.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
    @TempDir
    private Path folder = Path.of("");

    private static MatchResult match(int index) {
        return new MatchResult(
                index, "s" + index, "s.log", 1, List.of(new double[] {1.5}), Map.of(), List.of(Map.of()));
    }

    // Guards: somebody who looks at a tournament, from its first moment on, must not make its runner fail.
    @Test
    void open_whileOthersOpenAndRead_isNeverRefused() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 50; round++) {
                Path file = folder.resolve("store-" + round + ".sqlite");
                List<Future<Integer>> all = new ArrayList<>();
                for (int k = 0; k < 4; k++) {
                    int index = k;
                    all.add(pool.submit(() -> put(file, index)));
                }
                for (Future<Integer> each : all) {
                    each.get(1, TimeUnit.MINUTES);
                }
                try (Store store = Store.open(file)) {
                    assertEquals(4, store.played().size());
                }
                Files.delete(file);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static int put(Path file, int index) throws IOException {
        try (Store store = Store.open(file)) {
            store.put(match(index));
            return store.played().size();
        }
    }
}
