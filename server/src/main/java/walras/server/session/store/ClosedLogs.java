package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The folder of logs whose sessions have ended, which does not grow without end. */
final class ClosedLogs {
    static final String SUFFIX = ".log";

    private record Kept(Path file, long bytes, long writtenMillis) {}

    private final Path folder;
    private final Retention retention;

    // Guarded by this.
    private final Deque<Kept> kept; // oldest first
    private long bytes;

    /** @throws IOException if the folder cannot be made or read */
    ClosedLogs(Path folder, Retention retention) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.retention = retention;
        List<Kept> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                found.add(kept(file));
            }
        }
        found.sort(Comparator.comparingLong(Kept::writtenMillis));
        kept = new ArrayDeque<>(found);
        bytes = kept.stream().mapToLong(Kept::bytes).sum();
    }

    private static Kept kept(Path file) throws IOException {
        return new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }

    Path folder() {
        return folder;
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Takes a log in. */
    synchronized void put(Path file) throws IOException {
        Path target = folder.resolve(file.getFileName());
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        Kept moved = kept(target);
        kept.add(moved);
        bytes += moved.bytes();
    }

    /** Deletes what is over. */
    synchronized void trim(long nowMillis) throws IOException {
        long oldest = nowMillis - retention.age().toMillis();
        for (Kept first = kept.peek(); first != null; first = kept.peek()) {
            if (kept.size() <= retention.logs() && bytes <= retention.bytes() && first.writtenMillis() >= oldest) {
                return;
            }
            Files.deleteIfExists(first.file());
            kept.remove();
            bytes -= first.bytes();
        }
    }
}
