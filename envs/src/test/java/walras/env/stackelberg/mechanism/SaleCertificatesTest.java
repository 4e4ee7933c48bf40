package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values that a broken solver gives are found: one number changed, one missing, buyers called alike that are not. */
class SaleCertificatesTest {
    private static final long SEED = 30;

    private static Scenarios random(SplittableRandom random) {
        int buyers = 1 + random.nextInt(4);
        int draws = 1 + random.nextInt(6);
        double[][] values = new double[draws][buyers];
        double[] weight = new double[draws];
        for (int s = 0; s < draws; s++) {
            weight[s] = 1.0 / draws;
            for (int i = 0; i < buyers; i++) {
                values[s][i] = random.nextInt(4) / 3.0; // ties and zeros
            }
        }
        return new Scenarios(1 + random.nextInt(2), values, weight);
    }

    @Test
    void verified_randomSettings_areBorneOut() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int k = 0; k < 300; k++) {
            SaleOptimum optimum = SaleOptimum.overPosteriors(random(random), false);
            assertTrue(optimum.proof().verified(), "seed " + SEED + ", setting " + k + ": " + optimum);
        }
    }

    @Test
    void verified_brokenValues_areFound() {
        Scenarios scenarios =
                ScenarioList.of("p1", BuyerModels.of("p1", 0).orElseThrow()).orElseThrow();
        SequentialPriceOracle oracle = new SequentialPriceOracle(scenarios, true);
        oracle.welfare();
        Map<List<Integer>, Double> right = oracle.values();
        assertTrue(PosteriorCertificate.of(scenarios, true, right).verified());
        for (List<Integer> known : right.keySet()) {
            for (double by : new double[] {-1e-6, 1e-6}) {
                Map<List<Integer>, Double> broken = new HashMap<>(right);
                broken.merge(known, by, Double::sum);
                assertFalse(PosteriorCertificate.of(scenarios, true, broken).verified(), known + " " + by);
            }
            Map<List<Integer>, Double> missing = new HashMap<>(right);
            missing.remove(known);
            assertFalse(PosteriorCertificate.of(scenarios, true, missing).verified(), "without " + known);
        }
    }

    // A solver that takes buyers for alike who are not solves another problem.
    @Test
    void verified_buyersThatAreNotAlike_areFound() {
        Scenarios scenarios = new Scenarios(1, new double[][] {{1, 0}, {0, .5}}, new double[] {.5, .5});
        SequentialPriceOracle oracle = new SequentialPriceOracle(scenarios, true);
        oracle.welfare();
        assertFalse(PosteriorCertificate.of(scenarios, true, oracle.values()).verified());
    }

    @Test
    void independent_brokenValues_areFound() {
        for (IndependentBuyers.Law law : IndependentBuyers.Law.values()) {
            IndependentBuyers buyers = new IndependentBuyers(law, 6, 3);
            assertTrue(IndependentCertificate.of(buyers, buyers.values(), buyers.firstBest())
                    .verified());
            assertFalse(IndependentCertificate.of(buyers, buyers.values(), buyers.firstBest() + 1e-6)
                    .verified());
            for (double by : new double[] {-1e-6, 1e-6}) {
                double[][] broken = buyers.values(); // [7][4]
                broken[4][2] += by;
                assertFalse(IndependentCertificate.of(buyers, broken, buyers.firstBest())
                        .verified());
            }
        }
    }

    @Test
    void sample_mechanismsThatMissOrNumbersThatAreNotTheirs_areFound() {
        BuyerModel colors = BuyerModels.of("colors", 0).orElseThrow();
        assertTrue(FirstBestSample.of("colors", colors, 15).verified());
        assertFalse(FirstBestSample.of("colors", colors, 14.9).verified());
        assertTrue(FirstBestSample.of("correlated", colors, 15).misses() > 0); // blue buyers come last
    }
}
