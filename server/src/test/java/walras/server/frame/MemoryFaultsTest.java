package walras.server.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import walras.env.batch.RowWorkers;

class MemoryFaultsTest {
    private static final int MAPPED_BYTES = 1 << 12;

    @Test
    @EnabledOnOs(OS.LINUX)
    void throwNoted_afterAFileIsCutShort_theFaultIsThatCallsAlone(@TempDir Path folder) throws IOException {
        // Guards against a fault that Java 17 notes in one call and throws in the next, which may be another session's.
        ByteBuffer sound = ByteBuffer.allocateDirect(MAPPED_BYTES);
        double[] sums = new double[4];
        try (RowWorkers workers = new RowWorkers(2)) {
            for (int call = 0; call < 5_000; call++) { // until writing is compiled
                workers.run(4, true, chunk -> fill(sound));
            }
            for (int trial = 0; trial < 100; trial++) {
                ByteBuffer lost = cutShort(folder.resolve("file" + trial));
                assertThrows(
                        InternalError.class,
                        () -> workers.run(4, true, chunk -> {
                            fill(lost);
                            MemoryFaults.throwNoted();
                        }));
                workers.run(4, true, chunk -> sums[chunk] += sum(sound));
            }
        }
        assertEquals(100 * sum(sound), sums[3]);
    }

    private static ByteBuffer cutShort(Path path) throws IOException { // [MAPPED_BYTES]
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
            file.truncate(0);
            return mapped;
        }
    }

    private static void fill(ByteBuffer bytes) {
        for (int at = 0; at < MAPPED_BYTES; at += Double.BYTES) {
            bytes.putDouble(at, at);
        }
    }

    private static double sum(ByteBuffer bytes) {
        double sum = 0;
        for (int at = 0; at < MAPPED_BYTES; at += Double.BYTES) {
            sum += bytes.getDouble(at);
        }
        return sum;
    }
}
