package walras.server.http;

import java.time.Duration;

/**
 * What one caller, and all of them together, may take.
 *
 * @param connections open at once; beyond them the one that has waited longest is closed, or the newest refused
 * @param headerBytes of a request's line and of its headers, each
 * @param headerTime from the first byte of a request, or from the start of a connection, to the end of the headers
 * @param bodyTime from the end of the headers to the end of the body
 * @param idleTime between two requests on one connection
 * @param writeTime for a client to take an answer, or the next piece of a long one
 * @param bodyBytes of all requests' bodies together that arrive, or are being answered, beyond the first 64 KiB of each
 */
public record HttpLimits(
        int connections,
        int headerBytes,
        Duration headerTime,
        Duration bodyTime,
        Duration idleTime,
        Duration writeTime,
        long bodyBytes) {
    /** Room for scrapers and probes, players and watchers, and for some hundred strangers who never finish a request. */
    public static HttpLimits usual() {
        return new HttpLimits(
                512,
                8 << 10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(10),
                Runtime.getRuntime().maxMemory() / 16);
    }
}
