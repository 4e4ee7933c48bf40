package walras.env.stackelberg.taxation.stationary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Solution;

/** Interest rates that clear, plans and distributions, against values of a second program in plain loops. */
final class StationaryEquilibriumTest {
    /** Names of tables and values, separated by spaces; interest in percent. */
    private static void assertTables(Solution solution, String expected) {
        String[] words = expected.trim().split(" +", 0);
        for (int k = 0; k < words.length; k += 2) {
            double value = Double.parseDouble(words[k + 1]);
            double got = solution.table(words[k]).scalar();
            double shown = words[k].endsWith("interest_rate") ? 100 * got : got;
            int digits = words[k + 1].length() - 1 - words[k + 1].indexOf('.');
            double width = Math.max(1e-6 * Math.abs(value), .51 * Math.pow(10, -digits));
            assertEquals(value, shown, width, words[k]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| interest_rate 5.26996649 capital 4.57570574 wealth_gini 0.5002441 constrained_share 0.0594004"
                        + " mean_value -4.9157079 output 1.6866517 wage 1.1219819 labour 0.96209849 hours 0.92814811"
                        + " transfer 0.029890004 income_gini 0.30286907 disposable_gini 0.2443729",
                "labour_disutility=0 | interest_rate 5.57395633 capital 4.59059345 wealth_gini 0.4546746"
                        + " constrained_share 0.0355479 mean_value 1.2300922 transfer 0.035233446",
                "labour_disutility=0 tau=.2 xi=0 | interest_rate 4.41456048 capital 5.27782426 wealth_gini 0.5595406"
                        + " constrained_share 0.0670818 mean_value 0.89113137 transfer 0.041103888 public_spending 0.27300779",
                "risk_aversion=2 tau=.25 xi=.1 tau_wealth=.005 | interest_rate 4.60076918 capital 4.93645922"
                        + " wealth_gini 0.5280279 constrained_share 0.0703279 mean_value -31.171787 transfer 0.055868324",
                "labour_disutility=0 tau=.2 xi=0 spending=0 debt_ratio=.3 balance=spending transfer=.05"
                        + " | interest_rate 4.35830039 capital 5.31541423 wealth_gini 0.5697562 constrained_share 0.0740274"
                        + " mean_value 0.73104161 public_spending 0.28335636",
                "labour_disutility=0 tau=0 xi=0 consumption_tax=0 spending=0 debt_ratio=0 risk_aversion=2"
                        + " ability_persistence=.6 ability_std=.3 ability_states=5 discount=.95 capital_share=.33"
                        + " depreciation=.06 asset_min=-.5 asset_max=60 asset_points=150 asset_power=2"
                        + " | interest_rate 4.84706432 capital 5.26255447 wealth_gini 0.4385023 constrained_share 0.00671709"
                        + " mean_value -14.651673",
            })
    void solve_economies_matchSecondProgram(String options, String expected) {
        assertTables(Worlds.solve(options == null ? "" : options), expected);
    }

    /** Aiyagari's economies. */
    @ParameterizedTest
    @CsvSource({
        "1, .3, .2, interest_rate 4.12468214 capital 5.47630612 wealth_gini 0.4192046 constrained_share 0.00284628",
        "3, .6, .2, interest_rate 3.87093043 capital 5.66031004 wealth_gini 0.399471 constrained_share 0.00355524",
        "5, .9, .2, interest_rate 2.66846444 capital 6.68826414 wealth_gini 0.4397864 constrained_share 0.00808134",
        "1, .9, .4, interest_rate 3.39456765 capital 6.03437457 wealth_gini 0.5710741 constrained_share 0.0709685",
        "5, .6, .4, interest_rate 1.98734874 capital 7.41449705 wealth_gini 0.3394215 constrained_share 0.00021427",
    })
    void solve_aiyagari_matchesSecondProgram(double sigma, double persistence, double std, String expected) {
        assertTables(Worlds.solve(Worlds.aiyagari(sigma, persistence, std)), expected);
    }

    /** Table II of Aiyagari 1994 beside a finer grid's exact rates: our own to 1e-5 points, the published within .15 points. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "1, .3, .2, 4.1365, 4.12667", "1, .6, .2, 4.0912, 4.08660", "1, .9, .2, 3.9305, 3.95306",
        "3, .3, .2, 4.0432, 4.02202", "3, .6, .2, 3.8767, 3.87683", "3, .9, .2, 3.2903, 3.37159",
        "5, .3, .2, 3.9054, 3.88833", "5, .6, .2, 3.5857, 3.61508", "5, .9, .2, 2.5260, 2.67455",
        "1, .3, .4, 3.9554, 3.97540", "1, .6, .4, 3.7567, 3.80312", "1, .9, .4, 3.3054, 3.39614",
    })
    void solve_fineGrid_nearPublishedRates(double sigma, double persistence, double std, double published, double own) {
        boolean wide = sigma == 1 && persistence == .9 && std == .4;
        String options = Worlds.aiyagari(sigma, persistence, std) + " asset_points=500 asset_max=" + (wide ? 300 : 200);
        double rate = 100 * Worlds.solve(options).table("interest_rate").scalar();
        assertEquals(own, rate, 1.01e-5);
        assertEquals(published, rate, .15);
    }

    @Test
    void solve_default_plansOfHouseholds() {
        Solution solution = Worlds.solve("");
        double[] kept = solution.table("policy_assets").values(); // [asset, ability]
        double[] eaten = solution.table("policy_consumption").values(); // [asset, ability]
        double[] hours = solution.table("policy_labour").values(); // [asset, ability]
        double[] value = solution.table("value").values(); // [asset, ability]
        assertArrayEquals(new double[] {0, .320597, .9987999}, new double[] {kept[0], eaten[0], hours[0]}, 6e-7);
        assertArrayEquals(
                new double[] {2.341682, .9350375, .9653642}, new double[] {kept[353], eaten[353], hours[353]}, 2.4e-6);
        assertArrayEquals(
                new double[] {19.895, 2.087018, 1.054986}, new double[] {kept[706], eaten[706], hours[706]}, 2e-5);
        assertArrayEquals(new double[] {-18.229533, -7.4920963}, new double[] {value[0], value[353]}, 2e-5);
        assertEquals(.004599727, solution.table("distribution").values()[353], 5e-9);
    }

    @Test
    void solve_lecture_matchesSecondProgram() {
        String lecture = "ability_values=[.1,1] ability_transition=[[.9,.1],[.1,.9]] capital_share=.33 depreciation=.05"
                + " asset_points=200 asset_max=20 asset_power=1 labour_disutility=0 tau=0 xi=0 consumption_tax=0"
                + " spending=0 debt_ratio=0";
        assertTables(
                Worlds.solve(lecture),
                "interest_rate 2.19293684 capital 5.34363589 wealth_gini 0.3979632 constrained_share 0.0538633"
                        + " mean_value -6.483333");
        Solution given = Worlds.solve(lecture + " prices=[[.03,.956]]");
        assertTables(given, "assets 5.44095987 constrained_share 0.02949392");
        double[] kept = given.table("policy_assets").values(); // [asset, 2]
        assertArrayEquals(new double[] {4.6812701, 5.3349558}, Arrays.copyOfRange(kept, 100, 102), 5e-8);
        // A public solver by discrete choice on the same grid supplies 5.46046 there, and 12.5667 where the firm pays
        // 4%.
        assertEquals(5.46046, given.table("assets").scalar(), .005 * 5.46046);
        double wage = new Technology(.33, .05, 1).wage(new Technology(.33, .05, 1).capitalPerLabour(.04));
        double supplied = Worlds.solve(lecture + " prices=[[.04," + wage + "]]")
                .table("assets")
                .scalar();
        assertEquals(12.5552, supplied, 5.1e-5);
        assertEquals(12.5667, supplied, .005 * 12.5667);
    }

    @Test
    void solve_pricePath_plansOfFirstYear() {
        Solution solution = Worlds.solve("labour_disutility=0 tau=0 xi=0 consumption_tax=0 spending=0 debt_ratio=0"
                + " prices=[[.05,1.15],[.045,1.16],[.03,1.19],[.035,1.18]]");
        double[] kept = solution.table("policy_assets").values(); // [asset, ability]
        double[] eaten = solution.table("policy_consumption").values(); // [asset, ability]
        assertArrayEquals(
                new double[] {2.0792876, 2.3452743, 4.041186}, new double[] {kept[350], kept[353], kept[356]}, 2e-6);
        assertArrayEquals(
                new double[] {.7106998, 1.164814, 1.9662816}, new double[] {eaten[350], eaten[353], eaten[356]}, 1e-6);
    }

    @Test
    void solve_incidence_byTenthsOfWealth() {
        Solution solution = Worlds.solve("");
        double[] effective = {.12469, .17831, .20099, .21647, .22884, .24044, .2516, .26353, .27795, .30469}; // [tenth]
        assertArrayEquals(effective, solution.table("incidence_effective").values(), 2e-5);
        double[] marginal = solution.table("incidence_marginal").values(); // [tenth]
        double[] after = solution.table("incidence_after").values(); // [tenth]
        assertArrayEquals(
                new double[] {.21438, .3762, .59493, 1.6368},
                new double[] {marginal[0], marginal[9], after[0], after[9]},
                4e-5);
    }

    @Test
    void solve_reforms_gains() {
        Solution flat = Worlds.solve("labour_disutility=0 tau=.2 xi=0 reform=[.25,.1,0,.065,.15]");
        double[] gains = {.028759, .018939, .015624, .013466, .012191, .011296, .010664, .0099873, .0089384, .005213
        }; // [tenth]
        assertArrayEquals(gains, flat.table("gain").values(), 1e-6);
        assertTables(flat, "reform_interest_rate 4.9821368 gain_mean 0.0135078 gain_veil 0.009276348 winners 0.889306");
        Solution averse = Worlds.solve("labour_disutility=0 tau=.2 xi=0 risk_aversion=2 reform=[.25,0,0,0,.15]");
        assertTables(
                averse,
                "interest_rate 3.4182953 reform_interest_rate 3.7233839 gain_mean 0.003287042 gain_veil -0.003578537");
        double[] tenths = averse.table("gain").values(); // [tenth]
        assertArrayEquals(new double[] {-.0112928, .0243355}, new double[] {tenths[0], tenths[9]}, 1e-6);
        Solution same = Worlds.solve("reform=[.3,.181,0,.065,.15]");
        assertTrue(Arrays.stream(same.table("gain").values()).allMatch(gain -> Math.abs(gain) <= 1e-9));
    }

    @ParameterizedTest
    @CsvSource({".84, .4816765, .01945387, 6.2598135", ".8, .49835483, .02013421, 4.5251397"})
    void solve_fixedRule_exploitability(double saving, double gap, double equivalent, double assets) {
        Solution solution = Worlds.solve(
                "labour_disutility=0 tau=.2 xi=0 prices=[[.044,1.165]] transfer=.04 followers=fixed saving=" + saving);
        assertEquals(gap, solution.table("exploitability").scalar(), 1e-6 * gap);
        assertEquals(equivalent, solution.table("exploitability_equivalent").scalar(), 1e-6 * equivalent);
        assertEquals(assets, solution.table("assets").scalar(), 1e-6 * assets);
    }
}
