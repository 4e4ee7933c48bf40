package walras.server.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import walras.server.FileFaults;
import walras.server.ServerConfig;

/** The data directory and shared memory. */
final class DiskChecks {
    private static final long ENOUGH_DISK = 1L << 30;
    private static final long ENOUGH_SHARED = 256L << 20;
    private static final int FLUSHES = 5;
    private static final long SLOW_MILLIS = 50;

    private DiskChecks() {}

    static List<Finding> findings(ServerConfig config) {
        List<Finding> findings = new ArrayList<>();
        if (config.dataDir().isEmpty()) {
            findings.add(Finding.good("data-dir", "none: sessions do not survive the server"));
        } else {
            Path folder = config.dataDir().get();
            findings.add(room("data-dir", folder, ENOUGH_DISK));
            findings.add(flushes(folder));
        }
        findings.add(config.sharedMemory()
                .map(folder -> room("shared-memory", folder, ENOUGH_SHARED))
                .orElseGet(() -> Finding.good("shared-memory", "off")));
        return findings;
    }

    /** A folder that is not there yet is made by the server; what counts is where it would be. */
    private static Path present(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there == null ? folder : there;
    }

    private static Finding room(String subject, Path folder, long enough) {
        Path there = present(folder);
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.bad(subject, there + " cannot be written; give another --" + subject);
        }
        try {
            FileStore store = Files.getFileStore(there);
            String text = folder + ", " + Finding.size(store.getUsableSpace()) + " free on " + store.type();
            return store.getUsableSpace() >= enough
                    ? Finding.good(subject, text)
                    : Finding.warn(subject, text + ", less than " + Finding.size(enough));
        } catch (IOException refused) {
            return Finding.bad(subject, FileFaults.line(refused));
        }
    }

    /** What a session with log_mode SYNCED waits for at each step. */
    private static Finding flushes(Path folder) {
        Path there = present(folder);
        try {
            Path probe = Files.createTempFile(there, "walras-doctor", ".tmp");
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                long slowest = 0;
                for (int k = 0; k < FLUSHES; k++) {
                    long start = System.nanoTime();
                    channel.write(ByteBuffer.wrap(new byte[4096]));
                    channel.force(false);
                    slowest = Math.max(slowest, System.nanoTime() - start);
                }
                long micros = TimeUnit.NANOSECONDS.toMicros(slowest);
                String text = "the slowest of " + FLUSHES + " took " + micros + " microseconds";
                return TimeUnit.MICROSECONDS.toMillis(micros) < SLOW_MILLIS
                        ? Finding.good("flush", text)
                        : Finding.warn("flush", text + ": steps of sessions with log_mode SYNCED wait for that");
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException refused) {
            return Finding.bad("flush", FileFaults.line(refused));
        }
    }
}
