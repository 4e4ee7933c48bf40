package walras.server.json;

/** A JSON text that is made piece by piece, so that nobody holds the whole of a long one. */
interface Pieces {
    /** Appends the next piece; false if it was the last one. */
    boolean next(StringBuilder text);

    /** A text in one piece. */
    static Pieces of(String whole) {
        return text -> {
            text.append(whole);
            return false;
        };
    }
}
