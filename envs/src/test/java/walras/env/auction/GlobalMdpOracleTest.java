package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class GlobalMdpOracleTest {
    private static final double TOLERANCE = 1e-9;
    private static final double[] CHAIN_Q = { // [S, N], specification section 2.2
        0.7607920399,
        0.7684768080,
        0.7607920399,
        0.7762392000,
        0.7684768080,
        0.7840800000,
        0.7762392000,
        0.7920000000,
        0.7840800000,
        0.8000000000,
        0,
        0
    };

    /** Specification test 1: the table to its printed digits, and exact after six sweeps. */
    @Test
    void solve_chain_matchesTheTableAfterSixSweeps() {
        GlobalMdpOracle oracle = GlobalMdpOracle.solve(TabularWorlds.chain(5, 0.8), 0.99);
        assertArrayEquals(CHAIN_Q, oracle.qStar(), 1e-10);
        assertEquals(0, oracle.bellmanResidual());
        assertEquals(6, oracle.sweeps() + 1, "one sweep more for q than for its maxima");
        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 0}, oracle.policyStar());
    }

    /** Specification test 1, undiscounted. */
    @Test
    void solve_undiscountedChain_isWorthTheGoalEverywhere() {
        GlobalMdpOracle oracle = GlobalMdpOracle.solve(TabularWorlds.chain(5, 0.8), 1);
        for (int pair = 0; pair < 10; pair++) {
            assertEquals(0.8, oracle.qStar()[pair]);
        }
        assertEquals(0.8, new EpisodeOracle(TabularWorlds.chain(5, 0.8), 20).optimalReturn(), TOLERANCE);
    }

    /** Specification test 2, infinite horizon. */
    @Test
    void solve_duality_matchesBothDiscounts() {
        GlobalMdp duality = TabularWorlds.duality();
        assertArrayEquals(
                new double[] {-99, 50, 50, 49.8, -100, -100},
                GlobalMdpOracle.solve(duality, 0.99).qStar(),
                TOLERANCE);
        assertArrayEquals(
                new double[] {-1, 1, 1, 0.8, -2, -2},
                GlobalMdpOracle.solve(duality, 0.5).qStar(),
                TOLERANCE);
    }

    /** Specification test 2, ten steps; the spec prints six digits of the discounted values. */
    @Test
    void solve_dualityOverTenSteps_matchesBothDiscounts() {
        GlobalMdp duality = TabularWorlds.duality();
        assertArrayEquals(
                new double[] {-8.561792, 4.780896, 4.780896, 4.580896, -9.561792, -9.561792},
                new EpisodeOracle(duality, 10).q(0.99),
                1e-6);
        assertEquals(5.0, new EpisodeOracle(duality, 10).optimalReturn(), TOLERANCE);
    }

    /** A discount of 1 has no values where rewards never end: an error, not a loop for ever. */
    @Test
    void solve_undiscountedDuality_givesUp() {
        assertThrows(ArithmeticException.class, () -> GlobalMdpOracle.solve(TabularWorlds.duality(), 1));
    }

    /** Guards the baseline that learners are compared with: a fair draw from the published rewards. */
    @Test
    void solve_bandit_knowsTheUniformReturn() {
        GlobalMdp bandit = TabularWorlds.bandit(0.2, 0.4, 0.6, 0.8);
        GlobalMdpOracle oracle = GlobalMdpOracle.solve(bandit, 0.99);
        assertEquals(0.5, new EpisodeOracle(bandit, 1).uniformReturn(), TOLERANCE);
        assertEquals(0.8, oracle.vStar()[0], TOLERANCE);
        assertEquals(3, oracle.policyStar()[0]);
    }

    /** Guards the expectation over outcomes: a geometric wait has a closed form, 0.5 / (1 - 0.5 * discount). */
    @Test
    void solve_stochasticWait_matchesTheClosedForm() {
        double[][][] chances = {{{0.5, 0.5}}, {{0, 1}}}; // [S, N, S]
        GlobalMdp wait = GlobalMdp.stochastic(
                chances, new double[][] {{0.5}, {0}}, new boolean[] {false, true}, new double[] {1, 0});
        assertEquals(0.5 / (1 - 0.45), GlobalMdpOracle.solve(wait, 0.9).vStar()[0], TOLERANCE);
        // Two steps undiscounted: 0.5, and with probability one half 0.5 again.
        assertEquals(0.75, new EpisodeOracle(wait, 2).uniformReturn(), TOLERANCE);
    }
}
