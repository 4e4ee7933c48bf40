package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec invariants 7, 9, 10, 12 and the Hedge part of 13. */
class HedgeTest {
    private static final FusedResponseKernel KERNEL = new FusedResponseKernel();

    /** One follower without types that meets the same payoffs in every update; its strategy. */
    private static double[] learn(double rate, double[] utility, int updates) {
        ResponseShape shape = new ResponseShape(1, 1, utility.length);
        FollowerPopulation population = new FollowerPopulation(shape, new double[] {1}, new Hedge(rate), Sweep.EXACT);
        FollowerState state = new FollowerState(shape, 1, false, false);
        state.reset(0, population.rule());
        InducedGame game = new InducedGame(shape, 1, utility, new double[utility.length]);
        KERNEL.respond(population, state, game, new long[1], updates);
        double[] strategy = new double[utility.length];
        population.extract(state, 0, Extraction.LAST_MIXED, strategy, 0, population.scratch());
        return strategy;
    }

    // Invariant 7. Guards (1 + rate)^u against exp(rate u).
    @Test
    void learn_oneUpdateFromUniform_matchesSpec() {
        double[] mixed = learn(.1, new double[] {0, 1}, 1);
        assertEquals(.476190, mixed[0], 5e-7);
        assertEquals(.523810, mixed[1], 5e-7);
    }

    // Invariant 9.
    @ParameterizedTest
    @CsvSource({"33,.706713,.146644", "100,.983248,.008376"})
    void learn_maintainRowZero_matchesSpec(int updates, double first, double others) {
        double[] mixed = learn(.1, new double[] {15 / 30.0, 0, 0}, updates);
        assertEquals(first, mixed[0], 5e-7);
        assertEquals(others, mixed[1], 5e-7);
        assertEquals(others, mixed[2], 5e-7);
    }

    // Invariant 10.
    @ParameterizedTest
    @CsvSource({".1,.1,483", ".1,.01,4619", ".5,.1,97", ".5,.01,924", "1,.1,49", "1,.01,462"})
    void learn_utilityGap_reachesMassAtTheSpecsUpdate(double gap, double rate, int updates) {
        assertTrue(learn(rate, new double[] {gap, 0}, updates)[0] >= .99);
        assertTrue(learn(rate, new double[] {gap, 0}, updates - 1)[0] < .99);
    }

    // Invariant 13: a type's correct message after 11 and 33 updates against the identity leader.
    @ParameterizedTest
    @CsvSource({".1,11,.587894", ".1,33,.920714", ".01,11,.358083", ".01,33,.409801"})
    void learn_allocationMessage_matchesSpec(double rate, int updates, double share) {
        assertEquals(share, learn(rate, new double[] {0, 1, 0}, updates)[1], 5e-7);
    }

    // A million updates: weights must neither overflow nor lose the favourite.
    @Test
    void learn_manyUpdates_staysFinite() {
        double[] mixed = learn(.1, new double[] {1, .999, -1}, 1_000_000);
        assertEquals(1, mixed[0], 1e-9);
    }

    // Invariant 12: self-play in matching pennies, eta = .05, 4000 updates, from (.6, .4) against (.5, .5).
    @Test
    void respond_matchingPennies_gapsMatchSpec() {
        ResponseShape shape = new ResponseShape(2, 1, 2);
        Hedge hedge = new Hedge(Math.expm1(.05));
        FollowerPopulation population = new FollowerPopulation(shape, new double[] {1}, hedge, Sweep.EXACT);
        FollowerState state = new FollowerState(shape, 1, true, true);
        state.reset(0, hedge);
        System.arraycopy(new double[] {.6, .4, .5, .5}, 0, state.table(), 0, 4);
        InducedGame game = new InducedGame(shape, 1, new double[] {1, 0, 0, 1, 0, 1, 1, 0}, new double[4]);
        KERNEL.respond(population, state, game, new long[1], 4000);
        double bound = Math.log(2) / (.05 * 4000) + .05 / 8;
        assertEquals(.009716, bound, 5e-7);
        double[] average = new double[2];
        for (int i = 0; i < 2; i++) {
            average[i] = Math.max(state.regret()[2 * i], state.regret()[2 * i + 1]) / 4000;
        }
        assertEquals(.002368, average[0], 5e-7);
        assertEquals(.002634, average[1], 5e-7);
        double[] strategy = new double[4];
        population.extract(state, 0, Extraction.AVERAGE, strategy, 0, population.scratch());
        double gap = new Certificate(population).gap(game, 0, strategy, 0);
        assertEquals(state.externalRegret(0), gap, 1e-9);
        assertTrue(gap <= bound);
    }

    // The special case of two by two must follow the general loop, which tracking regrets selects; guards transposed
    // payoffs.
    @ParameterizedTest
    @CsvSource({"EXACT,7", "SAMPLED,100", "SAMPLED,3000"})
    void respond_twoByTwo_agreesWithTheGeneralLoop(Sweep sweep, int updates) {
        ResponseShape shape = new ResponseShape(2, 1, 2);
        FollowerPopulation population = new FollowerPopulation(shape, new double[] {1}, new Hedge(.1), sweep);
        for (int game = 0; game < 50; game++) {
            double[] payoff = new double[8];
            long seed = game;
            java.util.Arrays.setAll(payoff, k -> 3 * Draws.uniform(seed, k) - 1);
            InducedGame induced = new InducedGame(shape, 1, payoff, new double[4]);
            double[][] strategy = new double[2][4];
            for (int general = 0; general < 2; general++) {
                FollowerState state = new FollowerState(shape, 1, general == 1, false);
                state.reset(0, population.rule());
                KERNEL.respond(population, state, induced, new long[] {99 + game}, updates / 2);
                KERNEL.respond(population, state, induced, new long[] {99 + game}, updates - updates / 2);
                population.extract(state, 0, Extraction.LAST_MIXED, strategy[general], 0, population.scratch());
            }
            org.junit.jupiter.api.Assertions.assertArrayEquals(strategy[1], strategy[0], 1e-9, "game " + game);
        }
    }
}
