package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import walras.env.RowRandom;

/** Specification tests 21, 23 and 28, and the gradient that learning climbs. */
final class BetaActorTest {
    /** Specification test 21. */
    @Test
    void distribution_publishedParameters_givesThePublishedNumbers() {
        BetaActor fresh = new BetaActor(1, 0.1, 0.2);
        assertEquals(0.5, fresh.mean(0), 1e-12);
        assertEquals(2, fresh.concentration(0), 1e-12);
        assertEquals(0, BetaDistribution.logDensity(0.5, 2, 0.37), 1e-12);
        assertEquals(0, BetaDistribution.entropy(0.5, 2), 1e-12);
        assertEquals(0.288675, BetaDistribution.standardDeviation(0.5, 2), 1e-6);
        assertEquals(0.120605, BetaDistribution.standardDeviation(0.8, 10), 1e-6);
        assertEquals(0.575969, BetaDistribution.logDensity(0.8, 10, 0.7), 1e-6);
        assertEquals(-0.794920, BetaDistribution.entropy(0.8, 10), 1e-6);
        assertEquals(0.039801, BetaDistribution.standardDeviation(0.8, 100), 1e-6);
        assertEquals(-0.549580, BetaDistribution.logDensity(0.8, 100, 0.7), 1e-6);
        assertEquals(-1.812643, BetaDistribution.entropy(0.8, 100), 1e-6);
    }

    /** Draws must have the moments of the distribution, below and above a shape of one. */
    @Test
    void draw_manyTimes_hasTheMoments() {
        RowRandom random = new RowRandom(new long[] {99}, new long[] {1}, new long[1], 0);
        for (double[] parameters : new double[][] {{0.5, 2}, {0.8, 10}, {0.3, 0.8}}) {
            double sum = 0;
            double squares = 0;
            int n = 40_000;
            for (int k = 0; k < n; k++) {
                double x = BetaDistribution.draw(parameters[0], parameters[1], random, 0, 0, 64 * k);
                sum += x;
                squares += x * x;
            }
            double mean = sum / n;
            assertEquals(parameters[0], mean, 0.01);
            double deviation = Math.sqrt(squares / n - mean * mean);
            assertEquals(BetaDistribution.standardDeviation(parameters[0], parameters[1]), deviation, 0.01);
        }
    }

    /** Specification test 23: no bootstrap, no trace. */
    @Test
    void advantage_anyNeighbours_isUtilityLessValue() {
        BetaActor actor = new BetaActor(2, 0.5, 0.2);
        actor.value(0, 0.6);
        assertEquals(-0.3, actor.advantage(0, 0), 1e-12);
        actor.value(1, 100);
        assertEquals(0.5 - 0.3, actor.advantage(0, 0.5), 1e-12);
    }

    /** The analytic gradient of surrogate and entropy against finite differences, in both parameters. */
    @Test
    void gradient_someBids_isThatOfFiniteDifferences() {
        BetaActor actor = new BetaActor(1, 0.1, 10);
        actor.climb(0, new double[] {-1, 1}, 0.7);
        double centre = StrictMath.log(actor.mean(0) / (1 - actor.mean(0)));
        double spread = StrictMath.log(StrictMath.expm1(actor.concentration(0)));
        double[] bids = {0.2, 0.7, 0.9};
        double[] advantages = {-0.5, 1.2, 0.1};
        double[] logs = new double[3];
        for (int k = 0; k < 3; k++) {
            logs[k] = BetaDistribution.logDensity(actor.mean(0), actor.concentration(0), bids[k]);
        }
        double byCentre = slope(centre, spread, 1e-5, 0, bids, advantages, logs);
        double bySpread = slope(centre, spread, 0, 1e-5, bids, advantages, logs);
        double[] gradient = new double[2]; // [2]
        actor.gradient(0, bids, advantages, logs, 3, 0.3, gradient);
        assertEquals(byCentre, gradient[0], 1e-6);
        assertEquals(bySpread, gradient[1], 1e-6);
        assertTrue(Math.abs(byCentre) > 0.01 && Math.abs(bySpread) > 1e-4, byCentre + ", " + bySpread);
    }

    /** Adam's first step has the size of the rate, whatever the gradient's; the concentration's is relative. */
    @Test
    void climb_firstStep_hasTheSizeOfTheRate() {
        BetaActor actor = new BetaActor(2, 0.1, 0.2);
        for (int entry = 0; entry < 2; entry++) {
            actor.climb(entry, entry == 0 ? new double[] {1e-3, 50} : new double[] {-7, -1e-2}, 0.1);
        }
        assertEquals(0.1, StrictMath.log(actor.mean(0) / (1 - actor.mean(0))), 1e-5);
        assertEquals(-0.1, StrictMath.log(actor.mean(1) / (1 - actor.mean(1))), 1e-5);
        double spread = BetaActor.FIRST_SPREAD;
        assertEquals(spread + 0.2, StrictMath.log(StrictMath.expm1(actor.concentration(0))), 1e-5);
        assertEquals(spread - 0.2, StrictMath.log(StrictMath.expm1(actor.concentration(1))), 1e-5);
    }

    /** Specification test 28: constant for 500 updates, then one percent less every hundred. */
    @Test
    void schedule_publishedSettings_givesThePublishedRates() {
        Schedule rate = new Schedule(4e-5, 0.99, 500, 100);
        assertEquals(4e-5, rate.at(0));
        assertEquals(4e-5, rate.at(499));
        for (int epoch = 500; epoch < 2_000; epoch += 37) {
            assertEquals(4e-5 * Math.pow(0.99, Math.floor((epoch - 499) / 100.0)), rate.at(epoch), 1e-18);
        }
        assertEquals(4e-5, rate.at(598), 1e-18);
        assertEquals(4e-5 * 0.99, rate.at(599), 1e-18);
        assertEquals(4e-5 * 0.99 * 0.99, rate.at(699), 1e-18);
    }

    private static double slope(
            double centre, double spread, double dCentre, double dSpread, double[] bids, double[] adv, double[] logs) {
        double up = objective(centre + dCentre, spread + dSpread, bids, adv, logs);
        double down = objective(centre - dCentre, spread - dSpread, bids, adv, logs);
        return (up - down) / (2 * (dCentre + dSpread));
    }

    private static double objective(double centre, double spread, double[] bids, double[] advantages, double[] logs) {
        double mean = 1 / (1 + Math.exp(-centre));
        double concentration = Math.log1p(Math.exp(spread));
        double sum = 0.3 * BetaDistribution.entropy(mean, concentration);
        for (int k = 0; k < bids.length; k++) {
            double log = BetaDistribution.logDensity(mean, concentration, bids[k]);
            sum += advantages[k] * Math.exp(log - logs[k]) / bids.length;
        }
        return sum;
    }
}
