package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Metric;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Variant closed: every account balanced. */
final class ClosedEconomyTest {
    private static final List<String> RESIDUALS =
            List.of("goods_residual", "asset_residual", "government_residual", "budget_residual");

    private static Economy economy(Map<String, ?> options) {
        TaxationEnvironment environment = new TaxationEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    private static double metric(Batch batch, String name) {
        return batch.tensors().metric(name).f64()[0];
    }

    /** Three households of the specification's worked year. */
    @Test
    void step_workedYear_matchesSpecification() {
        Map<String, Object> options = new HashMap<>();
        options.put("wealth", List.of(80_000, 350_000, 120_000));
        options.put("ability", List.of(1, 2.5, .6));
        options.put("ability_risk", false);
        options.put("followers", "fixed");
        options.put("saving", .9);
        options.put("labour", .4);
        Map<String, Object> levers =
                Map.of("tau", .3, "xi", .181, "tau_wealth", .01, "xi_wealth", .002, "spending", .15);
        Economy economy = economy(options);
        Batch batch = Batch.of(economy)
                .policy("leader", "hsv", levers)
                .metrics(economy.spec().metrics().stream().map(Metric::name).toList())
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        batch.step();
        double dollars = metric(batch, "dollars");
        assertEquals(27_577.5121, dollars, 1e-4);
        assertEquals(2.84917618, metric(batch, "output") / dollars, 1e-8);
        assertEquals(1.11187363, metric(batch, "wage") / dollars, 1e-8);
        assertEquals(.0548519539, metric(batch, "interest_rate"), 1e-10);
        assertEquals(1.00536, metric(batch, "consumption") / dollars, 1e-6);
        assertEquals(.809764589, metric(batch, "tax_revenue") / dollars, 1e-8);
        assertEquals(1.22228308, metric(batch, "debt") / dollars, 1e-8);
        assertEquals(8.41409254, metric(batch, "capital") / dollars, 1e-8);
        assertEquals(.3086792, metric(batch, "wealth_gini"), 1e-7);
        assertEquals(.2505726, metric(batch, "income_gini"), 1e-7);
        assertEquals(-.60671353, metric(batch, "welfare"), 1e-8);
        RESIDUALS.forEach(name -> assertTrue(metric(batch, name) <= 1e-12, name + " " + metric(batch, name)));
        Solution solution = economy(withPrices(options)).solve();
        assertEquals(2.53538145, solution.table("drawn_output").scalar(), 1e-8);
        assertEquals(7.60614434, solution.table("drawn_capital").scalar(), 1e-8);
        assertEquals(1.52122887, solution.table("drawn_debt").scalar(), 1e-8);
    }

    private static Map<String, Object> withPrices(Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("prices", List.of(List.of(.04, 1.1)));
        all.put("saving", .8);
        all.put("xi", 0);
        all.put("asset_points", 40);
        return all;
    }

    /** Random governments and random households for 300 years, whatever they start with. */
    @ParameterizedTest
    @ValueSource(strings = {"hsv", "federal-2022"})
    void years_randomSeats_everyAccountBalances(String tax) {
        Batch batch = Batch.of(economy(Map.of("followers", "seat", "start", "drawn", "households", 20, "tax", tax)))
                .rows(16)
                .seed(3)
                .policy("leader", "random", Map.of())
                .policy("households", "random", Map.of())
                .metrics(RESIDUALS)
                .autoreset(AutoresetMode.SAME_STEP)
                .build();
        batch.reset(null, null);
        double worst = 0;
        for (int step = 0; step < 600; step++) {
            batch.step();
            for (String name : RESIDUALS) {
                for (double residual : batch.tensors().metric(name).f64()) {
                    worst = Math.max(worst, residual);
                    assertTrue(residual <= 1e-9, name + " " + residual + " in step " + step);
                }
            }
        }
        assertTrue(worst > 0);
    }

    /** A large society that starts in the equilibrium stays there under the equilibrium's levers. */
    @Test
    void years_stationaryFollowers_stayInEquilibrium() {
        Economy economy = economy(Map.of("households", 5000));
        Solution solution = economy.solve();
        Batch batch = Batch.of(economy)
                .policy("leader", "hsv", Map.of())
                .metrics(List.of("output", "dollars", "interest_rate", "wealth_gini", "welfare", "debt"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(5);
        double output = 0;
        double interest = 0;
        int years = 40;
        for (int year = 0; year < years; year++) {
            batch.step();
            output += metric(batch, "output") / metric(batch, "dollars") / years;
            interest += metric(batch, "interest_rate") / years;
        }
        assertEquals(1, output / solution.table("output").scalar(), .02);
        assertEquals(solution.table("interest_rate").scalar(), interest, .003);
        assertEquals(solution.table("wealth_gini").scalar(), metric(batch, "wealth_gini"), .03);
    }

    /** Half of everybody's wealth, capital and debt is gone: what is owned is still there. */
    @ParameterizedTest
    @ValueSource(strings = {"crisis", "disaster"})
    void years_shock_accountsBalance(String shock) {
        Batch batch = Batch.of(economy(Map.of(
                        "followers", "myopic", "start", "drawn", "households", 20, "shock", shock, "saving", .9)))
                .policy("leader", "hsv", Map.of("tau", .25, "xi", 0))
                .metrics(List.of("asset_residual", "goods_residual", "output", "years", "labour"))
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(5);
        double before = 0;
        for (int year = 0; year < 101; year++) {
            before = metric(batch, "output");
            batch.step();
            assertTrue(metric(batch, "asset_residual") <= 1e-9 && metric(batch, "goods_residual") <= 1e-9);
        }
        assertEquals(101, metric(batch, "years"));
        double fall = metric(batch, "output") / before;
        assertTrue(fall > .6 && fall < .9, shock + ": output falls to " + fall);
    }

    /** A cell's tables are counted, a reform's and every year of given prices among them; the published variants have none. */
    @Test
    void tables_largerGrid_countsItsCells() {
        TaxationEnvironment environment = new TaxationEnvironment();
        OptionsSchema schema = environment.options();
        long published = environment
                .tables(schema.resolve(Map.of("variant", "taxai", "asset_points", 500)))
                .economyBytes();
        Map<String, Object> options = new HashMap<>(Map.of("ability_states", 10));
        options.put("asset_points", 100);
        long small = environment.tables(schema.resolve(options)).economyBytes();
        options.put("asset_points", 500);
        long large = environment.tables(schema.resolve(options)).economyBytes();
        options.put("prices", Collections.nCopies(200, List.of(.03, 1)));
        long path = environment.tables(schema.resolve(options)).economyBytes();
        assertEquals(0, published);
        assertEquals(5 * small, large);
        assertTrue(path - large >= 200L * 5000 * 3 * Double.BYTES, "a path takes " + path);
    }

    /** A world without an equilibrium is described, and refused before it is played, by the option that is in the way. */
    @ParameterizedTest
    @CsvSource({
        "asset_max, .5, asset_max",
        "asset_min, 100, asset_min",
        "spending, .95, asset_min",
        "productivity, 10, asset_max",
        "labour_disutility, 1e-9, labour_disutility",
        "tau_wealth, .95, debt_ratio",
    })
    void options_noEquilibrium_areRefusedBeforeAnythingRuns(String option, double value, String named) {
        Map<String, Object> options = new HashMap<>(Map.of("asset_points", 30, "ability_states", 3));
        options.put(option, value);
        Economy without = economy(options);
        Problem refused = assertThrows(Problem.class, without::requirePlayable);
        assertEquals("option " + named, refused.where(), refused.getMessage());
        Problem built = assertThrows(Problem.class, Batch.of(without)::build);
        assertEquals(refused.getMessage(), built.getMessage());
        options.put("followers", "myopic");
        options.put("start", "drawn");
        economy(options).requirePlayable(); // lives without an equilibrium
    }

    @Test
    void options_contradictions_sayWhy() {
        assertThrows(Problem.class, () -> economy(Map.of("wealth", List.of(0, 0))));
        assertThrows(Problem.class, () -> economy(Map.of("variant", "taxai", "reform", List.of(0, 0, 0, 0, 0))));
        assertThrows(Problem.class, () -> economy(Map.of("reform", List.of(.1, .2))));
        assertThrows(Problem.class, () -> economy(Map.of("prices", List.of(List.of(.1)))));
        assertThrows(Problem.class, () -> economy(Map.of("asset_max", 1, "asset_min", 2)));
        assertThrows(Problem.class, () -> economy(Map.of("start", "drawn", "debt_ratio", -4)));
        assertThrows(Problem.class, () -> economy(Map.of("ability_values", List.of(1, 2))));
        assertThrows(
                Problem.class,
                () -> economy(Map.of(
                        "ability_values", List.of(1, 2), "ability_transition", List.of(List.of(1, 0), List.of(0, 1)))));
    }
}
