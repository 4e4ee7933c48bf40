package walras.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;

/** One step of a batch whose actions are drawn beforehand: alone, and with frames decoded and encoded around it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    /** How many sets of actions are drawn; more than one, so that no branch is always right. */
    private static final int ACTION_SETS = 16;

    @Param({"counter-v0", "auction/chain-v0"})
    public String environment = "counter-v0";

    @Param({"1", "64", "1024", "16384"})
    public int rows = 1;

    private final byte[][] frames = new byte[ACTION_SETS][]; // [ACTION_SETS][bytes of an action frame]
    private Prepared prepared = Prepared.of("counter-v0", 1);
    private int next;

    /** A batch with its codec. */
    private record Prepared(Batch batch, FrameCodec codec) {
        static Prepared of(String id, int rows) {
            Environment environment = Registry.discover().find(id);
            Batch batch = Batch.of(environment.economy(environment.options().defaults()))
                    .rows(rows)
                    .autoreset(AutoresetMode.SAME_STEP)
                    .build();
            batch.reset(0);
            Group group = batch.economy().spec().groups().get(0);
            return new Prepared(batch, new FrameCodec(new SeatView(group, 0, group.agents(), List.of(), false), batch));
        }
    }

    /** Lets the random policy write the actions that the measured batch will be given as frames. */
    @Setup
    public void draw() {
        prepared = Prepared.of(environment, rows);
        Environment found = Registry.discover().find(environment);
        Batch drawn = Batch.of(found.economy(found.options().defaults()))
                .rows(rows)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy(prepared.codec().seat().group().name(), "random", java.util.Map.of())
                .build();
        drawn.reset(1);
        FrameCodec codec = new FrameCodec(prepared.codec().seat(), drawn);
        for (int k = 0; k < ACTION_SETS; k++) {
            drawn.step();
            frames[k] = codec.encodeActions();
        }
    }

    private ByteBuffer frame() {
        next = (next + 1) % ACTION_SETS;
        return ByteBuffer.wrap(frames[next]);
    }

    /** Check, advance, clock, observe, reset. The copy of the actions into the arrays is part of it. */
    @Benchmark
    public Batch batch() {
        prepared.codec().decodeActions(frame());
        prepared.batch().step();
        return prepared.batch();
    }

    /** The same, and the frame that the seat would be sent. */
    @Benchmark
    public byte[] batchAndFrame() { // [observationLayout.sizeBytes]
        prepared.codec().decodeActions(frame());
        prepared.batch().step();
        return prepared.codec().encode();
    }
}
