package walras.server.session.plan;

import java.util.List;
import walras.env.EconomySpec;
import walras.env.Options;
import walras.server.frame.FrameLayout;

/**
 * A session that has been checked and can be built: the environment is found, options are resolved, every agent has a
 * seat, every limit holds.
 *
 * @param config with every default filled in
 * @param options of the session, which its parts may override
 * @param parts as the session was made with them, at least one
 * @param spec what all parts have in common, with bounds that hold in every one
 * @param shardRows rows of one shard
 * @param partPlanner makes other parts, when a reset gives one other options
 */
public record SessionPlan(
        SessionConfig config,
        Options options,
        List<PartPlan> parts,
        EconomySpec spec,
        List<SeatPlan> seats,
        int shardRows,
        PartPlanner partPlanner) {
    public SessionPlan {
        parts = List.copyOf(parts);
        seats = List.copyOf(seats);
    }

    /** The parts that have rows in a shard. */
    public List<PartPlan> partsOf(int shard) {
        return parts.stream()
                .filter(part -> firstRow(part, shard) < endRow(part, shard))
                .toList();
    }

    /** The first row of a part in a shard, counted in the whole batch. */
    public int firstRow(PartPlan part, int shard) {
        return Math.max(part.firstRow(), shard * shardRows);
    }

    /** One past the last row of a part in a shard, counted in the whole batch. */
    public int endRow(PartPlan part, int shard) {
        return Math.min(part.endRow(), (shard + 1) * shardRows);
    }

    /** The frames of one turn of every shard together, bytes: a measure of the memory that the session takes. */
    public long frameBytes() {
        return seats.stream()
                        .mapToLong(seat -> layoutBytes(seat.observationLayout(), seat.actionLayout()))
                        .reduce(0, Math::addExact)
                * config.shards();
    }

    private static long layoutBytes(FrameLayout observation, FrameLayout action) {
        return Math.addExact(observation.sizeBytes(), action.sizeBytes());
    }
}
