package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariants 43, 44, 48 and 50 of the stackelberg specification, and the accounts. */
final class HouseholdEconomyTest {
    /** Two rows, so that an offset forgotten somewhere shows; the second holds the published case. */
    private static HouseholdEconomy published() {
        HouseholdEconomy economy = new HouseholdEconomy(Variant.TAXAI, 2, 2);
        economy.ability[2] = 1;
        economy.ability[3] = 2;
        economy.wealth[2] = 1e5;
        economy.wealth[3] = 3e5;
        economy.reset(1, new PopulationStatistics(2));
        return economy;
    }

    private static void step(HouseholdEconomy e, int row, double[] levers, double saving, double work) {
        int n = e.households;
        double[] savings = new double[n]; // [N]
        double[] works = new double[n]; // [N]
        Arrays.fill(savings, saving);
        Arrays.fill(works, work);
        e.produce(row, works, 0);
        HsvTax.apply(e.income, row * n, n, levers[0], levers[1], 1, e.incomeTax);
        HsvTax.apply(e.wealth, row * n, n, levers[2], levers[3], 1, e.wealthTax);
        e.settle(row, levers[4], savings, works, 0, new PopulationStatistics(n));
    }

    private static double[] levers(Variant variant, double raw) {
        double[] levers = new double[Levers.HSV_LEVERS]; // [lever]
        for (int k = 0; k < levers.length; k++) {
            levers[k] = Levers.government(variant, k, raw);
        }
        return levers;
    }

    @Test
    void reset_taxai_matchesSpecification() {
        HouseholdEconomy e = published();
        assertEquals(44_606.060606, e.labour[1], 1e-6);
        assertEquals(1.0993115, e.wage[1], 5e-8);
        assertEquals(40_576.360217, e.hoursMax[1], 1e-5);
        assertEquals(73_553.935056, e.output[1], 1e-5);
        double paid = (1 * e.hoursMax[1] / 3 + 2 * e.hoursMax[1] / 3) * e.wage[1];
        assertEquals(e.labour[1], paid, 1e-6);
    }

    @Test
    void step_taxaiAllRawZero_matchesSpecification() {
        HouseholdEconomy e = published();
        step(e, 1, levers(Variant.TAXAI, 0), Levers.saving(Variant.TAXAI, 0), .5);
        assertEquals(60_864.540325, e.labour[1], 1e-5);
        assertEquals(.991130, e.wage[1], 1e-6);
        assertEquals(90_487.008251, e.output[1], 1e-5);
        assertEquals(13_573.051238, e.spending[1], 1e-5);
        assertArrayEquals(new double[] {24_108.22406, 52_216.44811}, tail(e.income), 1e-4);
        assertArrayEquals(new double[] {6_816.07453, 15_479.75694}, tail(e.incomeTax), 1e-4);
        assertArrayEquals(new double[] {30_778.99606, 97_962.90420}, tail(e.wealthTax), 1e-4);
        assertArrayEquals(new double[] {20_308.25199, 56_050.18474}, tail(e.consumption), 1e-4);
        assertArrayEquals(new double[] {64_884.86507, 179_080.34023}, tail(e.wealth), 1e-4);
        assertEquals(65_572.0211, e.debt[1], 1e-3);
        assertEquals(188_555.5203, e.capital[1], 1e-3);
        assertArrayEquals(new double[] {.9304978, .9736499}, tail(e.utility), 1e-7);
        assertEquals(.234040, e.wealthGini[1], 1e-6);
        assertEquals(.179946, e.incomeGini[1], 1e-6);
        assertEquals(.2302130, e.reward(1, Task.GDP), 1e-7);
        assertEquals(-.234040 * .179946, e.reward(1, Task.GINI), 1e-6);
        assertEquals(.9304978 + .9736499, e.reward(1, Task.SOCIAL_WELFARE), 2e-7);
        assertEquals(e.reward(1, Task.GDP) + e.reward(1, Task.GINI), e.reward(1, Task.MIXED), 1e-15);
        assertEquals(0, e.ended[1]);
    }

    private static double[] tail(double[] values) {
        return new double[] {values[2], values[3]};
    }

    @Test
    void reset_dsmfgHundredHouseholds_matchesSpecification() {
        HouseholdEconomy e = new HouseholdEconomy(Variant.DSMFG, 1, 100);
        Arrays.fill(e.ability, 1);
        Arrays.fill(e.wealth, 1e5);
        e.reset(0, new PopulationStatistics(100));
        assertEquals(6_991_951.26, e.output[0], .01);
        assertEquals(8_480_537.69, e.debt[0], .01);
        assertEquals(1_279_527.08, e.capital[0], .01);
        assertEquals(84_924.147, e.labour[0], .001);
    }

    @Test
    void technology_bothVariants_matchSpecification() {
        assertEquals(.8399474, Variant.TAXAI.wage(1, 100, 50), 1e-7);
        assertEquals(62.9960525, Variant.TAXAI.output(1, 100, 50), 1e-7);
        assertEquals(4.2806304, Variant.DSMFG.wage(10, 100, 50), 1e-7);
        assertEquals(837.6967608, Variant.DSMFG.output(10, 100, 50), 1e-7);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, .3333333333333333, .4691749",
        "10000, .3333333333333333, .8983595",
        "50000, .3333333333333333, .9778727",
        "10000, .99, .2825708",
    })
    void utility_published_matchesSpecification(double consumption, double labour, double utility) {
        assertEquals(utility, HouseholdEconomy.utility(consumption, labour), 1e-7);
    }

    /** Money is neither made nor lost: incomes go to taxes, consumption and wealth; the treasury's books balance. */
    @ParameterizedTest
    @EnumSource(
            value = Variant.class,
            names = {"TAXAI", "DSMFG"})
    void settle_randomPopulation_keepsAccounts(Variant variant) {
        int n = 200;
        HouseholdEconomy e = new HouseholdEconomy(variant, 1, n);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < n; i++) {
            e.ability[i] = .2 + random.nextDouble();
            e.wealth[i] = 1e5 * random.nextDouble();
        }
        e.reset(0, new PopulationStatistics(n));
        double owned = Arrays.stream(e.wealth).sum();
        double debt = e.debt[0];
        double capital = e.capital[0];
        step(e, 0, levers(variant, variant == Variant.TAXAI ? 0 : .1), .6, .4);
        double eaten = Arrays.stream(e.consumption).sum();
        double earned = Arrays.stream(e.income).sum();
        double kept = Arrays.stream(e.wealth).sum();
        assertEquals(owned + earned, kept + eaten + e.revenue[0], 1e-6 * owned);
        assertEquals(1.04 * debt + e.spending[0] - e.revenue[0], e.debt[0], 1e-6 * owned);
        assertTrue(e.wealthGini[0] > 0 && e.incomeGini[0] > 0 && capital != e.capital[0]);
    }

    /** DSMFG rations: when households and the treasury want more than there is, consumption shrinks in proportion. */
    @Test
    void settle_dsmfgExcessDemand_rationsAndEnds() {
        HouseholdEconomy e = new HouseholdEconomy(Variant.DSMFG, 1, 2);
        Arrays.fill(e.ability, 1);
        e.wealth[0] = 1e7;
        e.wealth[1] = 3e7;
        e.reset(0, new PopulationStatistics(2));
        step(e, 0, new double[] {0, 0, 0, 0, .5}, .001, .05);
        assertEquals(HouseholdEconomy.EXCESS_DEMAND, e.ended[0] & HouseholdEconomy.EXCESS_DEMAND);
        assertEquals(e.output[0], e.consumption[0] + e.consumption[1] + e.spending[0], 1e-6 * e.output[0]);
        assertEquals(e.income[1] / e.income[0], e.consumption[1] / e.consumption[0], 1e-9);
    }

    @Test
    void describeWealth_tenHouseholds_meansOfTopAndBottom() {
        HouseholdEconomy e = new HouseholdEconomy(Variant.TAXAI, 1, 10);
        for (int i = 0; i < 10; i++) {
            e.wealth[i] = i == 3 ? 100 : i % 2 + 1;
            e.ability[i] = i + 1;
        }
        e.reset(0, new PopulationStatistics(10));
        assertEquals(100, e.statistics[0]);
        assertEquals(4, e.statistics[2]);
        assertEquals(1, e.statistics[3]);
        assertEquals(5, e.statistics[5]);
    }
}
