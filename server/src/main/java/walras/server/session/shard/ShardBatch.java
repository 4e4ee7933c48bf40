package walras.server.session.shard;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.PartedBatch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;
import walras.server.log.LogRecord;
import walras.server.session.plan.PartPlan;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionPlan;

/** One shard's batch with the frames of its remote seats. One owner at a time, as the batch itself. */
public final class ShardBatch {
    private final SessionPlan plan;
    private final List<Integer> remoteSeats;
    private volatile ShardParts parts; // replaced by the owner; others may look at the plans
    private final TurnFrames frames;
    private final ActionGuard actions = new ActionGuard();
    private final SortedSet<Integer> lateSeats = new TreeSet<>(); // for the step that comes
    private Journal journal = Journal.NONE;
    private final Supplier<byte[]> state = this::snapshot;
    private final Supplier<Map<Integer, byte[]>> actionsBySeat = this::actionFrames;
    private Supplier<byte[]> logged = state; // the state that the journal leads to
    private boolean ahead; // of the log, which could not be read back

    public ShardBatch(SessionPlan plan, int shard) {
        this.plan = plan;
        this.remoteSeats = plan.seats().stream()
                .filter(seat -> seat.config().remote())
                .map(SeatPlan::index)
                .toList();
        this.parts = new ShardParts(plan, shard);
        this.frames = new TurnFrames(shard);
    }

    /**
     * Writes down what is done from now on.
     *
     * @param leadsTo plays again what has been written down, and gives the state that it leads to
     */
    public void writeTo(Journal log, Supplier<byte[]> leadsTo) { // -> [bytes]
        journal = log;
        logged = leadsTo;
    }

    /** True if what is done is written down. */
    public boolean writes() {
        return journal.writes();
    }

    public PartedBatch batch() {
        return parts.batch();
    }

    /** The parts that have rows here, as they are now. */
    public List<PartPlan> parts() {
        return parts.plans();
    }

    public FrameCodec codec(int seat) {
        return parts.codec(seat);
    }

    /** Who may copy actions while the batch has an owner. */
    ActionGuard actions() {
        return actions;
    }

    /**
     * Puts a seat's actions into the arrays.
     *
     * @throws Problem BAD_FRAME or BAD_ACTION; the seat then has its default action, which harms nobody
     */
    void stage(int seat, ByteBuffer frame) {
        FrameCodec codec = codec(seat);
        actions.moves();
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
    public void check(int seat) {
        parts.check(seat).run();
    }

    /** True if the seat's staged actions are these bytes, or what the check makes of them. */
    boolean staged(int seat, ByteBuffer frame) {
        FrameCodec codec = codec(seat);
        actions.moves();
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
    public void stageLate(int seat) {
        actions.moves();
        parts.late().stage(seat, codec(seat));
        wasLate(seat);
    }

    /** Something else is in the arrays than what the seat may send for the step that comes. */
    public void wasLate(int seat) {
        lateSeats.add(seat);
    }

    /** True if an agent of the seat must act in some row. */
    boolean mustAct(int seat) {
        SeatView view = codec(seat).seat();
        PartedBatch batch = parts.batch();
        for (int part = 0; part < batch.parts(); part++) {
            if (view.mustAct(batch.part(part))) {
                return true;
            }
        }
        return false;
    }

    /** Puts actions into the arrays that were accepted before. */
    public void decode(int seat, ByteBuffer frame) {
        codec(seat).decodeActions(frame);
        parts.late().remember(seat, codec(seat));
    }

    /**
     * Makes a turn: the one place where the batch changes, in play and when a log is played again. Everything is checked, and
     * what is new is built, before anything moves.
     *
     * @param number of the turn
     * @throws Problem also NOT_LOGGED if the log does not take it; nothing has moved then, or {@link #ahead} is true
     */
    public Turn apply(long number, Change change) {
        goBack();
        byte[] before = journal.inDoubt() ? snapshot() : null; // a copy, which else is read from the log
        if (change instanceof Change.Reset reset) {
            reset(reset.order());
        } else if (change instanceof Change.Restore restore) {
            putBack(restore.snapshot());
            parts.late().forget();
        } else {
            journal.beforeStep(number, state);
            parts.batch().stepChecked();
        }
        Turn turn = turn(number, change.cause());
        try {
            journal.write(turn, change, actionsBySeat);
        } catch (Problem refused) {
            turn.use().forget();
            ahead = true;
            if (before != null) {
                putBack(before);
                ahead = false;
            }
            throw refused;
        }
        return turn;
    }

    /** True if the state is ahead of the log, which did not take the last change: {@link #goBack} comes next. */
    boolean ahead() {
        return ahead;
    }

    /** Goes back to what the log has where it is behind. It is played again, so this may take long. */
    public void goBack() {
        if (ahead) {
            putBack(logged.get());
            ahead = false;
        }
    }

    /** Takes what was not brought to the disk out of the log, which {@link #goBack} then leads to. */
    void forget(Turn unsynced) {
        unsynced.use().forget();
        journal.rewind();
        ahead = true;
    }

    /** True if a turn must be on the disk before anybody is told; see {@link Journal#whenSynced}. */
    boolean syncs() {
        return journal.syncs();
    }

    void whenSynced(Consumer<@Nullable Problem> told) {
        journal.whenSynced(told);
    }

    /** Checks, and builds what is new, before anything is written back. */
    public void putBack(byte[] snapshot) { // [bytes]
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
    public void advance(long number) {
        if (journal.writes()) {
            apply(number, Change.Step.ONE);
        } else {
            parts.batch().stepChecked();
        }
    }

    /** Writes down what happened to seats, with the next turn. */
    void note(LogRecord.Note note) {
        journal.note(note);
    }

    private void reset(ResetOrder order) {
        requireNoRowSeeds(order);
        ShardParts next = order.parts().isEmpty() ? parts : parts.changed(order);
        Map<String, double[]> options = ResetCheck.check(order, next.batch());
        @Nullable Long[] seeds = next.seeds(order);
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
    }

    private void requireNoRowSeeds(ResetOrder order) {
        if (order.rowSeeds().length > 0 && !plan.config().parts().isEmpty()) {
            throw Problem.request("reset.row_seeds", "none where rows have parts, whose seeds key them", "some");
        }
    }

    public byte[] snapshot() { // [bytes]
        return PartSnapshots.write(parts.plans(), parts.batch());
    }

    /** What every remote seat sees now. */
    public Turn turn(long number, Turn.Cause cause) {
        Turn turn = frames.turn(number, cause, parts, List.copyOf(lateSeats));
        lateSeats.clear();
        return turn;
    }

    /** What is in the arrays, by remote seat, ascending. */
    Map<Integer, byte[]> actionFrames() { // [bytes] each
        Map<Integer, byte[]> bySeat = new LinkedHashMap<>();
        remoteSeats.forEach(seat -> bySeat.put(seat, codec(seat).encodeActions()));
        return bySeat;
    }

    /** The rows that ended in the last step and began anew. */
    public byte[] finalRows() { // [4 * count]
        return TurnFrames.finalRows(parts.batch());
    }

    /** Indices of the remote seats, ascending. */
    public List<Integer> remoteSeats() {
        return remoteSeats;
    }
}
