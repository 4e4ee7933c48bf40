package walras.server.session.store;

/**
 * A log that was replayed from its beginning, turn for turn with the hashes it has.
 *
 * @param turns that were made again
 * @param lastStep number of the last turn; -1 if there is none
 * @param tornBytes of a tail that a crash cut off
 */
public record ReplayReport(
        String session, String environment, int shard, int rows, long turns, long lastStep, long tornBytes) {}
