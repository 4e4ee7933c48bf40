package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DemandEllipsoidsTest {
    private static final DemandEllipsoids.Confidence CONFIDENCE = new DemandEllipsoids.Confidence(1, 12, 1, .05);

    private static DemandEllipsoids observed(int observations, long seed) {
        DemandEllipsoids sets = new DemandEllipsoids(2, CONFIDENCE, 40);
        SplittableRandom random = new SplittableRandom(seed);
        for (int t = 0; t < observations; t++) {
            double price = 2 + 6 * random.nextDouble();
            sets.observe(1, price, 10 - price + random.nextGaussian());
        }
        return sets;
    }

    /** Spec 4.3: the optimistic choke price is the largest k with optimistic demand at least 0. */
    @Test
    void optimisticChokePrice_manyObservations_isRootOfOptimisticDemand() {
        DemandEllipsoids sets = observed(2000, 3);
        double choke = sets.optimisticChokePrice(1);
        assertTrue(choke > 10 && choke < 40, "choke " + choke);
        assertEquals(0, sets.optimisticDemand(1, choke), 1e-8);
        assertTrue(sets.optimisticDemand(1, choke - .01) > 0);
        for (double k = choke + .01; k < 60; k += .1) {
            assertTrue(sets.optimisticDemand(1, k) < 0, "at " + k);
        }
    }

    @Test
    void optimisticChokePrice_noObservations_isCapped() {
        assertEquals(40, observed(0, 1).optimisticChokePrice(1));
    }

    /** Coverage of the confidence set: the truth lies inside on (nearly) every path. */
    @Test
    void radius_manyPaths_coversTruth() {
        int outside = 0;
        for (int seed = 0; seed < 200; seed++) {
            DemandEllipsoids sets = observed(50, seed);
            double d0 = sets.theta0(1) - 10;
            double d1 = sets.theta1(1) - 1;
            double[] v = sets.statistics(); // [B, 5]
            double distance = v[5] * d0 * d0 + 2 * v[6] * d0 * d1 + v[7] * d1 * d1;
            outside += Math.sqrt(distance) > sets.radius(1) ? 1 : 0;
        }
        assertTrue(outside <= 10, outside + " of 200 outside");
    }

    @Test
    void observe_oneRow_leavesOthersAlone() {
        assertEquals(0, observed(10, 1).theta0(0));
    }
}
