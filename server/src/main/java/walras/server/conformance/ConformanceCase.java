package walras.server.conformance;

import com.google.gson.JsonObject;

/**
 * One thing that a client must do right.
 *
 * @param name for people and for lists of known failures; {@code floats-and-i64}
 * @param sentence what it shows
 * @param streamed whether it can only be played over streams: clients of HTTP and JSON are not asked
 */
public record ConformanceCase(String name, String sentence, boolean streamed, Play play) {
    ConformanceCase(String name, String sentence, Play play) {
        this(name, sentence, false, play);
    }

    /** Plays the case; whatever it throws is the failure. */
    @FunctionalInterface
    interface Play {
        void with(Scene scene) throws Exception;
    }

    /** A turn of a client beside the mirror's. */
    static void same(String where, JsonObject mirror, JsonObject client) {
        Comparison.same(where, mirror, client);
    }
}
