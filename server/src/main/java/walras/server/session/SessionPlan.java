package walras.server.session;

import java.time.Duration;
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

    /** True if sessions of the two plans differ in nothing but their seeds, and in how long they are kept. */
    boolean alike(SessionPlan other) {
        return anySeed().equals(other.anySeed());
    }

    private SessionConfig anySeed() {
        return config.withRows(config.rows()).withKeep(Duration.ZERO);
    }

    /** The same world with another number of rows, in one shard. */
    SessionPlan ofRows(int rows) {
        List<SeatPlan> wide = seats.stream()
                .map(seat -> SeatPlan.of(seat.index(), seat.config(), seat.view(), economy.spec(), rows))
                .toList();
        return new SessionPlan(config.withRows(rows), options, economy, wide, metrics, rows);
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
