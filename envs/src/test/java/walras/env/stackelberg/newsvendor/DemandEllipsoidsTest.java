package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DemandEllipsoidsTest {
    private static final DemandEllipsoids.Confidence CONFIDENCE = new DemandEllipsoids.Confidence(1, 12, 1, .05);

    private static DemandEllipsoids observed(int observations, long seed) {
        DemandEllipsoids sets = new DemandEllipsoids(2, CONFIDENCE, 40, .25);
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

    /** Guards the bounded optimum: no demand on the ellipsoid's border with enough slope has a higher choke price. */
    @Test
    void optimisticChokePrice_collinearPrices_isLargestWithEnoughSlope() {
        DemandEllipsoids sets = new DemandEllipsoids(1, CONFIDENCE, 1000, .25);
        for (int t = 0; t < 50; t++) {
            sets.observe(0, 15, -5);
        }
        double best = 0;
        double[] v = {51, -750, 1 + 50 * 225}; // (V00, V01, V11)
        for (double angle = 0; angle < 2 * Math.PI; angle += 1e-5) {
            double d0 = Math.cos(angle);
            double d1 = Math.sin(angle);
            double length = Math.sqrt(v[0] * d0 * d0 + 2 * v[1] * d0 * d1 + v[2] * d1 * d1);
            double slope = sets.theta1(0) + sets.radius(0) * d1 / length;
            double intercept = sets.theta0(0) + sets.radius(0) * d0 / length;
            best = slope >= .25 ? Math.max(best, intercept / slope) : best;
        }
        assertEquals(best, sets.optimisticChokePrice(0), 1e-2);
    }

    /** Coverage of the confidence set: the true demand at any price is at most the optimistic one. */
    @Test
    void optimisticDemand_manyPaths_coversTruth() {
        int below = 0;
        for (int seed = 0; seed < 200; seed++) {
            DemandEllipsoids sets = observed(50, seed);
            below += sets.optimisticDemand(1, 4) < 6 || sets.optimisticDemand(1, 12) < -2 ? 1 : 0;
        }
        assertTrue(below <= 10, below + " of 200 below");
    }

    @Test
    void observe_oneRow_leavesOthersAlone() {
        assertEquals(0, observed(10, 1).theta0(0));
    }
}
