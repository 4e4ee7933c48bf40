package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Sales to many buyers: the settings of section 2.6, against exact numbers where there are any. */
class SaleDynamicsTest {
    private static final int ROWS = 20_000;

    private static Economy economy(String setting) {
        Environment environment = new PriceMechanismEnvironment();
        return environment.economy(environment.options().resolve(Map.of("setting", setting)));
    }

    /** Mean reward of one sale per row at one price for all. */
    private static double meanReward(String setting, double price) {
        Batch batch = Batch.of(economy(setting))
                .rows(ROWS)
                .seed(8)
                .autoreset(AutoresetMode.NEXT_STEP)
                .policy("leader", "posted-price", Map.of("price", price))
                .build();
        batch.reset(null, null);
        boolean[] over = new boolean[ROWS];
        double total = 0;
        for (int left = ROWS; left > 0; ) {
            batch.step();
            for (int row = 0; row < ROWS; row++) {
                if (!over[row]) {
                    total += batch.tensors().group("leader").reward().f64()[row];
                    over[row] = batch.tensors().terminated().u8()[row] != 0;
                    left -= over[row] ? 1 : 0;
                }
            }
        }
        return total / ROWS;
    }

    // Invariant 23: welfare at one price, less the first best; and 22: the anonymous prices of P1 and P2, over the
    // largest value 3.
    @ParameterizedTest
    @CsvSource({
        "two-worlds,.2,.5998046875,.699658203",
        "two-worlds,0,.525,.699658203",
        "two-worlds,.9,.4995117,.699658203",
        "p1,.5,.75,.833333333",
        "p2,0,1.333333333,1.583333333"
    })
    void posted_onePrice_losesWhatTheSpecSays(String setting, double price, double welfare, double best) {
        assertEquals(welfare - best, meanReward(setting, price), 6e-3);
    }

    // Invariants 22 and 23 through the environment's oracle.
    @ParameterizedTest
    @CsvSource({"p1,2.5,3", "p2,4.75,3", "p3,21,15", "p4,19.375,15", "two-worlds,.6921875,1"})
    void solve_listedSettings_matchSpec(String setting, double welfare, double largest) {
        assertEquals(
                welfare / largest,
                economy(setting).solve().table("spm_optimal_welfare").scalar(),
                1e-12);
    }

    // Blue first at a price in (0, 1) is the first best; everybody in order at 0 is not.
    @Test
    void colors_blueFirst_losesNothing() {
        Batch batch = Batch.of(economy("colors")).rows(50).seed(1).build();
        batch.reset(null, null);
        double[] offer = batch.tensors().group("leader").action("offer").f64();
        for (int row = 0; row < 50; row++) {
            for (int i = 0; i < 32; i++) {
                offer[row * 32 + i] = i >= 30 ? .25 : i >= 20 ? 1 : 0;
            }
        }
        double worst = 0;
        for (int step = 0; step < 30; step++) {
            batch.step();
            for (int row = 0; row < 50; row++) {
                worst = Math.min(worst, batch.tensors().group("leader").reward().f64()[row]);
            }
        }
        assertEquals(0, worst, 1e-12);
    }

    // The independent program against a slow recursion over prices, and against play at the prices that it implies.
    @Test
    void inventory_programAgainstRecursion_agree() {
        assertEquals(slow(20, 10), new IndependentBuyers(IndependentBuyers.Law.COIN, 20, 10).welfare(), 1e-12);
        assertEquals(slow(3, 2), new IndependentBuyers(IndependentBuyers.Law.COIN, 3, 2).welfare(), 1e-12);
        Scenarios three = TheoryExamples.independent(2, new double[][] {{.5, 1}, {.5, 1}, {.5, 1}});
        IndependentBuyers coins = new IndependentBuyers(IndependentBuyers.Law.COIN, 3, 2);
        assertEquals(new SequentialPriceOracle(three, true).welfare(), coins.welfare(), 1e-12);
        assertEquals(three.expectedBestWelfare(), coins.firstBest(), 1e-12);
    }

    private static double slow(int buyers, int items) {
        double[][] best = new double[buyers + 1][items + 1];
        for (int n = 1; n <= buyers; n++) {
            for (int k = 1; k <= items; k++) {
                double all = .75 + best[n - 1][k - 1];
                double high = .5 * (1 + best[n - 1][k - 1]) + .5 * best[n - 1][k];
                best[n][k] = Math.max(all, high);
            }
        }
        return best[buyers][items];
    }

    // One uniform buyer for a free item is worth 1/2; two for one item 5/8, at price 1/2 and then 0.
    @Test
    void correlated_independentValues_matchHandComputation() {
        assertEquals(.5, new IndependentBuyers(IndependentBuyers.Law.UNIFORM, 1, 1).welfare(), 1e-12);
        assertEquals(5 / 8.0, new IndependentBuyers(IndependentBuyers.Law.UNIFORM, 2, 1).welfare(), 1e-12);
        assertEquals(2 / 3.0, new IndependentBuyers(IndependentBuyers.Law.UNIFORM, 2, 1).firstBest(), 1e-12);
    }

    // The mechanism that reaches the first best of the kitchen sink: buyer 1 free tells the world.
    @Test
    void kitchenSink_buyerOneFirst_losesNothing() {
        Batch batch = Batch.of(economy("kitchen-sink")).rows(200).seed(1).build();
        batch.reset(null, null);
        double[] offer = batch.tensors().group("leader").action("offer").f64(); // [B, 1, 3 + 3]
        float[] held = batch.tensors().group("leader").observation("allocation").f32(); // [B, 1, 3, 3]
        double worst = 0;
        for (int step = 0; step < 3; step++) {
            for (int row = 0; row < 200; row++) {
                boolean firstWorld = held[row * 9] == 1;
                double[] scores = {1, firstWorld ? 0 : .5, firstWorld ? .5 : 0};
                System.arraycopy(scores, 0, offer, row * 6, 3);
                offer[row * 6 + 5] = step == 1 && firstWorld ? .1 : 0; // .5 of 5
            }
            batch.step();
            for (double reward : batch.tensors().group("leader").reward().f64()) {
                worst = Math.min(worst, reward);
            }
        }
        assertEquals(0, worst, 1e-12);
    }

    // Every other setting must be playable and pay something sensible: losses below 0, revenue and minimum above.
    @ParameterizedTest
    @CsvSource({
        "correlated,-1",
        "inventory,-1",
        "kitchen-sink,-1",
        "id,-1",
        "additive,-1",
        "revenue,1",
        "max-min,1",
        "p3,-1",
        "p4,-1"
    })
    void posted_quarterPrice_earnsOnTheRightSide(String setting, int sign) {
        double mean = meanReward(setting, .1);
        assertTrue(sign * mean >= 0, "mean " + mean);
    }
}
