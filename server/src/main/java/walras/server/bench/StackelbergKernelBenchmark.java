package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import walras.env.Backend;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.Batch;
import walras.env.stackelberg.mechanism.PriceRules;
import walras.env.stackelberg.mechanism.PriceSetting;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.FollowerState;
import walras.env.stackelberg.response.FusedResponseKernel;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.InducedGame;
import walras.env.stackelberg.response.Nd4jResponseKernel;
import walras.env.stackelberg.response.ResponseKernel;
import walras.env.stackelberg.response.ResponseShape;
import walras.env.stackelberg.response.Sweep;

/**
 * Whole leader episodes of the follower-response kernel: followers forget, the commitment's game is written, they learn, and their
 * favourites are read off. All cores; every episode has another commitment.
 */
@AutoService(KernelBenchmark.class)
public final class StackelbergKernelBenchmark implements KernelBenchmark {
    private static final int DESIGN_ROWS = 16_384;
    private static final int MESSAGE_ROWS = 2048;
    private static final int PLATFORM_ROWS = 1024;

    @Override
    public List<KernelCase> cases() {
        String design = "public Python code, about 240 leader episodes a second";
        return List.of(
                KernelCase.of(
                                "stackelberg matrix design, 7 exact sweeps",
                                "episodes",
                                () -> design(new FusedResponseKernel(), Sweep.EXACT, 7))
                        .withTarget(1e6)
                        .citing(design, 240),
                KernelCase.of(
                                "stackelberg matrix design, 100 sampled rounds",
                                "episodes",
                                () -> design(new FusedResponseKernel(), Sweep.SAMPLED, 100))
                        .withTarget(5e5)
                        .citing(design, 240),
                KernelCase.of(
                        "stackelberg matrix design, 7 exact sweeps, ND4J",
                        "episodes",
                        () -> design(new Nd4jResponseKernel(), Sweep.EXACT, 7)),
                KernelCase.of(
                        "stackelberg matrix design, 100 sampled rounds, ND4J",
                        "episodes",
                        () -> design(new Nd4jResponseKernel(), Sweep.SAMPLED, 100)),
                KernelCase.of(
                                "stackelberg two-buyer messages t=5, 208 updates",
                                "episodes",
                                messages(FusedResponseKernel::new, 5, 208))
                        .withTarget(5e3)
                        .citing("public Python code, about 10 leader episodes a second", 10),
                KernelCase.of(
                        "stackelberg two-buyer messages t=5, 208 updates, ND4J",
                        "episodes",
                        messages(Nd4jResponseKernel::new, 5, 208)),
                platform(Backend.FUSED),
                platform(Backend.ND4J));
    }

    /** Periods in which sellers learn, engine included. */
    private static KernelCase platform(Backend backend) {
        String name = "stackelberg Q-learning sellers, B=" + PLATFORM_ROWS + ", engine included";
        return KernelCase.of(name + (backend == Backend.ND4J ? ", ND4J" : ""), "periods", () -> {
            Environment environment = Registry.discover().find("stackelberg/pricing-platform-v0");
            Economy economy = environment.economy(environment.options().resolve(Map.of("response_steps", 10_000_000L)));
            Batch batch = Batch.of(economy)
                    .rows(PLATFORM_ROWS)
                    .backend(backend)
                    .policy("leader", "cap", Map.of())
                    .build();
            batch.reset(null, null);
            return () -> {
                batch.step();
                return PLATFORM_ROWS;
            };
        });
    }

    private static Work design(ResponseKernel kernel, Sweep sweep, int updates) {
        ResponseShape shape = new ResponseShape(2, 1, 2);
        FollowerPopulation population = new FollowerPopulation(shape, new double[] {1}, new Hedge(.1), sweep);
        double[] base = {3 / 6.0, 1, 4 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 1, 2 / 6.0}; // [n, J]
        InducedGame game = InducedGame.allocate(shape, DESIGN_ROWS);
        for (int k = 0; k < game.payoff().length; k++) {
            game.payoff()[k] = base[k % 8] + Draws.uniform(7, k);
        }
        return episodes(kernel, population, game, DESIGN_ROWS, updates, () -> {});
    }

    private static Supplier<Work> messages(Supplier<ResponseKernel> kernels, int types, int updates) {
        return () -> {
            ResponseKernel kernel = kernels.get();
            PriceRules rules = new PriceRules(PriceSetting.uniform(types), 2);
            FollowerPopulation population =
                    new FollowerPopulation(rules.shape(), rules.setting().prior(), new Hedge(.1), Sweep.EXACT);
            InducedGame game = InducedGame.allocate(rules.shape(), MESSAGE_ROWS);
            int[] buyers = new int[MESSAGE_ROWS * 8];
            double[] prices = new double[MESSAGE_ROWS * 8];
            for (int k = 0; k < buyers.length; k++) {
                buyers[k] = (k & 1) ^ (int) (Draws.bits(3, k / 2) & 1);
                prices[k] = Draws.uniform(5, k);
            }
            return episodes(kernel, population, game, MESSAGE_ROWS, updates, () -> {
                for (int row = 0; row < MESSAGE_ROWS; row++) {
                    rules.induce(buyers, prices, row, game);
                }
            });
        };
    }

    private static Work episodes(
            ResponseKernel kernel,
            FollowerPopulation population,
            InducedGame game,
            int rows,
            int updates,
            Runnable commit) {
        FollowerState state = new FollowerState(population.shape(), rows, false, false);
        long[] keys = new long[rows]; // [B]
        double[] play =
                new double[population.shape().profiles() * population.shape().joints()]; // [P, J]
        FollowerPopulation.Scratch scratch = population.scratch();
        return () -> {
            for (int row = 0; row < rows; row++) {
                keys[row] = Draws.bits(keys[row], row);
                state.reset(row, population.rule());
            }
            commit.run();
            kernel.respond(population, state, game, keys, updates);
            population.extract(state, rows - 1, Extraction.ARGMAX, play, 0, scratch);
            return rows;
        };
    }
}
