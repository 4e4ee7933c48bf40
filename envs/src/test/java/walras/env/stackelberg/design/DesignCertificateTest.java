package walras.env.stackelberg.design;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified. */
class DesignCertificateTest {
    private static final long SEED = 27;
    private static final DesignGame GAME = new DesignGame(2, new double[] {3, 3, 6, 4, 4, 6, 2, 2}, 10);

    @Test
    void verified_hardGames_areBorneOut() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int k = 0; k < 300; k++) {
            int m = 1 + random.nextInt(4);
            double scale = Math.pow(10, random.nextInt(19) - 9);
            double[] base = IntStream.range(0, 2 * m * m)
                    .mapToDouble(j -> scale * (random.nextInt(5) - 2))
                    .toArray();
            DesignGame game = new DesignGame(m, base, scale * random.nextInt(5));
            Solution solved = new DesignOracle(game).solve();
            assertTrue(solved.verified(), "seed " + SEED + ", game " + k + ": " + solved);
        }
    }

    @Test
    void verified_brokenSolvers_areFound() {
        Solution right = new DesignOracle(GAME).solve();
        assertTrue(right.verified());
        for (String table : new String[] {"welfare", "leader_value"}) {
            for (Solution broken : Tampered.each(right, table, .01)) {
                assertFalse(DesignCertificate.of(GAME, broken).verified(), table);
            }
        }
        double[] promise = right.table("promise").values(); // [2, 2, 2]
        for (int k = 0; k < promise.length; k++) {
            double[] less = promise.clone();
            less[k] -= .5;
            Solution broken = Tampered.with(right, "promise", less);
            assertFalse(DesignCertificate.of(GAME, broken).verified(), "promise " + k);
        }
        double[] more = promise.clone();
        more[0] += .5; // dearer than it need be
        assertFalse(DesignCertificate.of(GAME, Tampered.with(right, "promise", more))
                .verified());
        assertFalse(DesignCertificate.of(GAME, Tampered.with(right, "nash", 0, 0, 1, 0))
                .verified());
        Solution worse = Tampered.with(Tampered.with(right, "target_column", 0), "leader_value", 1);
        assertFalse(DesignCertificate.of(GAME, Tampered.with(worse, "promise", new double[8]))
                .verified());
    }
}
