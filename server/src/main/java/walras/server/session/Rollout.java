package walras.server.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Tensors;
import walras.env.batch.AutoresetMode;
import walras.server.frame.FrameCodec;
import walras.server.frame.FrameLayout;

/**
 * Steps of a shard that the server plays by itself, with policies in all its remote seats. Goes on chunk by chunk, each
 * when its reader asks for it, so that a slow reader holds up nothing but its own rollout.
 */
public final class Rollout {
    /** A message of about this size keeps both ends busy. */
    private static final long CHUNK_BYTES = 1 << 20;

    private final Session session;
    private final Shard shard;
    private final RolloutOrder order;
    private final Consumer<RolloutChunk> reader;
    private final int chunkSteps;
    private final StepCost cost = StepCost.dear();
    private final Map<Integer, Policy> players = new HashMap<>();
    private final byte[] begun; // [rows] rows that began an episode in the last step
    private final Rows begunRows;
    private final Rows everyRow;
    private int taken;
    private OptionalLong next = OptionalLong.empty();
    private @Nullable RolloutChunk chunk;

    /**
     * @param reader is given every chunk, on the thread that made it
     * @throws Problem if a policy does not fit its seat, or a remote seat has none
     */
    Rollout(Session session, Shard shard, RolloutOrder order, Limits limits, Consumer<RolloutChunk> reader) {
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
        chunkSteps = chunkSteps(limits);
        requirePolicies();
    }

    private int chunkSteps(Limits limits) {
        long perStep = 0;
        for (int seat : shard.batch().remoteSeats()) {
            perStep += stride(shard.batch().codec(seat).observationLayout());
            perStep += stride(shard.batch().codec(seat).actionLayout());
        }
        long good = Math.max(1, CHUNK_BYTES / Math.max(1, perStep));
        long most = Math.max(1, limits.frameBytes() / Math.max(1, perStep));
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

    private static int stride(FrameLayout layout) {
        return Math.toIntExact(FrameLayout.aligned(layout.sizeBytes()));
    }

    /**
     * Plays the next chunk and gives it to the reader; later and elsewhere. To be called once per chunk.
     *
     * @param failed is told why there is no chunk
     */
    public void advance(Consumer<RuntimeException> failed) {
        Job job = new Job(Turn.Cause.STEP, this::play, cost, false, false);
        Answer answer = new Answer() {
            @Override
            public void turn(Turn turn) {
                RolloutChunk made = chunk;
                if (made != null) {
                    chunk = null;
                    reader.accept(made);
                }
            }

            @Override
            public void failed(RuntimeException why) {
                failed.accept(why);
            }
        };
        session.touch();
        shard.submit(job, next, answer);
    }

    /** Runs as the shard's job. */
    private Turn play(long number) {
        ShardBatch batch = shard.batch();
        if (players.isEmpty()) {
            String owner = order.seed().isPresent() ? "rollout:" + order.seed().getAsLong() : "rollout";
            order.policies()
                    .forEach((seat, program) -> players.put(
                            seat, ProgramPlayer.of(program, batch.codec(seat).seat(), batch.batch(), owner)));
            players.values().forEach(player -> player.begin(everyRow));
        }
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
            steps = done;
            runs = cut(runs, batch, done);
        }
        taken += steps;
        Turn last = batch.turn(number + steps - 1, Turn.Cause.STEP);
        next = OptionalLong.of(last.step() + 1);
        chunk = new RolloutChunk(last.shard(), number, steps, runs, ended, taken == order.steps());
        return last;
    }

    private static List<RolloutChunk.SeatRun> cut(List<RolloutChunk.SeatRun> runs, ShardBatch batch, int steps) {
        return runs.stream()
                .map(run -> new RolloutChunk.SeatRun(
                        run.seat(),
                        Arrays.copyOf(
                                run.frames(),
                                steps * stride(batch.codec(run.seat()).observationLayout())),
                        Arrays.copyOf(
                                run.actions(),
                                steps * stride(batch.codec(run.seat()).actionLayout()))))
                .toList();
    }

    private static List<RolloutChunk.SeatRun> emptyRuns(ShardBatch batch, int steps) {
        List<RolloutChunk.SeatRun> runs = new ArrayList<>();
        for (int seat : batch.remoteSeats()) {
            int frames = Math.multiplyExact(steps, stride(batch.codec(seat).observationLayout()));
            int actions = Math.multiplyExact(steps, stride(batch.codec(seat).actionLayout()));
            runs.add(new RolloutChunk.SeatRun(seat, new byte[frames], new byte[actions]));
        }
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
            FrameCodec codec = batch.codec(run.seat());
            if (isData(order.policies().get(run.seat()))) {
                batch.check(run.seat());
            }
            codec.encodeActions(run.actions(), k * stride(codec.actionLayout()));
        }
        batch.advance(number);
        for (RolloutChunk.SeatRun run : runs) {
            FrameCodec codec = batch.codec(run.seat());
            codec.encode(run.frames(), k * stride(codec.observationLayout()));
        }
        if (!nextStep) {
            markEnded(tensors);
        }
        players.values().forEach(player -> player.begin(begunRows));
        if (batch.batch().finals().count() > 0) {
            List<byte[]> frames = runs.stream()
                    .map(run -> batch.codec(run.seat()).encodeFinals())
                    .toList();
            ended.add(new RolloutChunk.EndedRows(number, batch.finalRows(), frames));
        }
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
