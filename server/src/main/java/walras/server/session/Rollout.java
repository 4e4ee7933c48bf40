package walras.server.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Tensors;
import walras.env.batch.AutoresetMode;
import walras.server.frame.FieldChoice;
import walras.server.frame.FrameCodec;
import walras.server.frame.FrameLayout;

/**
 * Steps of a shard that the server plays by itself, with policies in all its remote seats. Goes on chunk by chunk, for as
 * long as its reader keeps up, so that a slow reader holds up nothing but its own rollout.
 *
 * <p>While the reader keeps up, chunk follows chunk on one thread: waking another one takes a good part of the time that a
 * chunk takes. The shard's turn is the last step of such a run, after which whatever else the shard was asked may come.
 */
public final class Rollout {
    /** A message of about this size keeps both ends busy, and stays in a core's caches while it is filled. */
    private static final long CHUNK_BYTES = 1 << 18;
    /**
     * One processor carries a byte to its reader in about this time. Steps that one thread takes faster leave the other
     * processors to the transport: workers that wait for the next step would only be in its way.
     */
    private static final long NANOS_PER_BYTE = 1;
    /** Others wait for the thread and the shard for about so long, and a chunk more. */
    private static final long RUN_NANOS = 5_000_000;

    private final Session session;
    private final Shard shard;
    private final RolloutOrder order;
    private final RolloutReader reader;
    private final long bytesPerStep;
    private final int chunkSteps;
    private final StepCost cost = StepCost.dear();
    private final Map<Integer, Policy> players = new HashMap<>();
    private final Map<Integer, FrameCodec> recorders = new HashMap<>(); // per remote seat
    private final byte[] begun; // [rows] rows that began an episode in the last step
    private final Rows begunRows;
    private final Rows everyRow;
    private int taken;
    private boolean alone = true; // steps take one thread
    private OptionalLong next = OptionalLong.empty();
    private @Nullable RolloutChunk held; // for the reader, once the turn is the session's
    private List<RolloutChunk.SeatRun> room = List.of(); // the last chunk's, which its reader is done with

    /**
     * @throws Problem if a policy does not fit its seat, or a remote seat has none
     */
    Rollout(Session session, Shard shard, RolloutOrder order, Limits limits, RolloutReader reader) {
        this.session = session;
        this.shard = shard;
        this.order = order;
        this.reader = reader;
        if (order.steps() < 1) {
            throw Problem.request("steps", "at least 1", order.steps());
        }
        Limits.require("steps", "rollout_steps", order.steps(), limits.rolloutSteps());
        int rows = session.plan().shardRows();
        begun = new byte[rows];
        begunRows = new Rows(0, rows, begun);
        everyRow = Rows.every(0, rows);
        shard.batch()
                .remoteSeats()
                .forEach(seat -> recorders.put(seat, shard.batch().codec(seat).of(order.fields())));
        long bytes = 0;
        for (FrameCodec recorder : recorders.values()) {
            bytes += stride(recorder.observationLayout()) + stride(recorder.actionLayout());
        }
        bytesPerStep = Math.max(1, bytes);
        chunkSteps = chunkSteps(limits);
        requirePolicies();
        requireFields();
    }

    private int chunkSteps(Limits limits) {
        long good = Math.max(1, CHUNK_BYTES / bytesPerStep);
        long most = Math.max(1, limits.frameBytes() / bytesPerStep);
        long wanted = order.chunkSteps() > 0 ? order.chunkSteps() : good;
        return (int) Math.min(order.steps(), Math.min(wanted, most));
    }

    private void requirePolicies() {
        List<Integer> remote = shard.batch().remoteSeats();
        if (!order.policies().keySet().equals(java.util.Set.copyOf(remote))) {
            throw Problem.request(
                    "policies",
                    "one for each remote seat " + remote,
                    order.policies().keySet().stream().sorted().toList());
        }
    }

    private void requireFields() {
        for (int k = 0; k < order.fields().size(); k++) {
            FieldChoice choice = order.fields().get(k);
            if (recorders.values().stream()
                    .noneMatch(seat -> choice.isIn(seat.observationLayout()) || choice.isIn(seat.actionLayout()))) {
                String name = choice.name().isEmpty() ? "" : " named " + choice.name();
                throw Problem.request(
                        "fields[" + k + "]", "a field of a seat's layouts", "none of kind " + choice.kind() + name);
            }
        }
    }

    private static int stride(FrameLayout layout) {
        return Math.toIntExact(FrameLayout.aligned(layout.sizeBytes()));
    }

    /** Plays chunks for as long as the reader wants them; later and elsewhere. Not to be called again before it paused. */
    public void advance() {
        Job job = new Job(Turn.Cause.STEP, this::play, cost, false, false);
        Answer answer = new Answer() {
            @Override
            public void turn(Turn turn) {
                RolloutChunk recorded = held;
                held = null;
                if (recorded != null) {
                    reader.chunk(recorded);
                }
                reader.paused();
            }

            @Override
            public void failed(RuntimeException why) {
                reader.failed(why);
            }
        };
        session.touch();
        shard.submit(job, next, answer);
    }

    /** Runs as the shard's job. */
    private Turn play(long number) {
        ShardBatch batch = shard.batch();
        batch.batch().stepAlone(alone);
        try {
            long end = playChunks(batch, number);
            next = OptionalLong.of(end);
            return batch.turn(end - 1, Turn.Cause.STEP);
        } finally {
            batch.batch().stepAlone(false);
        }
    }

    /** Returns the number of the turn to come. */
    private long playChunks(ShardBatch batch, long number) {
        if (players.isEmpty()) {
            seatPlayers(batch);
        }
        long until = session.nanoTime() + RUN_NANOS;
        long step = number;
        boolean more;
        do {
            RolloutChunk chunk;
            try {
                chunk = playChunk(batch, step);
            } catch (Problem refused) {
                if (step == number || refused.kind() == Problem.Kind.INTERNAL) {
                    throw refused;
                }
                break; // what has been played counts; the next run will be refused at its first step
            }
            step += chunk.steps();
            if (chunk.last() || batch.writes()) {
                held = chunk; // till the turn is the session's, and its record where it must be
                more = false;
            } else {
                more = reader.chunk(chunk) && !session.closed() && session.nanoTime() < until;
            }
        } while (more);
        return step;
    }

    private void seatPlayers(ShardBatch batch) {
        String owner = order.seed().isPresent() ? "rollout:" + order.seed().getAsLong() : "rollout";
        order.policies()
                .forEach((seat, program) -> players.put(
                        seat, ProgramPlayer.of(program, batch.codec(seat).seat(), batch.batch(), owner)));
        players.values().forEach(player -> player.begin(everyRow));
    }

    private RolloutChunk playChunk(ShardBatch batch, long number) {
        int steps = Math.min(chunkSteps, order.steps() - taken);
        List<RolloutChunk.SeatRun> runs = emptyRuns(batch, steps);
        List<RolloutChunk.EndedRows> ended = new ArrayList<>();
        int done = 0;
        for (; done < steps; done++) {
            try {
                step(batch, number + done, done, runs, ended);
            } catch (Problem refused) {
                if (done == 0 || refused.kind() == Problem.Kind.INTERNAL) {
                    throw refused;
                }
                break; // what has been played counts; the next chunk will be refused at its first step
            }
        }
        if (done < steps) {
            runs = cut(runs, done);
        }
        taken += done;
        return new RolloutChunk(order.shard(), number, done, runs, ended, taken == order.steps());
    }

    private List<RolloutChunk.SeatRun> cut(List<RolloutChunk.SeatRun> runs, int steps) {
        return runs.stream()
                .map(run -> new RolloutChunk.SeatRun(
                        run.seat(),
                        Arrays.copyOf(run.frames(), steps * frameStride(run.seat())),
                        Arrays.copyOf(run.actions(), steps * actionStride(run.seat()))))
                .toList();
    }

    private int frameStride(int seat) {
        return stride(recorder(seat).observationLayout());
    }

    private int actionStride(int seat) {
        return stride(recorder(seat).actionLayout());
    }

    private FrameCodec recorder(int seat) {
        return Objects.requireNonNull(recorders.get(seat));
    }

    private List<RolloutChunk.SeatRun> emptyRuns(ShardBatch batch, int steps) {
        if (steps == chunkSteps && !room.isEmpty()) {
            return room;
        }
        List<RolloutChunk.SeatRun> runs = new ArrayList<>();
        for (int seat : batch.remoteSeats()) {
            int frames = Math.multiplyExact(steps, frameStride(seat));
            int actions = Math.multiplyExact(steps, actionStride(seat));
            runs.add(new RolloutChunk.SeatRun(seat, new byte[frames], new byte[actions]));
        }
        room = steps == chunkSteps ? runs : room;
        return runs;
    }

    private void step(
            ShardBatch batch, long number, int k, List<RolloutChunk.SeatRun> runs, List<RolloutChunk.EndedRows> ended) {
        boolean nextStep = session.plan().config().autoreset() == AutoresetMode.NEXT_STEP;
        Tensors tensors = batch.batch().tensors();
        players.values().forEach(player -> player.act(everyRow));
        if (nextStep) {
            markEnded(tensors);
        }
        for (RolloutChunk.SeatRun run : runs) {
            if (isData(order.policies().get(run.seat()))) {
                batch.check(run.seat());
            }
            recorder(run.seat()).encodeActions(run.actions(), k * actionStride(run.seat()));
        }
        if (taken == 0 && k == 0) {
            advanceTimed(batch, number);
        } else {
            batch.advance(number);
        }
        for (RolloutChunk.SeatRun run : runs) {
            recorder(run.seat()).encode(run.frames(), k * frameStride(run.seat()));
        }
        if (!nextStep) {
            markEnded(tensors);
        }
        players.values().forEach(player -> player.begin(begunRows));
        if (batch.batch().finals().count() > 0) {
            List<byte[]> frames = runs.stream()
                    .map(run -> recorder(run.seat()).encodeFinals())
                    .toList();
            ended.add(new RolloutChunk.EndedRows(number, batch.finalRows(), frames));
        }
    }

    /** The first step tells for all whether they take one thread. */
    private void advanceTimed(ShardBatch batch, long number) {
        long start = session.nanoTime();
        batch.advance(number);
        alone = session.nanoTime() - start <= bytesPerStep * NANOS_PER_BYTE;
        batch.batch().stepAlone(alone);
    }

    /** Built-in policies are believed, as the batch engine believes them; programs that came as data are checked. */
    private static boolean isData(@Nullable PolicyProgram program) {
        return program instanceof PolicyProgram.Table || program instanceof PolicyProgram.Network;
    }

    /** The rows whose episode is over are those that begin one: in this step, or in NEXT_STEP in the one to come. */
    private void markEnded(Tensors tensors) {
        byte[] terminated = tensors.terminated().u8(); // [rows]
        byte[] truncated = tensors.truncated().u8(); // [rows]
        for (int row = 0; row < begun.length; row++) {
            begun[row] = (byte) (terminated[row] | truncated[row]);
        }
    }
}
