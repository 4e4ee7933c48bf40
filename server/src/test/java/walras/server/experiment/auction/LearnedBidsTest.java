package walras.server.experiment.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guards the experiment's measure: what is learned is near the equilibrium, and its rule never falls. */
final class LearnedBidsTest {
    @Test
    void rising_fallingNeighbours_shareTheirMean() {
        assertArrayEquals(new double[] {1, 2.5, 2.5, 4}, LearnedBids.rising(new double[] {1, 3, 2, 4}), 1e-15);
        assertArrayEquals(new double[] {2, 2, 2}, LearnedBids.rising(new double[] {3, 2, 1}), 1e-15);
    }

    @Test
    void learn_firstPrice_nearEquilibrium() {
        Map<String, double[]> found = new LearnedBids("first-price", Map.of()).learn(1, 40_000);
        double[] bids = found.getOrDefault("bids", new double[0]); // [bidders, cells + 1]
        assertEquals(2 * (LearnedBids.CELLS + 1), bids.length);
        assertEquals(.25, bids[LearnedBids.CELLS / 2], .04);
        assertEquals(1.0 / 3, found.getOrDefault("revenue", new double[1])[0], .03);
        double gain = found.getOrDefault("nash_conv", new double[1])[0];
        assertTrue(gain > 0 && gain < .03, "NashConv " + gain);
    }

    // What is left to gain by best replies is the noise of the sample that bidders learn from.
    @Test
    void learn_allPayWithPatience_leavesLessToGain() {
        Map<String, Object> allPay = Map.of("format", "all-pay");
        double soon = new LearnedBids("soon", allPay).learn(1, 20_000).getOrDefault("nash_conv", new double[1])[0];
        double late = new LearnedBids("late", allPay, 16).learn(1, 20_000).getOrDefault("nash_conv", new double[1])[0];
        assertTrue(late > 0 && late < soon / 2, soon + " became " + late);
    }
}
