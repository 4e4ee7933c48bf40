package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ND4J kernel against the fused one, on random games. */
class Nd4jResponseKernelTest {

    private static double[] respond(
            ResponseKernel kernel, FollowerPopulation population, InducedGame game, int rows, int updates) {
        FollowerState state = new FollowerState(population.shape(), rows, false, false);
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            state.reset(row, population.rule());
            keys[row] = Draws.bits(77, row);
        }
        kernel.respond(population, state, game, keys, updates / 2);
        kernel.respond(population, state, game, keys, updates - updates / 2);
        int cells = population.shape().profiles() * population.shape().joints();
        double[] play = new double[rows * cells];
        for (int row = 0; row < rows; row++) {
            population.extract(state, row, Extraction.LAST_MIXED, play, row * cells, population.scratch());
        }
        return play;
    }

    // Guards transposed payoffs, wrong types and other draws than the fused kernel's.
    @ParameterizedTest
    @CsvSource({
        "1,1,3,EXACT,1",
        "1,1,3,SAMPLED,7",
        "2,1,2,EXACT,1024",
        "2,1,2,SAMPLED,1024",
        "2,3,2,EXACT,7",
        "2,3,2,SAMPLED,7",
        "1,3,3,EXACT,1024",
        "3,2,2,SAMPLED,7",
        "3,2,2,EXACT,7"
    })
    void respond_randomGames_agreesWithTheFusedKernel(int followers, int types, int actions, Sweep sweep, int rows) {
        ResponseShape shape = new ResponseShape(followers, types, actions);
        double[] prior = new double[shape.profiles()];
        java.util.Arrays.setAll(prior, p -> Draws.uniform(5, p) + .1);
        double total = java.util.Arrays.stream(prior).sum();
        java.util.Arrays.setAll(prior, p -> prior[p] / total);
        FollowerPopulation population = new FollowerPopulation(shape, prior, new Hedge(.1), sweep);
        InducedGame game = InducedGame.allocate(shape, rows);
        java.util.Arrays.setAll(game.payoff(), k -> 2 * Draws.uniform(9, k) - .5);
        assertArrayEquals(
                respond(new FusedResponseKernel(), population, game, rows, 6),
                respond(new Nd4jResponseKernel(), population, game, rows, 6),
                1e-9);
    }

    // A rule that it does not know must be refused, not approximated.
    @Test
    void respond_anotherRule_isRefused() {
        ResponseShape shape = new ResponseShape(1, 1, 2);
        FollowerPopulation population =
                new FollowerPopulation(shape, new double[] {1}, new RegretMatching(), Sweep.EXACT);
        InducedGame game = InducedGame.allocate(shape, 1);
        assertThrows(IllegalArgumentException.class, () -> respond(new Nd4jResponseKernel(), population, game, 1, 2));
    }
}
