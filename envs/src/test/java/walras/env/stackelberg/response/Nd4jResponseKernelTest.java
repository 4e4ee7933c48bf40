package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ND4J kernel against the fused one, on random games. */
final class Nd4jResponseKernelTest {
    private static final int UPDATES = 6;

    private static FollowerPopulation population(
            int followers, int types, int actions, LearningRule rule, Sweep sweep) {
        ResponseShape shape = new ResponseShape(followers, types, actions);
        double[] prior = new double[shape.profiles()]; // [P]
        Arrays.setAll(prior, p -> Draws.uniform(5, p) + .1);
        double total = Arrays.stream(prior).sum();
        Arrays.setAll(prior, p -> prior[p] / total);
        return new FollowerPopulation(shape, prior, rule, sweep);
    }

    private static FollowerState fresh(FollowerPopulation population, int rows, boolean regrets, boolean average) {
        FollowerState state = new FollowerState(population.shape(), rows, regrets, average);
        for (int row = 0; row < rows; row++) {
            state.reset(row, population.rule());
        }
        return state;
    }

    private static long[] keys(int rows) { // [B]
        long[] keys = new long[rows];
        Arrays.setAll(keys, row -> Draws.bits(77, row));
        return keys;
    }

    private static InducedGame game(FollowerPopulation population, int rows, double spread) {
        InducedGame game = InducedGame.allocate(population.shape(), rows);
        Arrays.setAll(game.payoff(), k -> spread * (2 * Draws.uniform(9, k) - .5));
        return game;
    }

    /** In two calls, so that what is kept between calls is seen. */
    private static FollowerState respond(
            ResponseKernel kernel, FollowerPopulation population, InducedGame game, int rows, boolean all) {
        FollowerState state = fresh(population, rows, all, all);
        kernel.respond(population, state, game, keys(rows), UPDATES / 2);
        kernel.respond(population, state, game, keys(rows), UPDATES - UPDATES / 2);
        return state;
    }

    // Guards transposed payoffs, wrong types and other draws than the fused kernel's. Without regrets the
    // fused kernel takes its special case of two by two, whose weights have another scale.
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
        FollowerPopulation population = population(followers, types, actions, new Hedge(.1), sweep);
        InducedGame game = game(population, rows, 1);
        assertArrayEquals(
                strategies(population, respond(new FusedResponseKernel(), population, game, rows, false), rows),
                strategies(population, respond(new Nd4jResponseKernel(), population, game, rows, false), rows),
                1e-10);
        assertSame(
                respond(new FusedResponseKernel(), population, game, rows, true),
                respond(new Nd4jResponseKernel(), population, game, rows, true));
    }

    private static double[] strategies(FollowerPopulation population, FollowerState state, int rows) { // [B, P, J]
        int cells = population.shape().profiles() * population.shape().joints();
        double[] play = new double[rows * cells];
        for (int row = 0; row < rows; row++) {
            population.extract(state, row, Extraction.LAST_MIXED, play, row * cells, population.scratch());
        }
        return play;
    }

    // Guards the rescaling: payoffs of hundreds take weights past its limits, up and down, within a few updates.
    @ParameterizedTest
    @CsvSource({"EXACT, 150", "SAMPLED, 150", "EXACT, -150", "SAMPLED, -150", "EXACT, 200"})
    void respond_hugePayoffs_rescalesAsTheFusedKernel(Sweep sweep, double spread) {
        FollowerPopulation population = population(2, 2, 3, new Hedge(1.5), sweep);
        InducedGame game = game(population, 64, spread);
        FollowerState fused = respond(new FusedResponseKernel(), population, game, 64, true);
        double largest = Arrays.stream(fused.table()).max().orElseThrow();
        assertTrue(largest <= 1e100, "never rescaled: " + largest);
        assertSame(fused, respond(new Nd4jResponseKernel(), population, game, 64, true));
    }

    // Guards the way environments go: a sweep at a time, of some rows, with the payoffs of the profile in force only.
    @ParameterizedTest
    @CsvSource({"1,1,3,EXACT", "2,1,2,SAMPLED", "2,3,2,SAMPLED", "2,3,2,EXACT", "3,2,2,SAMPLED"})
    void planAndUpdate_someRows_agreeWithTheFusedPopulation(int followers, int types, int actions, Sweep sweep) {
        int rows = 33;
        FollowerPopulation population = population(followers, types, actions, new Hedge(.4), sweep);
        FollowerState fused = fresh(population, rows, true, true);
        FollowerState nd4j = fresh(population, rows, true, true);
        FollowerPopulation.Scratch scratch = population.scratch();
        Nd4jResponseKernel kernel = new Nd4jResponseKernel();
        InducedGame game = InducedGame.allocateCurrent(population.shape(), rows);
        long[] keys = keys(rows); // [B]
        int[] profile = new int[rows]; // [B]
        int[] reference = new int[rows]; // [B]
        byte[] which = new byte[rows]; // [B]
        for (int update = 0; update < 8; update++) {
            for (int row = 0; row < rows; row++) {
                which[row] = (byte) (Draws.bits(update, row) & 1);
            }
            int salt = update;
            Arrays.setAll(game.payoff(), k -> Draws.uniform(100 + salt, k));
            kernel.plan(population, nd4j, which, keys, profile, reference);
            for (int row = 0; row < rows; row++) {
                if (which[row] != 0) {
                    int before = fused.updates()[row];
                    assertEquals(population.drawProfile(keys[row], before), profile[row]);
                    assertEquals(
                            population.drawReference(fused, row, profile[row], scratch, keys[row], before),
                            reference[row]);
                    population.update(fused, row, profile[row], reference[row], game, scratch);
                }
            }
            kernel.update(population, nd4j, which, profile, reference, game);
            assertSame(fused, nd4j);
        }
    }

    private static void assertSame(FollowerState fused, FollowerState nd4j) {
        assertClose(fused.table(), nd4j.table(), 0);
        assertClose(fused.regret(), nd4j.regret(), 1);
        assertClose(fused.play(), nd4j.play(), 1);
        assertArrayEquals(fused.visits(), nd4j.visits());
        assertArrayEquals(fused.updates(), nd4j.updates());
    }

    /** Relative to the number, or to {@code least} where that is more: sums of both signs may cancel, weights do not. */
    private static void assertClose(double[] fused, double[] nd4j, double least) {
        assertEquals(fused.length, nd4j.length);
        for (int k = 0; k < fused.length; k++) {
            double allowed = 1e-10 * Math.max(least, Math.abs(fused[k]));
            assertTrue(Math.abs(fused[k] - nd4j[k]) <= allowed, k + ": fused " + fused[k] + ", nd4j " + nd4j[k]);
        }
    }

    // A rule that it does not know must be refused, not approximated.
    @Test
    void respond_anotherRule_isRefused() {
        FollowerPopulation population = population(1, 1, 2, new RegretMatching(), Sweep.EXACT);
        InducedGame game = game(population, 1, 1);
        assertThrows(
                IllegalArgumentException.class, () -> respond(new Nd4jResponseKernel(), population, game, 1, false));
    }
}
