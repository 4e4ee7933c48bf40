package walras.server.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.Batch;
import walras.env.batch.FinalObservations;
import walras.env.batch.PartedBatch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;

/** One shard's batch with the frames of its remote seats. One owner at a time, as the batch itself. */
final class ShardBatch {
    private static final byte[] NONE = {};
    /** Turns that may be in use at the same time before new memory is taken for good. */
    private static final int MOST_SPARE = 4;

    private final SessionPlan plan;
    private final int shard;
    private final List<Integer> remoteSeats;
    private volatile ShardParts parts; // replaced by the owner; others may look at the plans
    private final Deque<Turn> made = new ArrayDeque<>(); // the last ones, oldest first
    private final SortedSet<Integer> lateSeats = new TreeSet<>(); // for the step that comes
    private Journal journal = Journal.NONE;
    private boolean ahead; // of the log, which could not be read back

    ShardBatch(SessionPlan plan, int shard) {
        this.plan = plan;
        this.shard = shard;
        this.remoteSeats = plan.seats().stream()
                .filter(seat -> seat.config().remote())
                .map(SeatPlan::index)
                .toList();
        this.parts = new ShardParts(plan, shard);
    }

    /** Writes down what is done from now on. */
    void writeTo(Journal log) {
        journal = log;
    }

    /** True if what is done is written down. */
    boolean writes() {
        return journal.writes();
    }

    PartedBatch batch() {
        return parts.batch();
    }

    /** The parts that have rows here, as they are now. */
    List<PartPlan> parts() {
        return parts.plans();
    }

    FrameCodec codec(int seat) {
        return parts.codec(seat);
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
            parts.late().stageDefault(codec);
            throw bad;
        }
        parts.late().remember(seat, codec);
    }

    /** Holds what is in the arrays against the seat's spaces and the economy. */
    void check(int seat) {
        parts.check(seat).run();
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
        parts.late().stage(seat, codec(seat));
        wasLate(seat);
    }

    /** Something else is in the arrays than what the seat may send for the step that comes. */
    void wasLate(int seat) {
        lateSeats.add(seat);
    }

    /** True if an agent of the seat must act in some row. */
    boolean mustAct(int seat) {
        SeatView view = codec(seat).seat();
        PartedBatch batch = parts.batch();
        for (int part = 0; part < batch.parts(); part++) {
            if (mustAct(view, batch.part(part))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mustAct(SeatView view, Batch part) {
        int n = view.group().agents();
        int first = view.firstAgent();
        byte[] active = part.tensors().group(view.group().name()).active().u8(); // [rows, n]
        for (int row = 0; row < part.rows(); row++) {
            for (int agent = first; agent < first + view.agents(); agent++) {
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
        parts.late().remember(seat, codec(seat));
    }

    /** @throws Problem also NOT_LOGGED, as every change of the state; nothing has moved then */
    Turn step(long number) {
        byte[] before = beforeWriting();
        journal.beforeStep(number, this);
        parts.batch().stepChecked();
        Turn turn = turn(number, Turn.Cause.STEP);
        written(before, turn, () -> journal.step(turn, this));
        return turn;
    }

    /** The state, where the log may well not take what comes. It costs a copy, so otherwise the log is played again. */
    private byte @Nullable [] beforeWriting() { // [bytes]
        goBack();
        return journal.inDoubt() ? snapshot() : null;
    }

    private void written(byte @Nullable [] before, Turn turn, Runnable writing) {
        try {
            writing.run();
        } catch (Problem refused) {
            turn.use().release(); // nobody has seen it
            turn.use().release();
            ahead = true;
            if (before != null) {
                putBack(before);
                ahead = false;
            }
            throw refused;
        }
    }

    /** True if the state is ahead of the log, which did not take the last change: {@link #goBack} comes next. */
    boolean ahead() {
        return ahead;
    }

    /** Goes back to what the log has where it is behind. It is played again, so this may take long. */
    void goBack() {
        if (ahead) {
            putBack(journal.logged(new ShardBatch(plan, shard)));
            ahead = false;
        }
    }

    /** Takes what was not brought to the disk out of the log, which {@link #goBack} then leads to. */
    void forgetUnsynced() {
        journal.rewind();
        ahead = true;
    }

    /** Checks, and builds what is new, before anything is written back. */
    private void putBack(byte[] snapshot) { // [bytes]
        List<PartSnapshots.PartState> states = PartSnapshots.read(snapshot);
        ShardParts next = parts.asOf(states);
        for (int k = 0; k < states.size(); k++) {
            next.batch().part(k).requireFits(states.get(k).snapshot());
        }
        parts = next;
        for (int k = 0; k < states.size(); k++) {
            next.batch().part(k).restore(states.get(k).snapshot());
        }
    }

    /** Takes the step that makes a turn of this number; makes the turn itself only where it is written down. */
    void advance(long number) {
        if (journal.writes()) {
            step(number);
        } else {
            parts.batch().stepChecked();
        }
    }

    /** Writes down that seats were late for the next step. */
    void lapsed(List<Integer> seats) {
        journal.lapse(seats);
    }

    /** Checks, and builds what is new, then resets. */
    Turn reset(long number, ResetOrder order) {
        byte[] before = beforeWriting();
        requireNoRowSeeds(order);
        ShardParts next = order.parts().isEmpty() ? parts : parts.changed(order);
        Map<String, double[]> options = ResetCheck.check(order, next.batch());
        Long[] seeds = seeds(order, next);
        parts = next;
        PartedBatch batch = next.batch();
        options.forEach(batch::resetOption);
        byte[] mask = order.mask().length == 0 ? null : order.mask();
        if (order.rowSeeds().length > 0) {
            batch.part(0).reset(mask, order.rowSeeds());
        } else {
            batch.reset(mask, seeds);
        }
        next.late().forget();
        Turn turn = turn(number, Turn.Cause.RESET);
        written(before, turn, () -> journal.reset(turn, order));
        return turn;
    }

    private void requireNoRowSeeds(ResetOrder order) {
        if (order.rowSeeds().length > 0 && !plan.config().parts().isEmpty()) {
            throw Problem.request("reset.row_seeds", "none where rows have parts, whose seeds key them", "some");
        }
    }

    /** The seed that each part's rows are keyed by anew, null where they go on. */
    private static @Nullable Long[] seeds(ResetOrder order, ShardParts parts) { // [parts]
        @Nullable Long[] seeds = new Long[parts.plans().size()];
        for (int k = 0; k < seeds.length; k++) {
            seeds[k] = order.seed().isPresent()
                    ? (Long) parts.plans().get(k).seedOf(order.seed().getAsLong())
                    : null;
        }
        for (int k = 0; k < order.parts().size(); k++) {
            ResetOrder.PartChange change = order.parts().get(k);
            if (change.seed().isPresent()) {
                seeds[parts.place("reset.parts[" + k + "]", change.part())] =
                        change.seed().getAsLong();
            }
        }
        return seeds;
    }

    byte[] snapshot() { // [bytes]
        return PartSnapshots.write(parts);
    }

    /** Checks, and builds what is new, then puts a state back, with the options that the parts had then. */
    Turn restore(long number, byte[] snapshot) { // [bytes]
        byte[] before = beforeWriting();
        putBack(snapshot);
        parts.late().forget();
        Turn turn = turn(number, Turn.Cause.RESTORE);
        written(before, turn, () -> journal.restore(turn, snapshot));
        return turn;
    }

    /** What every remote seat sees now. */
    Turn turn(long number, Turn.Cause cause) {
        @Nullable FrameCodec[] codecs = parts.codecs(); // [seats]
        byte[] @Nullable [] frames = frames(codecs.length);
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
    private byte[] @Nullable [] frames(int seats) { // [seats]
        for (Turn old : made) {
            if (old.use().free()) {
                made.remove(old);
                return old.frames();
            }
        }
        return new byte[seats][];
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
        PartedBatch batch = parts.batch();
        int count = batch.finalCount();
        if (count == 0) {
            return NONE;
        }
        byte[] bytes = new byte[4 * count];
        IntBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        for (int part = 0; part < batch.parts(); part++) {
            FinalObservations ended = batch.part(part).finals();
            for (int k = 0; k < ended.count(); k++) {
                rows.put(batch.firstRow(part) + ended.rows()[k]);
            }
        }
        return bytes;
    }

    /** Indices of the remote seats, ascending. */
    List<Integer> remoteSeats() {
        return remoteSeats;
    }
}
