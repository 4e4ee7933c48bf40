package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Spec invariant 14: two players, two types, each wants to name the other's type. */
class CertificateTest {
    private static final ResponseShape SHAPE = new ResponseShape(2, 2, 2);

    private static InducedGame nameTheOther() {
        InducedGame game = InducedGame.allocate(SHAPE, 1);
        for (int i = 0; i < 2; i++) {
            for (int p = 0; p < 4; p++) {
                for (int j = 0; j < 4; j++) {
                    game.payoff()[game.payoffAt(0, i, p) + j] = SHAPE.action(j, i) == SHAPE.type(p, 1 - i) ? 1 : 0;
                }
            }
        }
        return game;
    }

    private static double gap(double[] prior, double[] strategy) {
        FollowerPopulation population = new FollowerPopulation(SHAPE, prior, new Hedge(.1), Sweep.EXACT);
        return new Certificate(population).gap(nameTheOther(), 0, strategy, 0);
    }

    /** Each player names its own type, or the other of the two when flipped; `[P, J]`. */
    private static double[] report(boolean flipped) {
        double[] strategy = new double[16];
        for (int p = 0; p < 4; p++) {
            strategy[p * 4 + (flipped ? 3 - p : p)] = 1;
        }
        return strategy;
    }

    private static double[] mixture(double[] a, double[] b) {
        double[] mixed = new double[16];
        java.util.Arrays.setAll(mixed, k -> (a[k] + b[k]) / 2);
        return mixed;
    }

    // Guards against marginal instead of conditional priors.
    @Test
    void gap_correlatedPrior_matchesSpec() {
        double[] prior = {.4, .1, .1, .4};
        double[] uniform = new double[16];
        java.util.Arrays.fill(uniform, .25);
        assertEquals(0, gap(prior, report(false)), 1e-12);
        assertEquals(.3, gap(prior, uniform), 1e-12);
        assertEquals(.6, gap(prior, report(true)), 1e-12);
        assertEquals(.3, gap(prior, mixture(report(false), report(true))), 1e-12);
    }

    @Test
    void gap_independentPrior_isZeroForEveryStrategy() {
        double[] prior = {.25, .25, .25, .25};
        assertEquals(0, gap(prior, report(false)), 1e-12);
        assertEquals(0, gap(prior, report(true)), 1e-12);
        assertEquals(0, gap(prior, mixture(report(false), report(true))), 1e-12);
    }

    // A type of probability 0 has no conditional prior, and must not make a gap or a NaN.
    @Test
    void gap_impossibleType_isIgnored() {
        assertEquals(0, gap(new double[] {1, 0, 0, 0}, report(false)), 1e-12);
    }
}
