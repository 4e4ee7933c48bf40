package walras.server.session.store;

import java.time.Duration;

/**
 * How much is kept of the logs of sessions that have ended; what is over goes, oldest first.
 *
 * @param logs at most so many
 * @param age none that was last written longer ago than so
 * @param bytes at most so many together
 */
public record Retention(int logs, Duration age, long bytes) {
    /** What a server keeps when nobody says otherwise. */
    public static Retention defaults() {
        return new Retention(10_000, Duration.ofDays(30), 4L << 30);
    }
}
