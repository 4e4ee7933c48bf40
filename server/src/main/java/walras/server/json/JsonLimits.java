package walras.server.json;

/**
 * What callers over HTTP may have open at once, so that connections are left for health, meters and pages.
 *
 * @param calls by JSON
 * @param watchers of sessions
 */
public record JsonLimits(int calls, int watchers) {
    /** Room for a group of players and a class that watches. */
    public static JsonLimits usual() {
        return new JsonLimits(256, 64);
    }
}
