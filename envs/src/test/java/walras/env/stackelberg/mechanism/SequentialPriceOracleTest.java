package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec invariants 17, 22 and 23. */
class SequentialPriceOracleTest {

    // Invariant 17.
    @ParameterizedTest
    @CsvSource({"2,0,1", "3,-1,18", "4,-1,24", "5,-1,20", "6,-2,45", "7,-1,21", "8,-5,112"})
    void reward_uniformTypes_matchesSpec(int types, double numerator, double denominator) {
        Scenarios setting = PriceSetting.uniform(types).scenarios();
        assertEquals(numerator / denominator, new SequentialPriceOracle(setting, false).reward(), 1e-12);
    }

    // Invariant 17.
    @Test
    void reward_pi_matchesSpec() {
        Scenarios pi = PriceSetting.pi().scenarios();
        assertEquals(.44, pi.expectedBestWelfare(), 1e-12);
        assertEquals(-.06, new SequentialPriceOracle(pi, false).reward(), 1e-12);
        StaticPriceOracle fixed = new StaticPriceOracle(pi);
        assertEquals(-.06, fixed.welfare(new int[] {1, 0}, new double[] {0, 0}) - .44, 1e-12);
        assertEquals(-.08, fixed.welfare(new int[] {0, 1}, new double[] {0, 0}) - .44, 1e-12);
    }

    // Invariant 22. Guards a program that cannot change its order after a purchase.
    @Test
    void welfare_theoryExamples_matchesSpec() {
        Scenarios p1 = TheoryExamples.independent(1, new double[][] {{1, 3}, {1, 3}});
        assertEquals(2.5, new SequentialPriceOracle(p1, false).welfare(), 1e-12);
        assertEquals(2.5, p1.expectedBestWelfare(), 1e-12);
        assertEquals(2.25, new StaticPriceOracle(p1).bestAnonymous(), 1e-12);
        Scenarios p2 = TheoryExamples.independent(2, new double[][] {{1, 3}, {1, 3}, {1, 3}});
        assertEquals(4.75, new SequentialPriceOracle(p2, true).welfare(), 1e-12);
        assertEquals(4.75, new SequentialPriceOracle(p2, false).welfare(), 1e-12);
        assertEquals(4.5, new StaticPriceOracle(p2).bestPersonal(), 1e-12);
        assertEquals(33 / 8.0, new StaticPriceOracle(p2).bestAnonymous(), 1e-12);
        Scenarios p4 = TheoryExamples.independent(2, new double[][] {{1, 15}, {3, 12}, {2, 8}, {2, 8}});
        assertEquals(39 / 2.0, p4.expectedBestWelfare(), 1e-12);
        assertEquals(155 / 8.0, new SequentialPriceOracle(p4, false).welfare(), 1e-12);
        assertEquals(19, new StaticPriceOracle(p4).bestPersonal(), 1e-12);
        assertEquals(37 / 2.0, new StaticPriceOracle(p4).bestAnonymous(), 1e-12);
    }

    // Invariant 22, correlated values: what the first buyer does tells whom to visit next.
    @Test
    void welfare_correlatedExample_matchesSpec() {
        Scenarios p3 = TheoryExamples.correlated();
        assertEquals(21, p3.expectedBestWelfare(), 1e-12);
        assertEquals(21, new SequentialPriceOracle(p3, false).welfare(), 1e-12);
        assertEquals(83 / 4.0, new StaticPriceOracle(p3).bestAnonymous(), 1e-12);
    }

    // Invariant 23.
    @Test
    void welfare_twoWorlds_matchesSpec() {
        Scenarios worlds = TheoryExamples.twoWorlds();
        assertEquals(.699658203, worlds.expectedBestWelfare(), 1e-9);
        assertEquals(.6921875, new SequentialPriceOracle(worlds, true).welfare(), 1e-12);
        StaticPriceOracle fixed = new StaticPriceOracle(worlds);
        int[] order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertEquals(.6921875, fixed.welfare(order, new double[] {.6, .6, .6, .6, .6, .1, .1, .1, .1, 0}), 1e-12);
        assertEquals(.690625, fixed.welfare(order, new double[] {.9, .9, .9, .9, .9, .2, .2, .2, .2, .2}), 1e-12);
        assertEquals(.5998046875, fixed.welfare(order, filled(.2)), 1e-12);
        assertEquals(.525, fixed.welfare(order, filled(0)), 1e-12);
        assertEquals(.4995117, fixed.welfare(order, filled(.9)), 1e-7);
    }

    private static double[] filled(double price) {
        double[] prices = new double[10];
        Arrays.fill(prices, price);
        return prices;
    }
}
