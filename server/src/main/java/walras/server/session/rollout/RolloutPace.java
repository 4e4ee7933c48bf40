package walras.server.session.rollout;

/**
 * What suits the way from a rollout to its reader.
 *
 * @param chunkBytes a chunk of about this size keeps both ends busy
 * @param nanosPerByte in about this time one processor carries a byte to the reader. Steps that one thread takes faster leave
 *     the other processors to that: workers that wait for the next step would only be in its way
 */
public record RolloutPace(long chunkBytes, double nanosPerByte) {
    /** A reader keeps up while less than this is on its way: a chunk's or some turns' worth, and a bound on memory. */
    public static final int READY_BYTES = 1 << 20;

    /** In messages: they stay in a core's caches while they are filled. */
    public static final RolloutPace MESSAGES = new RolloutPace(1 << 18, 1);

    /** In memory that the reader shares: a byte costs next to nothing, and telling the reader as much as some hundred thousand. */
    public static final RolloutPace MEMORY = new RolloutPace(3 << 19, 0);

    /** How many steps make a good chunk; at least 1. */
    public long chunkSteps(long bytesPerStep) {
        return Math.max(1, chunkBytes / bytesPerStep);
    }
}
