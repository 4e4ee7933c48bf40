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
     * @param frameStride bytes from one step's observation frame to the next
     * @param actionStride bytes from one step's action frame to the next
     */
    private record SeatRecorder(int seat, FrameCodec codec, boolean data, int frameStride, int actionStride) {}

    private final ShardBatch batch;
    private final RolloutOrder order;
    private SeatRecorder[] seats;
    private final boolean nextStep;
    private PartedBatch bound; // to whose arrays everything below belongs
    private PartPlayers[] parts = {}; // [parts], once somebody plays
    private boolean invited; // they act within the step
    private final IntPredicate forfeited; // seats that play late actions, whatever policy they were given

    /**
     * @throws Problem if a remote seat has no policy, or a chosen field is in no seat
     */
    RolloutRecorder(ShardBatch batch, SessionPlan plan, RolloutOrder order, IntPredicate forfeited) {
        this.forfeited = forfeited;
        this.batch = batch;
        this.order = order;
        requirePolicies();
        seats = batch.remoteSeats().stream().map(this::recorder).toArray(SeatRecorder[]::new);
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

    private SeatRecorder recorder(int seat) {
        FrameCodec codec = batch.codec(seat).of(order.fields());
        PolicyProgram program = order.policies().get(seat);
        boolean data = program instanceof PolicyProgram.Table || program instanceof PolicyProgram.Network;
        return new SeatRecorder(seat, codec, data, stride(codec.observationLayout()), stride(codec.actionLayout()));
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
        long bytes = 0;
        for (SeatRecorder seat : seats) {
            bytes += seat.frameStride() + seat.actionStride();
        }
        return Math.max(1, bytes);
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
        seats = batch.remoteSeats().stream().map(this::recorder).toArray(SeatRecorder[]::new);
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

    /**
     * Where the runs of all seats are, one after another.
     *
     * @param room steps that there is room for
     * @param steps that they have
     */
    List<RolloutChunk.SeatRun> runs(int room, int steps) {
        List<RolloutChunk.SeatRun> runs = new ArrayList<>();
        int at = 0;
        for (SeatRecorder seat : seats) {
            int actions = at + room * seat.frameStride();
            runs.add(new RolloutChunk.SeatRun(
                    seat.seat(),
                    new RolloutChunk.Span(at, steps * seat.frameStride()),
                    new RolloutChunk.Span(actions, steps * seat.actionStride())));
            at = actions + room * seat.actionStride();
        }
        return runs;
    }

    /**
     * Plays a step and records it.
     *
     * @param number of the turn that it makes
     * @param k its place in the runs
     * @param bytes of all runs
     * @param ended is given the rows that ended and began anew, if there are any
     * @throws Problem if the batch refuses it; nothing has moved
     */
    void step(
            long number, int k, ByteBuffer bytes, List<RolloutChunk.SeatRun> runs, List<RolloutChunk.EndedRows> ended) {
        if (!invited) {
            act();
        }
        if (nextStep) {
            markEnded();
        }
        batch.advance(number);
        for (int s = 0; s < seats.length; s++) {
            seats[s].codec().encodeActions(bytes, actionsAt(runs, s, k));
            seats[s].codec().encode(bytes, framesAt(runs, s, k));
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

    private int actionsAt(List<RolloutChunk.SeatRun> runs, int s, int k) {
        return runs.get(s).actions().at() + k * seats[s].actionStride();
    }

    private int framesAt(List<RolloutChunk.SeatRun> runs, int s, int k) {
        return runs.get(s).frames().at() + k * seats[s].frameStride();
    }

    /** Writes what some rows of a part saw and did in the k-th step. */
    private void record(int k, int part, Rows range, ByteBuffer bytes, List<RolloutChunk.SeatRun> runs) {
        for (int s = 0; s < seats.length; s++) {
            FrameCodec codec = seats[s].codec();
            codec.encodeActions(bytes, actionsAt(runs, s, k), part, range);
            codec.encode(bytes, framesAt(runs, s, k), part, range);
        }
    }

    /** True if the present run may be recorded by {@link #run}: step after step for one range of rows after the other. */
    boolean byRange() {
        return invited && bound.runs();
    }

    /**
     * Plays steps and records them; as so many {@link #step}, in which no episode has final frames.
     *
     * @param bytes of all runs
     * @throws Problem if the batch refuses the first; nothing has moved
     */
    void run(int steps, ByteBuffer bytes, List<RolloutChunk.SeatRun> runs) {
        bound.run(steps, part -> new RangeRecorder() {
            @Override
            public void before(Rows range) {
                parts[part].markEnded(range.from(), range.to());
            }

            @Override
            public void after(int k, Rows range) {
                record(k, part, range, bytes, runs);
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
