package walras.server.bench;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Backend;
import walras.env.batch.RowWorkers;

/** Loops by hand are yardsticks only as long as they compute what the server does. */
final class PlainKernelTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 300, 1024})
    void compare_kernels_agreeWithTheirLoops(int rows) {
        for (PlainKernel kernel : List.of(new PlainExchange(rows), new PlainDuel(rows))) {
            kernel.compare();
        }
    }

    @Test
    void compare_worlds_agreeWithTheirLoops() {
        for (PlainWorld world : List.of(new PlainCounter(300), new PlainChain(300))) {
            new GivenSteps(world.environment(), 300, RowWorkers.none(), Backend.FUSED).compare(world);
        }
    }
}
