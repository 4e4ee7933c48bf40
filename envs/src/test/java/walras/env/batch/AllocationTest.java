package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Registry;

/**
 * A step takes no memory once the compiler has seen it: not in the engine, and not in a family's dynamics, with every
 * metric computed and episodes that end and begin again.
 */
class AllocationTest {
    private static final int STEPS = 500;
    private static final int MOST_ROUNDS = 20;
    private static final int ROWS = 2;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<String> ids() {
        return Registry.discover().environments().stream().map(Environment::id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void step_atSteadyState_allocatesNothing(String id) {
        Batch batch = batch(id);
        long bytes = Long.MAX_VALUE;
        // The first rounds load classes and link call sites, and the interpreter makes what escape analysis will not.
        for (int round = 0; bytes > 0 && round < MOST_ROUNDS; round++) {
            bytes = allocated(batch);
        }
        assertEquals(0, bytes, id + ": bytes in " + STEPS + " steps of " + ROWS + " rows");
    }

    private static long allocated(Batch batch) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < STEPS; step++) {
            batch.step();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static Batch batch(String id) {
        Environment environment = Registry.discover().find(id);
        Economy economy = environment.economy(environment.options().defaults());
        BatchBuilder builder =
                Batch.of(economy).rows(ROWS).workers(RowWorkers.none()).autoreset(AutoresetMode.SAME_STEP);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        for (Group group : economy.spec().groups()) {
            builder.policy(group.name(), "random", Map.of());
        }
        Batch batch = builder.build();
        batch.reset(0);
        return batch;
    }
}
