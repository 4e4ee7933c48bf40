package walras.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at files every second and has them read again when they have changed and then stayed the same for a second: a
 * certificate and its key are seldom written at one moment. Looking at what they hold finds every kind of change, also
 * where a volume is swapped by its links, which a file system's events do not.
 */
final class FileWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final List<Path> files;
    private final Runnable reading;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "walras-files");
        made.setDaemon(true);
        return made;
    });

    // Guarded by this.
    private String taken; // the fingerprint of the files as they were last read, well or not
    private String seen = "";

    /** @param reading reads the files again, and fails in the log alone */
    FileWatch(List<Path> files, Runnable reading) {
        this.files = List.copyOf(files);
        this.reading = reading;
        taken = fingerprint();
    }

    /** Begins to look, where there is anything to look at. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the watch is closed
    void start() {
        if (!files.isEmpty()) {
            thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One look; has them read where a change has settled. */
    synchronized void look() {
        String now = fingerprint();
        if (now.equals(seen) && !now.equals(taken)) {
            read();
        }
        seen = now;
    }

    /** Has them read, whether they have changed or not. */
    synchronized void read() {
        taken = fingerprint();
        reading.run();
    }

    /** A hash of what all files hold: a link that points elsewhere and a file with an old date count as changes. */
    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(content(file));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * As much of the file as would be taken; nothing where it cannot be read, which is a change too, and of devices and
     * pipes, which have no end, or give what they have once.
     */
    private static byte[] content(Path file) { // [bytes]
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PemFiles.MOST_BYTES + 1);
        } catch (IOException gone) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
