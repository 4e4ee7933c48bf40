package walras.server.doctor;

/**
 * What was found out about one thing.
 *
 * @param subject of a word or two: java, port, disk
 * @param text one line: what is, and what to do where it is not well
 */
public record Finding(Level level, String subject, String text) {
    /** How well it is. */
    public enum Level {
        GOOD,
        /** A server starts, and may disappoint. */
        WARN,
        /** No server starts. */
        BAD
    }

    static Finding good(String subject, String text) {
        return new Finding(Level.GOOD, subject, text);
    }

    static Finding warn(String subject, String text) {
        return new Finding(Level.WARN, subject, text);
    }

    static Finding bad(String subject, String text) {
        return new Finding(Level.BAD, subject, text);
    }

    /** Bytes as people read them. */
    static String size(long bytes) {
        return bytes >= 1L << 30 ? tenths(bytes, 1L << 30) + " GiB" : tenths(bytes, 1L << 20) + " MiB";
    }

    private static double tenths(long bytes, long unit) {
        return Math.round(10.0 * bytes / unit) / 10.0;
    }
}
