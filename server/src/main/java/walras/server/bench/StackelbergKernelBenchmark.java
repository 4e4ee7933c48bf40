package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.function.Supplier;
import walras.env.stackelberg.mechanism.PriceRules;
import walras.env.stackelberg.mechanism.PriceSetting;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.FollowerState;
import walras.env.stackelberg.response.FusedResponseKernel;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.InducedGame;
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

    @Override
    public List<KernelCase> cases() {
        String design = "public Python code, about 240 leader episodes a second";
        return List.of(
                KernelCase.of("stackelberg matrix design, 7 exact sweeps", "episodes", () -> design(Sweep.EXACT, 7))
                        .withTarget(1e6)
                        .citing(design, 240),
                KernelCase.of(
                                "stackelberg matrix design, 100 sampled rounds",
                                "episodes",
                                () -> design(Sweep.SAMPLED, 100))
                        .withTarget(5e5)
                        .citing(design, 240),
                KernelCase.of("stackelberg two-buyer messages t=5, 208 updates", "episodes", messages(5, 208))
                        .withTarget(5e3)
                        .citing("public Python code, about 10 leader episodes a second", 10));
    }

    private static Work design(Sweep sweep, int updates) {
        ResponseShape shape = new ResponseShape(2, 1, 2);
        FollowerPopulation population = new FollowerPopulation(shape, new double[] {1}, new Hedge(.1), sweep);
        double[] base = {3 / 6.0, 1, 4 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 1, 2 / 6.0}; // [n, J]
        InducedGame game = InducedGame.allocate(shape, DESIGN_ROWS);
        for (int k = 0; k < game.payoff().length; k++) {
            game.payoff()[k] = base[k % 8] + Draws.uniform(7, k);
        }
        return episodes(population, game, DESIGN_ROWS, updates, () -> {});
    }

    private static Supplier<Work> messages(int types, int updates) {
        return () -> {
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
            return episodes(population, game, MESSAGE_ROWS, updates, () -> {
                for (int row = 0; row < MESSAGE_ROWS; row++) {
                    rules.induce(buyers, prices, row, game);
                }
            });
        };
    }

    private static Work episodes(
            FollowerPopulation population, InducedGame game, int rows, int updates, Runnable commit) {
        FollowerState state = new FollowerState(population.shape(), rows, false, false);
        long[] keys = new long[rows]; // [B]
        double[] play =
                new double[population.shape().profiles() * population.shape().joints()]; // [P, J]
        FollowerPopulation.Scratch scratch = population.scratch();
        FusedResponseKernel kernel = new FusedResponseKernel();
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
