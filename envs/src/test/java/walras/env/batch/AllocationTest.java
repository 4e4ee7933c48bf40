package walras.env.batch;

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

/** A step takes no memory: neither the engine nor any family's kernel, once the compiler has seen them. */
class AllocationTest {
    private static final int STEPS = 10_000;
    private static final int ROWS = 2;
    private static final int MOST_ROUNDS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<String> ids() {
        return Registry.discover().environments().stream().map(Environment::id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void step_atSteadyState_allocatesNothing(String id) {
        Batch batch = batch(id);
        long bytes = 1;
        long t0 = System.nanoTime();
        int round = 0;
        for (; bytes > 0 && round < MOST_ROUNDS && System.nanoTime() - t0 < 3e9; round++) {
            bytes = allocated(batch);
        }
        System.out.println(
                "ALLOC " + id + " " + bytes + " B round " + round + " " + (System.nanoTime() - t0) / 1000000 + " ms");
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
        for (Group group : economy.spec().groups()) {
            builder.policy(group.name(), "random", Map.of());
        }
        Batch batch = builder.build();
        batch.reset(0);
        return batch;
    }
}
