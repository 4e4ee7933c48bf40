package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.stackelberg.response.Certificate;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.FollowerState;
import walras.env.stackelberg.response.FusedResponseKernel;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.InducedGame;
import walras.env.stackelberg.response.Sweep;

/** Spec invariants 19 and 21, and the speed of convergence of rare types (section 1.5). */
class PriceRulesTest {

    private static FollowerPopulation population(PriceRules rules) {
        return new FollowerPopulation(rules.shape(), rules.setting().prior(), new Hedge(.1), Sweep.EXACT);
    }

    private static InducedGame induce(PriceRules rules, int[] buyers, double[] prices) {
        InducedGame game = InducedGame.allocate(rules.shape(), 1);
        rules.induce(buyers, prices, 0, game);
        return game;
    }

    /** Both buyers send a fixed message per type; `[P, J]`. */
    private static double[] report(PriceRules rules, int[][] message) {
        int joints = rules.shape().joints();
        double[] strategy = new double[rules.shape().profiles() * joints];
        for (int p = 0; p < rules.shape().profiles(); p++) {
            int first = message[0][rules.shape().type(p, 0)];
            int second = message[1][rules.shape().type(p, 1)];
            strategy[p * joints + first * 2 + second] = 1;
        }
        return strategy;
    }

    // Invariant 19. Guards the sign of the loss, the purchase rule and the certificate.
    @Test
    void gap_piMechanism_matchesSpec() {
        PriceRules rules = new PriceRules(PriceSetting.pi(), 2);
        InducedGame game = induce(rules, KnownMechanisms.PI_BUYERS, KnownMechanisms.piPrices(.3));
        Certificate certificate = new Certificate(population(rules));
        double[] truthful = report(rules, new int[][] {{0, 1}, {0, 0}});
        assertEquals(0, certificate.leaderValue(game, 0, truthful, 0), 1e-12);
        assertEquals(0, certificate.gap(game, 0, truthful, 0), 1e-12);
        double[] uniform = new double[16];
        java.util.Arrays.fill(uniform, .25);
        assertEquals(-.07, certificate.leaderValue(game, 0, uniform, 0), 1e-12);
        assertEquals(.1, certificate.gap(game, 0, uniform, 0), 1e-12);
    }

    // Invariant 19.
    @ParameterizedTest
    @CsvSource({".25,0", ".28,0", ".3,0", ".35,0", ".2,.0333333333333"})
    void gap_threeTypeMechanism_matchesSpec(double q, double gap) {
        PriceRules rules = new PriceRules(PriceSetting.uniform(3), 2);
        InducedGame game = induce(rules, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(q));
        Certificate certificate = new Certificate(population(rules));
        double[] truthful = report(rules, new int[][] {{0, 0, 0}, {0, 0, 1}});
        assertEquals(0, certificate.leaderValue(game, 0, truthful, 0), 1e-12);
        assertEquals(gap, certificate.gap(game, 0, truthful, 0), 1e-12);
    }

    // Invariant 21. Guards indifferent types, who keep uniform weights forever.
    @Test
    void respond_threeTypeMechanism_mixedLossStaysAndArgmaxLossVanishes() {
        PriceRules rules = new PriceRules(PriceSetting.uniform(3), 2);
        FollowerPopulation population = population(rules);
        InducedGame game = induce(rules, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.3));
        FollowerState state = new FollowerState(rules.shape(), 1, false, false);
        state.reset(0, population.rule());
        FusedResponseKernel kernel = new FusedResponseKernel();
        kernel.respond(population, state, game, new long[] {11}, 300);
        assertEquals(0, loss(population, game, state, Extraction.ARGMAX), 1e-12);
        kernel.respond(population, state, game, new long[] {11}, 4700);
        assertEquals(0, loss(population, game, state, Extraction.ARGMAX), 1e-12);
        assertEquals(-1 / 36.0, loss(population, game, state, Extraction.LAST_MIXED), 5e-4);
    }

    private static double loss(
            FollowerPopulation population, InducedGame game, FollowerState state, Extraction extraction) {
        double[] strategy =
                new double[population.shape().profiles() * population.shape().joints()];
        population.extract(state, 0, extraction, strategy, 0, population.scratch());
        return new Certificate(population).leaderValue(game, 0, strategy, 0);
    }

    // Section 1.5: after 25 updates the type of probability .2 has learned too little in 13.5% of the seeds.
    @Test
    void respond_rareType_isWrongForTheSpecsShareOfSeeds() {
        PriceRules rules = new PriceRules(PriceSetting.pi(), 2);
        FollowerPopulation population = population(rules);
        int seeds = 4000;
        InducedGame game = InducedGame.allocate(rules.shape(), seeds);
        int[] buyers = new int[seeds * 8];
        double[] prices = new double[seeds * 8];
        long[] keys = new long[seeds];
        FollowerState state = new FollowerState(rules.shape(), seeds, false, false);
        for (int s = 0; s < seeds; s++) {
            System.arraycopy(KnownMechanisms.PI_BUYERS, 0, buyers, s * 8, 8);
            System.arraycopy(KnownMechanisms.piPrices(.2), 0, prices, s * 8, 8);
            rules.induce(buyers, prices, s, game);
            state.reset(s, population.rule());
            keys[s] = walras.env.stackelberg.response.Draws.bits(5, s);
        }
        new FusedResponseKernel().respond(population, state, game, keys, 25);
        int wrong = 0;
        double[] strategy = new double[16];
        for (int s = 0; s < seeds; s++) {
            population.extract(state, s, Extraction.ARGMAX, strategy, 0, population.scratch());
            wrong += new Certificate(population).leaderValue(game, s, strategy, 0) < -1e-9 ? 1 : 0;
        }
        assertEquals(.135, wrong / (double) seeds, .03);
    }
}
