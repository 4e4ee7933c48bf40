package walras.server.session.rollout;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A run of steps of a rollout.
 *
 * @param firstStep number of its first turn
 * @param steps k
 * @param bytes what all seats saw and did, from its beginning to its limit; written anew for the next chunk
 * @param seats where each seat's part of the bytes is
 * @param last true if the rollout ends with it
 */
public record RolloutChunk(
        int shard,
        long firstStep,
        int steps,
        ByteBuffer bytes,
        List<SeatRun> seats,
        List<EndedRows> ended,
        boolean last) {
    /** A part of the bytes. */
    public record Span(int at, int length) {}

    /**
     * What one seat saw and did.
     *
     * @param frames k observation frames, each at the next multiple of 64 bytes
     * @param actions the k action frames that made these turns, likewise
     */
    public record SeatRun(int seat, Span frames, Span actions) {}

    /**
     * Rows that ended and began anew in one turn.
     *
     * @param rows int32 little-endian, ascending
     * @param frames per seat of {@code seats}, the true last observations
     */
    public record EndedRows(long step, byte[] rows, List<byte[]> frames) {}
}
