package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** The monolithic baseline reaches the optimum where it can explore; a weaker one would flatter the societies. */
final class PlannerLearningTest {
    @ParameterizedTest
    @CsvSource({"auction/chain-v0", "auction/duality-v0", "auction/grid-v0"})
    void learn_smallWorlds_actsOptimally(String id) {
        Environment environment = Registry.discover().find(id);
        Economy economy =
                environment.economy(environment.options().resolve(Map.of("control", "planner", "discount", 0.9)));
        Batch batch = Batch.of(economy)
                .rows(4)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(List.of("regret"))
                .policy("planner", "planner-learning", Map.of("epsilon", 0.2, "learning_rate", 0.5))
                .build();
        batch.reset(null, null);
        int astray = 0;
        for (int step = 0; step < 20_000; step++) {
            batch.step();
            for (double regret : batch.tensors().metric("regret").f64()) {
                astray += step >= 10_000 && regret > 1e-9 ? 1 : 0;
            }
        }
        // One step in five is a random primitive, and of those at least one in four is right.
        assertEquals(0, astray / 40_000.0, 0.2);
    }
}
