package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Registry;

/**
 * A step takes no memory once the compiler has seen it: not in the engine, and not in a family's dynamics, but for those
 * that are named here with what they may take.
 */
class AllocationTest {
    private static final int STEPS = 10_000;
    private static final int MOST_ROUNDS = 10;
    private static final int ROWS = 2;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes that two rows' step may take on average, and so many steps are watched: those that take some are dear. */
    private record Allowance(long bytes, int steps) {}

    private static final Map<String, Allowance> ALLOWANCES = Map.of(
            "auction/mental-rotation-v0", new Allowance(80_000, 500),
            "auction/two-rooms-v0", new Allowance(64, STEPS),
            "exchange/markov-v0", new Allowance(4_000, 2_000),
            "exchange/static-v0", new Allowance(2_000, 2_000),
            "stackelberg/allocation-v0", new Allowance(500, STEPS),
            "stackelberg/matrix-design-v0", new Allowance(2_500, STEPS),
            "stackelberg/matrix-v0", new Allowance(8, STEPS),
            "stackelberg/newsvendor-v0", new Allowance(9_000, 1_000),
            "stackelberg/price-mechanism-v0", new Allowance(200, STEPS),
            "stackelberg/taxation-v0", new Allowance(320_000, 200));

    static Stream<String> ids() {
        return Registry.discover().environments().stream().map(Environment::id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void step_atSteadyState_allocatesNothing(String id) {
        Allowance allowed = ALLOWANCES.getOrDefault(id, new Allowance(0, STEPS));
        Batch batch = batch(id);
        long bytes = Long.MAX_VALUE;
        // The first rounds are the interpreter's, which escape analysis does not help.
        for (int round = 0; bytes > allowed.bytes() * allowed.steps() && round < MOST_ROUNDS; round++) {
            bytes = allocated(batch, allowed.steps());
        }
        assertTrue(
                bytes <= allowed.bytes() * allowed.steps(),
                id + ": " + bytes + " bytes in " + allowed.steps() + " steps of " + ROWS + " rows");
    }

    private static long allocated(Batch batch, int steps) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < steps; step++) {
            batch.step();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static Batch batch(String id) {
        Environment environment = Registry.discover().find(id);
        Economy economy = environment.economy(environment.options().defaults());
        BatchBuilder builder =
                Batch.of(economy).rows(ROWS).workers(RowWorkers.none()).autoreset(AutoresetMode.SAME_STEP);
        for (Group group : economy.spec().groups()) {
            builder.policy(group.name(), "random", Map.of());
        }
        Batch batch = builder.build();
        batch.reset(0);
        return batch;
    }
}
