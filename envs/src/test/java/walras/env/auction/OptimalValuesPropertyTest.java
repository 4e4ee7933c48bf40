package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The oracle and its certificate on hard worlds, beside every policy solved in 60 digits. Failures print the seed. */
final class OptimalValuesPropertyTest {
    private static final int CASES = 300;
    private static final int FULL_CASES = 10_000;

    @Test
    void solve_hardWorlds_agreesWithEveryPolicy() {
        discounted(CASES);
    }

    @Test
    @Tag("full")
    void solve_manyHardWorlds_agreesWithEveryPolicy() {
        discounted(FULL_CASES);
    }

    private static void discounted(int cases) {
        for (long seed = 0; seed < cases; seed++) {
            HardWorlds hard = new HardWorlds(seed);
            double discount = hard.discount();
            GlobalMdp world = hard.world();
            GlobalMdpOracle oracle = GlobalMdpOracle.solve(world, discount);
            double[] expected = EnumeratedPolicies.values(world, discount); // [S]
            double scale = Arrays.stream(oracle.qStar()).map(Math::abs).max().orElse(0);
            String where = "seed " + seed + ", discount " + discount;
            for (int state = 0; state < world.states(); state++) {
                assertEquals(expected[state], oracle.vStar()[state], 1e-11 * scale, where + ", state " + state);
            }
            BellmanCertificate proof = BellmanCertificate.of(world, discount, oracle);
            assertTrue(proof.verified(), where + ": " + proof);
            assertBrokenAnswersAreCaught(hard, world, discount, oracle, scale, where);
        }
    }

    /** Doubles of a broken solver: an answer that is off by a millionth everywhere, in one place, or that took a worse primitive. */
    private static void assertBrokenAnswersAreCaught(
            HardWorlds hard, GlobalMdp world, double discount, GlobalMdpOracle right, double scale, String where) {
        if (scale == 0) {
            return;
        }
        int state = hard.below(world.states());
        double[] q = right.qStar().clone(); // [S, N]
        double[] v = right.vStar().clone(); // [S]
        for (int i = 0; i < world.primitives(); i++) {
            q[state * world.primitives() + i] += 1e-6 * scale;
        }
        v[state] += 1e-6 * scale;
        GlobalMdpOracle shifted = new GlobalMdpOracle(q, v, right.vRest(), right.policyStar(), 0, 0);
        assertFalse(BellmanCertificate.of(world, discount, shifted).verified(), where + ", shifted");
        double[] allQ = Arrays.stream(right.qStar()).map(x -> x * (1 + 1e-6)).toArray();
        double[] allV = Arrays.stream(right.vStar()).map(x -> x * (1 + 1e-6)).toArray();
        GlobalMdpOracle scaled = new GlobalMdpOracle(allQ, allV, right.vRest(), right.policyStar(), 0, 0);
        assertFalse(BellmanCertificate.of(world, discount, scaled).verified(), where + ", scaled");
    }

    /** A solver that stops where sweeps stand still is caught, although its residual is a thousandth of a millionth of its values. */
    @Test
    void certificate_sweepsThatStoppedEarly_areCaught() {
        GlobalMdp world = TabularWorlds.duality();
        double discount = 0.9999999;
        double[] values = new double[3]; // [S]
        double[] q = new double[6]; // [S, N]
        for (int sweep = 0; sweep < 200_000; sweep++) {
            GlobalMdpOracle.sweep(world, discount, values, q);
            GlobalMdpOracle.maxima(q, values);
        }
        GlobalMdpOracle stopped = GlobalMdpOracle.of(q, values, new double[3], 0);
        assertFalse(BellmanCertificate.of(world, discount, stopped).verified());
    }

    @Test
    void episode_hardWorlds_agreesWithPlainSweeps() {
        episodes(CASES);
    }

    @Test
    @Tag("full")
    void episode_manyHardWorlds_agreesWithPlainSweeps() {
        episodes(FULL_CASES);
    }

    private static void episodes(int cases) {
        for (long seed = 0; seed < cases; seed++) {
            HardWorlds hard = new HardWorlds(seed);
            double discount = hard.discount();
            GlobalMdp world = hard.world();
            int horizon = 1 + hard.below(200);
            EpisodeOracle oracle = new EpisodeOracle(world, horizon);
            double uniform = oracle.uniformReturn();
            double optimal = oracle.optimalReturn();
            double[] q = oracle.q(discount); // [S, N]
            EpisodeCertificate proof = EpisodeCertificate.of(world, horizon, discount, uniform, optimal, q);
            String where = "seed " + seed + ", horizon " + horizon + ", discount " + discount;
            assertTrue(proof.verified() && proof.error() <= 1e-11, where + ": " + proof);
            double pay = 0;
            for (int pair = 0; pair < q.length; pair++) {
                pay = Math.max(pay, Math.abs(world.reward(pair / world.primitives(), pair % world.primitives())));
            }
            if (pay > 0) {
                assertFalse(
                        EpisodeCertificate.of(world, horizon, discount, uniform + 1e-5 * pay, optimal, q)
                                .verified(),
                        where);
            }
        }
    }

    @Test
    void solve_undiscountedWorlds_agreesWithEveryPolicy() {
        undiscounted(CASES);
    }

    @Test
    @Tag("full")
    void solve_manyUndiscountedWorlds_agreesWithEveryPolicy() {
        undiscounted(FULL_CASES);
    }

    private static void undiscounted(int cases) {
        int refused = 0;
        for (long seed = 0; seed < cases; seed++) {
            GlobalMdp world = new HardWorlds(seed).certain();
            double[] expected = UndiscountedPolicies.values(world); // [S]
            String where = "seed " + seed;
            if (Arrays.stream(expected).allMatch(Double::isFinite)) {
                GlobalMdpOracle oracle = GlobalMdpOracle.solve(world, 1);
                for (int state = 0; state < world.states(); state++) {
                    assertEquals(expected[state], oracle.vStar()[state], 1e-12, where + ", state " + state);
                }
                assertTrue(BellmanCertificate.of(world, 1, oracle).verified(), where);
            } else {
                refused++;
                assertThrows(ArithmeticException.class, () -> GlobalMdpOracle.solve(world, 1), where);
            }
        }
        assertTrue(refused > cases / 10 && refused < cases * 9 / 10, refused + " worlds without values");
    }
}
