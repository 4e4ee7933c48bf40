package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import walras.env.Backend;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/**
 * Society steps on the chain, 2 primitives x 2 copies, credit-conserving: bids from a table plus noise, auction, world,
 * settlement, and the batch engine around them.
 */
@AutoService(KernelBenchmark.class)
public final class AuctionKernelBenchmark implements KernelBenchmark {
    private static final String REFERENCE = "public Python code, 2,600 to 5,200 society steps a second";
    private static final double REFERENCE_RATE = 5_200;
    private static final int STEPS = 64;

    @Override
    public List<KernelCase> cases() {
        return List.of(
                chain("auction chain 2x2, B=1, engine included", 1, Backend.FUSED)
                        .withTarget(1e6),
                chain("auction chain 2x2, B=1024, engine included", 1024, Backend.FUSED)
                        .withTarget(2e7)
                        .citing(REFERENCE, REFERENCE_RATE),
                chain("auction chain 2x2, B=16384, engine included", 16_384, Backend.FUSED),
                chain("auction chain 2x2, B=1024, ND4J", 1024, Backend.ND4J),
                chain("auction chain 2x2, B=16384, ND4J", 16_384, Backend.ND4J).withTarget(8e6),
                chain("auction chain 2x2, B=262144, engine included", 262_144, Backend.FUSED),
                chain("auction chain 2x2, B=262144, ND4J", 262_144, Backend.ND4J)
                        .withTarget(1.5e7));
    }

    private static KernelCase chain(String name, int rows, Backend backend) {
        Supplier<Work> setUp = () -> {
            Environment environment = Registry.discover().find("auction/chain-v0");
            Economy economy = environment.economy(environment.options().defaults());
            Batch batch = Batch.of(economy)
                    .rows(rows)
                    .backend(backend)
                    .autoreset(AutoresetMode.SAME_STEP)
                    .policy("bidders", "truthful", Map.of("noise", 0.01))
                    .build();
            batch.reset(null, null);
            int steps = backend == Backend.FUSED ? STEPS : 1;
            return () -> {
                for (int step = 0; step < steps; step++) {
                    batch.step();
                }
                return (long) steps * rows;
            };
        };
        return KernelCase.of(name, "steps", setUp);
    }
}
