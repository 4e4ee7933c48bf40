package walras.server.session.shard;

import java.util.Arrays;
import java.util.List;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.server.session.plan.PartPlan;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;

/** Builds the batches of the parts of one shard. */
final class PartBatches {
    private PartBatches() {}

    /** The rows of a part that are in a shard; they keep the index that they have in the part. */
    static Batch build(SessionPlan plan, int shard, PartPlan part) {
        SessionConfig config = plan.config();
        int first = plan.firstRow(part, shard);
        int rows = plan.endRow(part, shard) - first;
        BatchBuilder builder = Batch.of(part.economy())
                .rows(rows)
                .firstRow(first - part.firstRow())
                .shownFrom(first - shard * plan.shardRows())
                .autoreset(config.autoreset())
                .backend(config.backend())
                .metrics(config.metrics());
        if (config.rowSeeds().isEmpty()) {
            builder.seed(part.seed());
        } else {
            builder.rowSeeds(config.rowSeeds().subList(first, first + rows).stream()
                    .mapToLong(Long::longValue)
                    .toArray());
        }
        plan.seats().forEach(seat -> fill(seat, builder));
        return builder.build();
    }

    private static void fill(SeatPlan seat, BatchBuilder builder) {
        seat.config()
                .policy()
                .ifPresent(policy -> builder.policy(
                        seat.config().group(),
                        seat.view().firstAgent(),
                        seat.view().agents(),
                        policy.name(),
                        policy.options()));
    }

    /** All parts of a shard, in order. */
    static List<Batch> all(SessionPlan plan, int shard, List<PartPlan> parts) {
        return Arrays.asList(
                parts.stream().map(part -> build(plan, shard, part)).toArray(Batch[]::new));
    }
}
