package walras.server.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.FinalObservations;
import walras.env.batch.Snapshot;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;

/** One shard's batch with the frames of its remote seats. One owner at a time, as the batch itself. */
final class ShardBatch {
    private static final byte[] NONE = {};
    /** Turns that may be in use at the same time before new memory is taken for good. */
    private static final int MOST_SPARE = 4;

    private final SessionPlan plan;
    private final int shard;
    private final Batch batch;
    private final @Nullable FrameCodec[] codecs; // [seats], null for those that policies fill
    private final @Nullable Runnable[] checks; // [seats], the checks of their actions
    private final LateActions late;
    private final Deque<Turn> made = new ArrayDeque<>(); // the last ones, oldest first
    private final SortedSet<Integer> lateSeats = new TreeSet<>(); // for the step that comes
    private Journal journal = Journal.NONE;
    private boolean ahead; // of the log, which could not be read back

    ShardBatch(SessionPlan plan, int shard) {
        this.plan = plan;
        this.shard = shard;
        this.batch = build(plan, shard);
        this.codecs = new FrameCodec[plan.seats().size()];
        this.checks = new Runnable[plan.seats().size()];
        for (SeatPlan seat : plan.seats()) {
            if (seat.config().remote()) {
                SeatView view = seat.view();
                codecs[seat.index()] = new FrameCodec(view, batch);
                checks[seat.index()] = batch.checkOf(view.group().name(), view.firstAgent(), view.agents());
            }
        }
        this.late = new LateActions(plan, batch);
    }

    private static Batch build(SessionPlan plan, int shard) {
        SessionConfig config = plan.config();
        int firstRow = shard * plan.shardRows();
        BatchBuilder builder = Batch.of(plan.economy())
                .rows(plan.shardRows())
                .firstRow(firstRow)
                .autoreset(config.autoreset())
                .backend(config.backend())
                .metrics(plan.metrics());
        if (config.rowSeeds().isEmpty()) {
            builder.seed(config.seed().orElseThrow());
        } else {
            builder.rowSeeds(config.rowSeeds().subList(firstRow, firstRow + plan.shardRows()).stream()
                    .mapToLong(Long::longValue)
                    .toArray());
        }
        for (SeatPlan seat : plan.seats()) {
            seat.config()
                    .policy()
                    .ifPresent(policy -> builder.policy(
                            seat.config().group(),
                            seat.view().firstAgent(),
                            seat.view().agents(),
                            policy.name(),
                            policy.options()));
        }
        return builder.build();
    }

    /** Writes down what is done from now on. */
    void writeTo(Journal log) {
        journal = log;
    }

    /** True if what is done is written down. */
    boolean writes() {
        return journal.writes();
    }

    Batch batch() {
        return batch;
    }

    FrameCodec codec(int seat) {
        FrameCodec codec = codecs[seat];
        if (codec == null) {
            throw policySeat(seat);
        }
        return codec;
    }

    private static RuntimeException policySeat(int seat) {
        return new IllegalArgumentException("seat " + seat + " is a policy's");
    }

    /**
     * Puts a seat's actions into the arrays.
     *
     * @throws Problem BAD_FRAME or BAD_ACTION; the seat then has its default action, which harms nobody
     */
    void stage(int seat, ByteBuffer frame) {
        FrameCodec codec = codec(seat);
        lateSeats.remove(seat);
        codec.decodeActions(frame);
        try {
            check(seat);
        } catch (RuntimeException bad) {
            late.stageDefault(codec);
            throw bad;
        }
        late.remember(seat, codec);
    }

    /** Holds what is in the arrays against the seat's spaces and the economy. */
    void check(int seat) {
        Runnable check = checks[seat];
        if (check == null) {
            throw policySeat(seat);
        }
        check.run();
    }

    /** True if the seat's staged actions are these bytes, or what the check makes of them. */
    boolean staged(int seat, ByteBuffer frame) {
        FrameCodec codec = codec(seat);
        byte[] present = codec.encodeActions();
        if (ByteBuffer.wrap(present).equals(frame)) {
            return true;
        }
        try {
            codec.decodeActions(frame);
            check(seat);
            return Arrays.equals(codec.encodeActions(), present);
        } catch (Problem other) {
            return false;
        } finally {
            codec.decodeActions(ByteBuffer.wrap(present));
        }
    }

    /** Puts what a late seat plays into the arrays. */
    void stageLate(int seat) {
        late.stage(seat, codec(seat));
        wasLate(seat);
    }

    /** Something else is in the arrays than what the seat may send for the step that comes. */
    void wasLate(int seat) {
        lateSeats.add(seat);
    }

    /** True if an agent of the seat must act in some row. */
    boolean mustAct(int seat) {
        FrameCodec codec = codec(seat);
        int n = codec.seat().group().agents();
        int first = codec.seat().firstAgent();
        byte[] active =
                batch.tensors().group(codec.seat().group().name()).active().u8(); // [rows, n]
        for (int row = 0; row < batch.rows(); row++) {
            for (int agent = first; agent < first + codec.seat().agents(); agent++) {
                if (active[row * n + agent] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Puts actions into the arrays that were accepted before. */
    void decode(int seat, ByteBuffer frame) {
        codec(seat).decodeActions(frame);
        late.remember(seat, codec(seat));
    }

    /** @throws Problem also NOT_LOGGED, as every change of the state; nothing has moved then */
    Turn step(long number) {
        byte[] before = beforeWriting();
        journal.beforeStep(number, this);
        batch.stepChecked();
        Turn turn = turn(number, Turn.Cause.STEP);
        written(before, turn, () -> journal.step(turn, this));
        return turn;
    }

    /** The state, where the log may well not take what comes. It costs a copy, so otherwise the log is played again. */
    private byte @Nullable [] beforeWriting() { // [bytes]
        if (ahead) {
            undo(null);
        }
        return journal.inDoubt() ? snapshot() : null;
    }

    private void written(byte @Nullable [] before, Turn turn, Runnable writing) {
        try {
            writing.run();
        } catch (Problem refused) {
            undo(before);
            turn.use().release(); // nobody has seen it
            turn.use().release();
            throw refused;
        }
    }

    /** Goes back to what is on the disk. */
    void undoUnsynced() {
        journal.rewind();
        undo(null);
    }

    private void undo(byte @Nullable [] before) { // [bytes]
        ahead = true;
        byte[] state = before == null ? journal.logged(new ShardBatch(plan, shard)) : before;
        batch.restore(Snapshot.fromBytes(state));
        ahead = false;
    }

    /** Takes the step that makes a turn of this number; makes the turn itself only where it is written down. */
    void advance(long number) {
        if (journal.writes()) {
            step(number);
        } else {
            batch.stepChecked();
        }
    }

    /** Writes down that seats were late for the next step. */
    void lapsed(List<Integer> seats) {
        journal.lapse(seats);
    }

    /** Checks, then resets. */
    Turn reset(long number, ResetOrder order) {
        Map<String, double[]> options = ResetCheck.check(order, plan.economy().spec(), batch.rows());
        byte[] before = beforeWriting();
        options.forEach(batch::resetOption);
        byte[] mask = order.mask().length == 0 ? null : order.mask();
        if (order.seed().isPresent()) {
            batch.reset(mask, order.seed().getAsLong());
        } else {
            batch.reset(mask, order.rowSeeds().length == 0 ? null : order.rowSeeds());
        }
        late.forget();
        Turn turn = turn(number, Turn.Cause.RESET);
        written(before, turn, () -> journal.reset(turn, order));
        return turn;
    }

    byte[] snapshot() { // [bytes]
        return batch.snapshot().toBytes();
    }

    Turn restore(long number, byte[] snapshot) { // [bytes]
        byte[] before = beforeWriting();
        batch.restore(Snapshot.fromBytes(snapshot));
        late.forget();
        Turn turn = turn(number, Turn.Cause.RESTORE);
        written(before, turn, () -> journal.restore(turn, snapshot));
        return turn;
    }

    /** What every remote seat sees now. */
    Turn turn(long number, Turn.Cause cause) {
        byte[] @Nullable [] frames = frames();
        byte[] @Nullable [] finals = new byte[codecs.length][]; // [seats]
        for (int seat = 0; seat < codecs.length; seat++) {
            FrameCodec codec = codecs[seat];
            if (codec != null) {
                frames[seat] = encoded(codec, frames[seat]);
                finals[seat] = codec.encodeFinals();
            }
        }
        Turn turn = new Turn(shard, number, cause, frames, finalRows(), finals, List.copyOf(lateSeats));
        lateSeats.clear();
        if (made.size() == MOST_SPARE) {
            made.remove();
        }
        made.add(turn);
        return turn;
    }

    /** The frames of a turn that nobody reads any more, or room for new ones. */
    private byte[] @Nullable [] frames() { // [seats]
        for (Turn old : made) {
            if (old.use().free()) {
                made.remove(old);
                return old.frames();
            }
        }
        return new byte[codecs.length][];
    }

    private static byte[] encoded(FrameCodec codec, byte @Nullable [] old) { // [observationLayout.sizeBytes]
        if (old == null) {
            return codec.encode();
        }
        codec.encodeInto(old);
        return old;
    }

    /** The rows that ended in the last step and began anew. */
    byte[] finalRows() { // [4 * count]
        FinalObservations ended = batch.finals();
        if (ended.count() == 0) {
            return NONE;
        }
        byte[] bytes = new byte[4 * ended.count()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(ended.rows(), 0, ended.count());
        return bytes;
    }

    /** Indices of the remote seats, ascending. */
    List<Integer> remoteSeats() {
        List<Integer> seats = new ArrayList<>();
        for (int seat = 0; seat < codecs.length; seat++) {
            if (codecs[seat] != null) {
                seats.add(seat);
            }
        }
        return seats;
    }
}
