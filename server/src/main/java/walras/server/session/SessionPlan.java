package walras.server.session;

import java.util.List;
import walras.env.Economy;
import walras.env.Options;
import walras.server.frame.FrameLayout;

/**
 * A session that has been checked and can be built: the environment is found, options are resolved, every agent has a
 * seat, every limit holds.
 *
 * @param config with every default filled in
 * @param shardRows rows of one shard
 */
public record SessionPlan(
        SessionConfig config,
        Options options,
        Economy economy,
        List<SeatPlan> seats,
        List<String> metrics,
        int shardRows) {
    public SessionPlan {
        seats = List.copyOf(seats);
        metrics = List.copyOf(metrics);
    }

    /** The frames of one turn of every shard together, bytes: a measure of the memory that the session takes. */
    long frameBytes() {
        return seats.stream()
                        .mapToLong(seat -> layoutBytes(seat.observationLayout(), seat.actionLayout()))
                        .reduce(0, Math::addExact)
                * config.shards();
    }

    private static long layoutBytes(FrameLayout observation, FrameLayout action) {
        return Math.addExact(observation.sizeBytes(), action.sizeBytes());
    }
}
