package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Invariant 46 of the stackelberg specification. */
final class AbilityProcessTest {
    private static final int N = 20_000;

    @Test
    void default_longRun_matchesSpecification() {
        assertEquals(1.058868, AbilityProcess.DEFAULT.logStd(), 1e-6);
        assertEquals(2.1995e-4, AbilityProcess.DEFAULT.superstarShare(), 1e-8);
    }

    /** Guards the recursion itself: simulated dispersion and superstars settle at their long-run values. */
    @Test
    void advance_manyYears_settles() {
        AbilityProcess process = new AbilityProcess(.982, .2, 2.2e-3, .990, 504.3);
        double[] ability = new double[N]; // [N]
        byte[] superstar = new byte[N]; // [N]
        Arrays.fill(ability, 1);
        SplittableRandom random = new SplittableRandom(5);
        for (int year = 0; year < 400; year++) {
            double[] normals = random.doubles(N).map(u -> gaussian(random)).toArray(); // [N]
            process.advance(ability, superstar, 0, N, normals, random.doubles(N).toArray());
        }
        double sum = 0;
        double squares = 0;
        double mean = 0;
        int normal = 0;
        for (int i = 0; i < N; i++) {
            if (superstar[i] == 0) {
                double log = Math.log(ability[i]);
                sum += log;
                squares += log * log;
                mean += ability[i];
                normal++;
            }
        }
        mean /= normal;
        double logMean = sum / normal;
        assertEquals(process.superstarShare(), 1 - normal / (double) N, .03);
        assertTrue(logMean > -.05, "returning superstars lift the mean " + logMean);
        assertTrue(Math.sqrt(squares / normal - logMean * logMean) > 1.03);
        for (int i = 0; i < N; i++) {
            assertTrue(superstar[i] == 0 || Math.abs(ability[i] - 504.3 * mean) < 1e-6 * ability[i]);
        }
    }

    private static double gaussian(SplittableRandom random) {
        return random.nextGaussian();
    }

    /** Guards the return draw, published with the superstars' zeros among the normal values: it stays within them. */
    @Test
    void advance_superstarFallsBack_landsAmongNormals() {
        double[] ability = {2, 3, 1000}; // [N]
        byte[] superstar = {0, 0, 1}; // [N]
        AbilityProcess.DEFAULT.advance(ability, superstar, 0, 3, new double[3], new double[] {.5, .5, .995});
        assertEquals(0, superstar[2]);
        assertEquals(2.5, ability[2], 1e-9);
    }
}
