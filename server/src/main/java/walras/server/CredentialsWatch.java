package walras.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the files of the server's credentials every second and has them read again when they have changed and then
 * stayed the same for a second: a certificate and its key are seldom written at one moment. Looking at what they hold
 * finds every kind of change, also where a volume is swapped by its links, which a file system's events do not.
 */
final class CredentialsWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Credentials credentials;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "walras-files");
        made.setDaemon(true);
        return made;
    });
    private String seen = "";

    CredentialsWatch(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Begins to look, where there is anything to look at. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the watch is closed
    void start() {
        if (!credentials.files().isEmpty()) {
            thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One look; reloads where a change has settled. */
    void look() {
        String now = credentials.fingerprint();
        if (now.equals(seen) && credentials.changed()) {
            credentials.reload();
        }
        seen = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
