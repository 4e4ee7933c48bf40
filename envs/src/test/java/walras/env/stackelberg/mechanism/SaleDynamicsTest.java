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
