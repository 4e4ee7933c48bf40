package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Problem;

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
        assertEquals(
                0,
                BellmanCertificate.of(TabularWorlds.chain(5, 0.8), 0.99, oracle).residual(),
                1e-16);
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

    /** Guards against sweeps that would take for ever: discounts at which they contract by nothing. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9999, 0.9999999, 1 - 1e-12})
    void solve_discountNearOne_isExact(double discount) {
        int[][] next = {{0, 1}, {1, 0}}; // [S, N]
        GlobalMdp world =
                GlobalMdp.deterministic(next, new double[][] {{1, 0}, {2, 0}}, new boolean[2], new double[] {1, 0});
        GlobalMdpOracle oracle = GlobalMdpOracle.solve(world, discount);
        double best = 2 / (1 - discount); // stay in state 1
        double[] expected = {1 + discount * discount * best, discount * best, best, discount * discount * best};
        for (int pair = 0; pair < 4; pair++) {
            assertEquals(expected[pair], oracle.qStar()[pair], 1e-14 * best, "pair " + pair);
        }
        assertArrayEquals(new int[] {1, 0}, oracle.policyStar());
        assertTrue(BellmanCertificate.of(world, discount, oracle).verified());
    }

    /** Guards the time that a long chain takes: one visit of a state at a time it is a matter of milliseconds, sweep by sweep of minutes. */
    @Test
    @Timeout(20)
    void solve_longChain_takesTimeInProportionToItsLength() {
        GlobalMdp chain = TabularWorlds.chain(9_999, 0.8);
        for (double discount : new double[] {0.99, 0.9999999, 1}) {
            GlobalMdpOracle oracle = GlobalMdpOracle.solve(chain, discount);
            assertEquals(0.8 * Math.pow(discount, 9_998), oracle.vStar()[0], 1e-11 * oracle.vStar()[0]);
            assertTrue(BellmanCertificate.of(chain, discount, oracle).verified());
            assertEquals(1, oracle.policyStar()[5_000]);
        }
        assertEquals(0.8, new EpisodeOracle(chain, 40_000).optimalReturn(), TOLERANCE);
        assertEquals(0, new EpisodeOracle(chain, 40_000).uniformReturn(), TOLERANCE);
    }

    /** Guards the check points: whoever gives up on a solve must get its thread back. */
    @Test
    void solve_interrupted_ends() {
        Thread.currentThread().interrupt();
        Problem ended = assertThrows(Problem.class, () -> GlobalMdpOracle.solve(TabularWorlds.duality(), 0.9999999));
        assertEquals("INTERRUPTED", ended.reason());
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
