package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.GroupTensors;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.RowWorkers;

final class TaxationEnvironmentTest {
    private static Economy economy(Map<String, ?> options) {
        TaxationEnvironment environment = new TaxationEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /** Invariant 48 through the engine: raw actions 0 from everybody, money in dollars. */
    @Test
    void seats_publishedStep_matchesSpecification() {
        Map<String, Object> options = new HashMap<>(Map.of("variant", "taxai", "tax_unit", "dollar", "task", "gdp"));
        options.put("wealth", List.of(1e5, 3e5));
        options.put("ability", List.of(1.0, 2.0));
        options.put("ability_risk", false);
        options.put("followers", "seat");
        Batch batch = Batch.of(economy(options))
                .rows(2)
                .metrics(List.of("output", "debt", "capital", "wealth_gini", "income_gini"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        GroupTensors leader = batch.tensors().group("leader");
        GroupTensors households = batch.tensors().group("households");
        assertEquals(1, leader.active().u8()[1]);
        assertEquals(0, households.active().u8()[2]);
        batch.step();
        assertEquals(0, leader.active().u8()[1]);
        assertEquals(1, households.active().u8()[2]);
        double[] seen = Arrays.copyOfRange(households.observation("levers").f64(), 10, 15); // [lever]
        assertArrayEquals(new double[] {.1, .025, .1, .025, .15}, seen, 1e-12);
        batch.step();
        assertEquals(.2302130, leader.reward().f64()[1], 1e-7);
        assertEquals(.9304978, households.reward().f64()[2], 1e-7);
        assertEquals(.9736499, households.reward().f64()[3], 1e-7);
        assertEquals(90_487.008251 / 2, batch.tensors().metric("output").f64()[1], 1e-5);
        assertEquals(65_572.0211 / 2, batch.tensors().metric("debt").f64()[1], 1e-3);
        assertEquals(188_555.5203 / 2, batch.tensors().metric("capital").f64()[1], 1e-3);
        assertEquals(.234040, batch.tensors().metric("wealth_gini").f64()[1], 1e-6);
        assertEquals(.179946, batch.tensors().metric("income_gini").f64()[1], 1e-6);
    }

    /** What the public codes lose, in the worked year of the specification: shares of its output. */
    @ParameterizedTest
    @CsvSource({"taxai, 0, 0.0769", "dsmfg, 0.738, -1"})
    void accounts_workedYear_sayWhatIsLost(String variant, double goods, double assets) {
        Batch batch = worked(variant);
        batch.reset(null, null);
        double[] levers = batch.tensors().group("leader").actions().get(0).f64(); // [1, 1, lever]
        boolean raw = variant.equals("taxai");
        Arrays.fill(levers, raw ? -1 : Levers.LEAST);
        levers[Levers.SPENDING] = Levers.rawGovernment(Variant.valueOf(variant.toUpperCase(Locale.ROOT)), 4, .1);
        batch.step();
        assertEquals(goods, batch.tensors().metric("goods_residual").f64()[0], raw ? 1e-12 : 5e-4);
        double left = batch.tensors().metric("asset_residual").f64()[0];
        assertTrue(assets < 0 ? left > 1 : Math.abs(left - assets) < 5e-5, "asset residual " + left);
        assertEquals(0, batch.tensors().metric("government_residual").f64()[0], 1e-12);
    }

    private static Batch worked(String variant) {
        Map<String, Object> options = new HashMap<>();
        options.put("variant", variant);
        options.put("wealth", List.of(80_000, 350_000, 120_000));
        options.put("ability", List.of(1, 2.5, .6));
        options.put("ability_risk", false);
        options.put("followers", "fixed");
        options.put("saving", .9);
        options.put("labour", .4);
        return Batch.of(economy(options))
                .metrics(List.of("goods_residual", "asset_residual", "government_residual", "output"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
    }

    /** Without wealth TaxAI has no capital, no labour and no unit of money: refused before anything is a NaN. */
    @Test
    void economy_withoutWealth_isRefused() {
        Problem refused = assertThrows(
                Problem.class,
                () -> economy(Map.of("variant", "taxai", "wealth", List.of(0, 0, 0, 0), "households", 4)));
        assertEquals("option wealth", refused.where());
        economy(Map.of("wealth", List.of(0, 0, 0, 0), "variant", "dsmfg"));
    }

    /** Every row and episode draws its own society, the same for a seed whatever the batch. */
    @Test
    void reset_twoRows_differAndRepeat() {
        Batch batch = Batch.of(economy(Map.of("households", 50)))
                .rows(2)
                .seed(9)
                .remainingPolicies()
                .build();
        batch.reset(9);
        double[] first =
                batch.tensors().group("leader").observation("population").f64().clone(); // [B, 1, 7]
        assertTrue(first[0] != first[7]);
        batch.reset(9);
        assertArrayEquals(
                first, batch.tensors().group("leader").observation("population").f64());
    }

    /** Threads share nothing but the batch: a big society steps alike on one and three. */
    @Test
    void step_threads_sameBytes() {
        Economy economy = economy(Map.of("households", 1000));
        try (RowWorkers three = new RowWorkers(3)) {
            Batch one = Batch.of(economy)
                    .rows(4)
                    .workers(RowWorkers.none())
                    .remainingPolicies()
                    .build();
            Batch many =
                    Batch.of(economy).rows(4).workers(three).remainingPolicies().build();
            one.reset(3);
            many.reset(3);
            for (int year = 0; year < 5; year++) {
                one.step();
                many.step();
                assertArrayEquals(
                        one.tensors().group("leader").observation("population").f64(),
                        many.tensors().group("leader").observation("population").f64());
            }
        }
    }

    /** The myopic rule against a search of all labour shares. */
    @Test
    void myopicHousehold_hsvAndBrackets_choosesBestLabour() {
        for (double purse : new double[] {0, 3e5}) {
            double x = MyopicHousehold.labour(9e4, 8e3, purse, HsvTax.scale(.15, .1, 7e4), .1);
            double chosen = value(x, purse, y -> y - HsvTax.of(y, .15, .1, 7e4));
            double[] rates = BracketTax.federalRates2022(); // [bracket]
            BracketTax federal = BracketTax.federal2022();
            double bracketed = value(
                    MyopicHousehold.labour(9e4, 8e3, purse, federal, rates, 0),
                    purse,
                    y -> y - federal.of(y, rates, 0));
            for (double other = .001; other < .99; other += .001) {
                assertTrue(value(other, purse, y -> y - HsvTax.of(y, .15, .1, 7e4)) <= chosen + 1e-9);
                assertTrue(value(other, purse, y -> y - federal.of(y, rates, 0)) <= bracketed + 2e-3);
            }
        }
    }

    private static double value(double x, double purse, DoubleUnaryOperator keeps) {
        return Math.log(keeps.applyAsDouble(9e4 * x + 8e3) + purse) - 10 * x * x * x / 3;
    }

    @ParameterizedTest
    @ValueSource(strings = {"federal-2022", "saez", "free-market"})
    void bracketPolicies_dsmfg_liveOn(String policy) {
        Economy economy = economy(Map.of("tax", "federal-2022", "variant", "dsmfg", "task", "gdp"));
        Batch batch = Batch.of(economy)
                .rows(4)
                .policy("leader", policy, Map.of())
                .metrics(List.of("tax_revenue", "years"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        for (int year = 0; year < 3; year++) {
            batch.step();
        }
        assertEquals(3, batch.tensors().metric("years").f64()[0]);
        double[] action = batch.tensors().group("leader").actions().get(0).f64(); // [B, 1, bracket + 1]
        boolean taxes = Arrays.stream(action, 0, 7).sum() > 0;
        assertEquals(!policy.equals("free-market"), taxes);
    }

    /** Top Saez rates fall with the elasticity of income. */
    @Test
    void saez_higherElasticity_lowersRates() {
        assertTrue(saezTopRate(.1) > saezTopRate(1) && saezTopRate(1) > 0);
    }

    private static double saezTopRate(double elasticity) {
        Economy economy = economy(Map.of("variant", "taxai", "tax", "linear-5", "households", 1000));
        Batch batch = Batch.of(economy)
                .policy("leader", "saez", Map.of("elasticity", elasticity))
                .build();
        batch.reset(4);
        batch.step();
        return batch.tensors().group("leader").actions().get(0).f64()[4];
    }

    /** The disaster takes a fifth of productivity for two years; the crisis takes half of everybody's wealth. */
    @Test
    void shocks_yearHundred_strike() {
        Map<String, Object> calm = Map.of("variant", "dsmfg", "ability_risk", false, "followers", "fixed");
        Map<String, Object> disaster = new HashMap<>(calm);
        disaster.put("shock", "disaster");
        double[] without = outputs(calm); // [year]
        double[] with = outputs(disaster); // [year]
        assertEquals(without[99], with[99], 1e-9);
        assertEquals(.8 * without[100], with[100], 1e-6 * without[100]);
        assertTrue(with[102] > .9 * without[102]);
    }

    private static double[] outputs(Map<String, Object> options) { // [year]
        Batch batch = Batch.of(economy(options))
                .policy("leader", "hsv", Map.of())
                .metrics(List.of("output"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(1);
        double[] output = new double[104]; // [year]
        for (int year = 0; year < output.length; year++) {
            batch.step();
            output[year] = batch.tensors().metric("output").f64()[0];
        }
        return output;
    }

    @Test
    void solve_defaults_certifiesFirstBest() {
        Solution solution = economy(Map.of("variant", "dsmfg")).solve();
        assertEquals(6_991_951.26, solution.table("reset_output").scalar(), .01);
        assertEquals(1.058868, solution.table("ability_log_std").scalar(), 1e-6);
        assertEquals(14_208.02, solution.table("federal_tax").values()[4], 1e-6);
        assertTrue(solution.verified());
    }

    @Test
    void options_contradictions_sayWhy() {
        assertThrows(Problem.class, () -> economy(Map.of("wealth", List.of(1, 2), "ability", List.of(1, 2, 3))));
        assertThrows(Problem.class, () -> economy(Map.of("thresholds", List.of(1, 2))));
        assertThrows(Problem.class, () -> economy(Map.of("tax", "linear-5", "thresholds", List.of(2, 1))));
    }
}
