package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** The relatives of the Stackelberg family; through the batch engine, whose share is below a thousandth here. */
@AutoService(KernelBenchmark.class)
public final class RelativesKernelBenchmark implements KernelBenchmark {
    private static final double TAXATION_TARGET = 1e6;

    @Override
    public List<KernelCase> cases() {
        return List.of(
                households("stackelberg/taxation taxai N=1000 fixed", "taxai", 1000, "fixed"),
                households("stackelberg/taxation dsmfg N=1000 myopic", "dsmfg", 1000, "myopic"),
                households("stackelberg/taxation dsmfg N=10000 fixed", "dsmfg", 10_000, "fixed")
                        .citing("TaxAI, README, 4 environment steps at 10,000 households", 40_000),
                KernelCase.of("stackelberg/pricing-platform rule B=16", "seller periods", platform()));
    }

    private static KernelCase households(String name, String variant, int households, String behaviour) {
        int rows = 8;
        return KernelCase.of(name, "household steps", () -> {
                    Batch batch = batch(
                            "stackelberg/taxation-v0",
                            Map.of("variant", variant, "households", households, "followers", behaviour),
                            rows,
                            "hsv");
                    return () -> {
                        batch.step();
                        return (long) rows * households;
                    };
                })
                .withTarget(TAXATION_TARGET);
    }

    private static Supplier<Work> platform() {
        int rows = 16;
        int periods = 1_000;
        return () -> {
            Batch batch = batch(
                    "stackelberg/pricing-platform-v0",
                    Map.of("commitment", "rule", "response_steps", periods - 30),
                    rows,
                    "cap");
            return () -> {
                batch.step();
                return 2L * rows * periods;
            };
        };
    }

    private static Batch batch(String id, Map<String, ?> options, int rows, String policy) {
        Environment environment = Registry.discover().find(id);
        Batch batch = Batch.of(environment.economy(environment.options().resolve(options)))
                .rows(rows)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy("leader", policy, Map.of())
                .build();
        batch.reset(0);
        return batch;
    }
}
