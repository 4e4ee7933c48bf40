package walras.server.session.shard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Seed;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.PartedBatch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;
import walras.server.session.plan.PartPlan;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;

/**
 * The parts of a shard as they are now: their batches, and whatever is bound to the batches' arrays. Never changes; where a
 * part gets other options, another one of these takes its place.
 */
final class ShardParts {
    private final SessionPlan plan;
    private final int shard;
    private final List<PartPlan> parts;
    private final PartedBatch batch;
    private final @Nullable FrameCodec[] codecs; // [seats], null for those that policies fill
    private final @Nullable Runnable[] checks; // [seats], the checks of their actions
    private final LateActions late;

    ShardParts(SessionPlan plan, int shard) {
        this(
                plan,
                shard,
                plan.partsOf(shard),
                new PartedBatch(plan.partsOf(shard).stream()
                        .map(part -> build(plan, shard, part))
                        .toList()));
    }

    private ShardParts(SessionPlan plan, int shard, List<PartPlan> parts, PartedBatch batch) {
        this.plan = plan;
        this.shard = shard;
        this.parts = List.copyOf(parts);
        this.batch = batch;
        codecs = new FrameCodec[plan.seats().size()];
        checks = new Runnable[codecs.length];
        for (SeatPlan seat : plan.seats()) {
            if (seat.config().remote()) {
                SeatView view = seat.view();
                codecs[seat.index()] = new FrameCodec(view, batch);
                checks[seat.index()] = batch.checkOf(view.group().name(), view.firstAgent(), view.agents());
            }
        }
        late = new LateActions(plan, batch);
    }

    /** The rows of a part that are in a shard; they keep the index that they have in the part. */
    private static Batch build(SessionPlan plan, int shard, PartPlan part) {
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

    /** The parts that have rows in the shard. */
    List<PartPlan> plans() {
        return parts;
    }

    PartedBatch batch() {
        return batch;
    }

    LateActions late() {
        return late;
    }

    /** Which seats are remote, by their codecs. */
    @Nullable
    FrameCodec[] codecs() { // [seats]
        return codecs;
    }

    FrameCodec codec(int seat) {
        FrameCodec codec = codecs[seat];
        if (codec == null) {
            throw policySeat(seat);
        }
        return codec;
    }

    Runnable check(int seat) {
        Runnable check = checks[seat];
        if (check == null) {
            throw policySeat(seat);
        }
        return check;
    }

    private static RuntimeException policySeat(int seat) {
        return new IllegalArgumentException("seat " + seat + " is a policy's");
    }

    /**
     * The place of a part among those of the shard.
     *
     * @throws Problem BAD_REQUEST if none of its rows is in the shard
     */
    int place(String where, int part) {
        for (int k = 0; k < parts.size(); k++) {
            if (parts.get(k).index() == part) {
                return k;
            }
        }
        PartPlan last = parts.get(parts.size() - 1);
        throw Problem.request(
                where + ".part",
                "a part of shard " + shard + ", " + parts.get(0).index() + " to " + last.index(),
                part);
    }

    /**
     * These parts after a reset's changes, built but not yet reset: rows go on to the next episodes of their streams.
     *
     * @throws Problem whatever is wrong with a change; these parts are as they were
     */
    ShardParts changed(ResetOrder order) {
        return plan.partPlanner().timed("reset.parts", () -> made(order));
    }

    private ShardParts made(ResetOrder order) {
        List<PartPlan> plans = new ArrayList<>(parts);
        boolean[] changed = new boolean[plans.size()]; // [parts]
        for (int k = 0; k < order.parts().size(); k++) {
            ResetOrder.PartChange change = order.parts().get(k);
            String where = "reset.parts[" + k + "]";
            int place = place(where, change.part());
            change.seed().ifPresent(seed -> Seed.require(where + ".seed", seed));
            requireCovered(where, order.mask(), place);
            if (changed[place]) {
                throw Problem.request(where + ".part", "every part once", change.part() + " again");
            }
            changed[place] = true;
            PartPlan before = plans.get(place);
            plans.set(place, plan.partPlanner().changed(where, before, change.options(), plan.spec()));
        }
        return withParts(plans, true);
    }

    /** The seed that each part's rows are keyed by anew, null where they go on. */
    @Nullable
    Long[] seeds(ResetOrder order) { // [parts]
        @Nullable Long[] seeds = new Long[parts.size()];
        for (int k = 0; k < seeds.length; k++) {
            seeds[k] = order.seed().isPresent()
                    ? (Long) parts.get(k).seedOf(order.seed().getAsLong())
                    : null;
        }
        for (int k = 0; k < order.parts().size(); k++) {
            ResetOrder.PartChange change = order.parts().get(k);
            if (change.seed().isPresent()) {
                seeds[place("reset.parts[" + k + "]", change.part())] =
                        change.seed().getAsLong();
            }
        }
        return seeds;
    }

    private void requireCovered(String where, byte[] mask, int place) { // [rows]
        if (mask.length != batch.rows()) {
            return; // no mask, or one that is refused elsewhere
        }
        int first = batch.firstRow(place);
        for (int row = first; row < first + batch.part(place).rows(); row++) {
            if (mask[row] == 0) {
                throw Problem.request(where, "a mask of all rows of the part, row " + row + " too", "0");
            }
        }
    }

    /**
     * These parts with the options that they had when a snapshot was taken.
     *
     * @throws Problem BAD_SNAPSHOT if it is not of these parts
     */
    ShardParts asOf(List<PartSnapshots.PartState> states) {
        List<Integer> own = parts.stream().map(PartPlan::index).toList();
        List<Integer> theirs =
                states.stream().map(PartSnapshots.PartState::part).toList();
        if (!own.equals(theirs)) {
            throw PartSnapshots.bad("one of parts " + own, "one of " + theirs);
        }
        return plan.partPlanner().timed("snapshot", () -> madeAsOf(states, own));
    }

    private ShardParts madeAsOf(List<PartSnapshots.PartState> states, List<Integer> own) {
        List<PartPlan> plans = new ArrayList<>();
        for (int k = 0; k < states.size(); k++) {
            plans.add(plan.partPlanner()
                    .under(
                            "snapshot: part " + own.get(k),
                            parts.get(k),
                            states.get(k).overrides(),
                            plan.spec()));
        }
        return withParts(plans, false);
    }

    /**
     * The same rows under these plans; parts whose options are the same keep their batches.
     *
     * @param goOn true if rows of new batches go on to the next episodes of their streams
     */
    ShardParts withParts(List<PartPlan> plans, boolean goOn) {
        PartedBatch next = batch;
        for (int k = 0; k < plans.size(); k++) {
            if (!plans.get(k).options().shown().equals(parts.get(k).options().shown())) {
                Batch other = build(plan, shard, plans.get(k));
                if (goOn) {
                    other.goOnFrom(batch.part(k));
                }
                next = next.with(k, other);
            }
        }
        return next == batch ? this : new ShardParts(plan, shard, plans, next);
    }
}
