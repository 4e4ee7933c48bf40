package walras.server.session.rollout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.PartedBatch;
import walras.env.batch.RangeRecorder;
import walras.server.frame.FieldChoice;
import walras.server.frame.FrameCodec;
import walras.server.frame.FrameLayout;
import walras.server.frame.MemoryFaults;
import walras.server.session.plan.SessionPlan;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.policy.ProgramPlayer;
import walras.server.session.shard.ShardBatch;

/** Plays the remote seats of a shard and records what they see and do. Used by the shard's owner of the moment. */
final class RolloutRecorder {
    /**
     * One remote seat.
     *
     * @param codec of the fields that are recorded
     * @param data true if the policy came as data: what it plays is checked, while built-in policies are believed, as the
     *     batch engine believes them
     * @param before bytes that a step takes in the runs of the seats before it
     * @param frameStride bytes from one step's observation frame to the next
     * @param actionStride bytes from one step's action frame to the next
     */
    private record SeatRecorder(
            int seat, FrameCodec codec, boolean data, int before, int frameStride, int actionStride) {
        /** Of the seats before it, and of its own. */
        int end() {
            return before + frameStride + actionStride;
        }
    }

    private final ShardBatch batch;
    private final RolloutOrder order;
    private SeatRecorder[] seats;
    private final boolean nextStep;
    private PartedBatch bound; // to whose arrays everything below belongs
    private PartPlayers[] parts = {}; // [parts], once somebody plays
    private boolean invited; // they act within the step
    private ByteBuffer bytes = ByteBuffer.allocate(0); // the present chunk: each seat's frames, then its actions
    private int room; // steps that there is room for
    private List<RolloutChunk.EndedRows> ended = List.of(); // of the present chunk
    private final IntPredicate forfeited; // seats that play late actions, whatever policy they were given

    /**
     * @throws Problem if a remote seat has no policy, or a chosen field is in no seat
     */
    RolloutRecorder(ShardBatch batch, SessionPlan plan, RolloutOrder order, IntPredicate forfeited) {
        this.forfeited = forfeited;
        this.batch = batch;
        this.order = order;
        requirePolicies();
        seats = recorders();
        requireFields();
        nextStep = plan.config().autoreset() == AutoresetMode.NEXT_STEP;
        bound = batch.batch();
    }

    private void requirePolicies() {
        List<Integer> remote = batch.remoteSeats();
        if (!order.policies().keySet().equals(Set.copyOf(remote))) {
            throw Problem.request(
                    "policies",
                    "one for each remote seat " + remote,
                    order.policies().keySet().stream().sorted().toList());
        }
    }

    private SeatRecorder[] recorders() { // [seats]
        List<SeatRecorder> made = new ArrayList<>();
        int before = 0;
        for (int seat : batch.remoteSeats()) {
            made.add(recorder(seat, before));
            before = made.get(made.size() - 1).end();
        }
        return made.toArray(SeatRecorder[]::new);
    }

    private SeatRecorder recorder(int seat, int before) {
        FrameCodec codec = batch.codec(seat).of(order.fields());
        PolicyProgram program = order.policies().get(seat);
        boolean data = program instanceof PolicyProgram.Table || program instanceof PolicyProgram.Network;
        return new SeatRecorder(
                seat, codec, data, before, stride(codec.observationLayout()), stride(codec.actionLayout()));
    }

    private static int stride(FrameLayout layout) {
        return Math.toIntExact(FrameLayout.aligned(layout.sizeBytes()));
    }

    private void requireFields() {
        for (int k = 0; k < order.fields().size(); k++) {
            FieldChoice choice = order.fields().get(k);
            if (Arrays.stream(seats)
                    .map(SeatRecorder::codec)
                    .noneMatch(codec -> choice.isAmong(codec.observationLayout().fields())
                            || choice.isAmong(codec.actionLayout().fields()))) {
                String name = choice.name().isEmpty() ? "" : " named " + choice.name();
                throw Problem.request(
                        "fields[" + k + "]", "a field of a seat's layouts", "none of kind " + choice.kind() + name);
            }
        }
    }

    /** What a step takes in all seats' runs; at least 1. */
    long bytesPerStep() {
        return Math.max(1, seats.length == 0 ? 0 : seats[seats.length - 1].end());
    }

    /**
     * Begins a run of steps; the shard must be the caller's until {@link #leave}. Players whose rows know nothing of one
     * another, and need no check, act within the step: on its threads, while the rows are in their caches. The journal
     * has actions written down before the step.
     *
     * @throws Problem if a policy does not fit its seat
     */
    void enter() {
        if (parts.length == 0 || bound != batch.batch()) {
            bind();
        }
        invited = !batch.writes()
                && Arrays.stream(parts)
                        .allMatch(part -> Arrays.stream(part.players()).allMatch(Policy::rowwise))
                && Arrays.stream(seats).noneMatch(seat -> seat.data() || forfeited.test(seat.seat()));
        for (PartPlayers part : parts) {
            if (invited) {
                part.batch().invite(part.players());
            }
        }
    }

    /** Sits down at the parts as they are now: at all of them, or at those that a reset has changed. */
    private void bind() {
        bound = batch.batch();
        seats = recorders();
        PartPlayers[] now = new PartPlayers[bound.parts()]; // [parts]
        for (int k = 0; k < now.length; k++) {
            Batch part = bound.part(k);
            if (k < parts.length && parts[k].batch() == part) {
                now[k] = parts[k];
            } else {
                now[k] = PartPlayers.of(part, players(part));
                now[k].begin(now[k].everyRow());
            }
        }
        parts = now;
    }

    /** Ends a run of steps. */
    void leave() {
        for (PartPlayers part : parts) {
            part.batch().invite();
        }
        stepAlone(false);
    }

    /** True to take steps with the caller's thread only, from now on; see {@link walras.env.batch.Batch#stepAlone}. */
    void stepAlone(boolean wanted) {
        batch.batch().stepAlone(wanted);
    }

    private Policy[] players(Batch part) { // [seats]
        String owner = order.seed().isPresent() ? "rollout:" + order.seed().getAsLong() : "rollout";
        Policy[] made = new Policy[seats.length]; // [seats]
        for (int k = 0; k < seats.length; k++) {
            PolicyProgram program = order.policies().get(seats[k].seat());
            made[k] = ProgramPlayer.of(
                    Objects.requireNonNull(program), seats[k].codec().seat(), part, owner);
        }
        return made;
    }

    private void act() {
        for (PartPlayers part : parts) {
            part.act();
        }
        for (SeatRecorder seat : seats) {
            if (forfeited.test(seat.seat())) {
                batch.stageLate(seat.seat());
            } else if (seat.data()) {
                batch.check(seat.seat());
            }
        }
    }

    /** Begins a chunk of so many steps, which are written to these bytes. */
    void open(ByteBuffer target, int steps) {
        bytes = target;
        room = steps;
        ended = new ArrayList<>();
    }

    /** The chunk, of which so many steps were played. */
    RolloutChunk chunk(long firstStep, int steps, boolean last) {
        List<RolloutChunk.SeatRun> runs = new ArrayList<>();
        for (SeatRecorder seat : seats) {
            runs.add(new RolloutChunk.SeatRun(
                    seat.seat(),
                    new RolloutChunk.Span(framesAt(seat, 0), steps * seat.frameStride()),
                    new RolloutChunk.Span(actionsAt(seat, 0), steps * seat.actionStride())));
        }
        return new RolloutChunk(order.shard(), firstStep, steps, bytes.slice(), runs, ended, last);
    }

    private int framesAt(SeatRecorder seat, int k) {
        return room * seat.before() + k * seat.frameStride();
    }

    private int actionsAt(SeatRecorder seat, int k) {
        return room * (seat.before() + seat.frameStride()) + k * seat.actionStride();
    }

    /**
     * Plays a step and records it.
     *
     * @param number of the turn that it makes
     * @param k its place in the chunk
     * @throws Problem if the batch refuses it; nothing has moved
     */
    void step(long number, int k) {
        if (!invited) {
            act();
        }
        if (nextStep) {
            markEnded();
        }
        batch.advance(number);
        for (SeatRecorder seat : seats) {
            seat.codec().encodeActions(bytes, actionsAt(seat, k));
            seat.codec().encode(bytes, framesAt(seat, k));
        }
        if (!nextStep) {
            markEnded();
        }
        for (PartPlayers part : parts) {
            part.begin(part.begunRows());
        }
        if (bound.finalCount() > 0) {
            List<byte[]> frames = Arrays.stream(seats)
                    .map(seat -> seat.codec().encodeFinals())
                    .toList();
            ended.add(new RolloutChunk.EndedRows(number, batch.finalRows(), frames));
        }
    }

    /** Writes what some rows of a part saw and did in the k-th step. */
    private void record(int k, int part, Rows range) {
        for (SeatRecorder seat : seats) {
            seat.codec().encodeActions(bytes, actionsAt(seat, k), part, range);
            seat.codec().encode(bytes, framesAt(seat, k), part, range);
        }
    }

    /** True if the present run may be recorded by {@link #run}: step after step for one range of rows after the other. */
    boolean byRange() {
        return invited && bound.runs();
    }

    /**
     * Plays steps and records them; as so many {@link #step}, in which no episode has final frames.
     *
     * @throws Problem if the batch refuses the first; nothing has moved
     */
    void run(int steps) {
        bound.run(steps, part -> new RangeRecorder() {
            @Override
            public void before(Rows range) {
                parts[part].markEnded(range.from(), range.to());
            }

            @Override
            public void after(int k, Rows range) {
                record(k, part, range);
                parts[part].begin(new Rows(range.from(), range.to(), parts[part].begun()));
                if (k == steps - 1) {
                    MemoryFaults.throwNoted(); // the range's thread goes on to other sessions
                }
            }
        });
    }

    private void markEnded() {
        for (PartPlayers part : parts) {
            part.markEnded(0, part.begun().length);
        }
    }
}
