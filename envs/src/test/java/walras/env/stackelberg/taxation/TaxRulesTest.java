package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariants 41, 42, 45 and 47 of the stackelberg specification. */
final class TaxRulesTest {
    @ParameterizedTest
    @CsvSource({
        ".1, 0, 1e5, 10000",
        ".1, .05, 1e5, 46725.5587",
        ".2, .05, 1e5, 52644.9410",
        "0, .05, 1e5, 40806.1763",
        ".2, .05, 1, .1578947",
    })
    void hsv_dollars_matchesSpecification(double tau, double xi, double income, double tax) {
        double[] bulk = new double[1]; // [N]
        HsvTax.apply(new double[] {income}, 0, 1, tau, xi, 1, bulk);
        assertEquals(tax, bulk[0], Math.max(5e-8, income * 5e-10));
        assertEquals(tax, HsvTax.of(income, tau, xi, 1), Math.max(5e-8, income * 5e-10));
    }

    @ParameterizedTest
    @CsvSource({".2, .05, .0321609", "0, .05, 2.7895098"})
    void hsv_zeroTaxIncome_matchesSpecification(double tau, double xi, double income) {
        assertEquals(income, Math.pow((1 - tau) / (1 - xi), 1 / xi), 5e-8);
        assertEquals(0, HsvTax.of(income, tau, xi, 1), 1e-8);
    }

    /** Guards the unit: taxes scale with money when the unit does, so cents and dollars agree. */
    @Test
    void hsv_otherUnit_scalesWithMoney() {
        double[] dollars = {20_000, 100_000, 5e6}; // [N]
        double[] cents = Arrays.stream(dollars).map(x -> 100 * x).toArray(); // [N]
        double[] taxDollars = new double[3]; // [N]
        double[] taxCents = new double[3]; // [N]
        HsvTax.apply(dollars, 0, 3, .2, .15, 70_000, taxDollars);
        HsvTax.apply(cents, 0, 3, .2, .15, 7_000_000, taxCents);
        for (int i = 0; i < 3; i++) {
            assertEquals(100 * taxDollars[i], taxCents[i], 1e-6);
            assertEquals(HsvTax.of(dollars[i], .2, .15, 70_000), taxDollars[i], 1e-6);
        }
        assertTrue(taxDollars[0] < 0, "a poor household receives");
    }

    @ParameterizedTest
    @CsvSource({"-1, .001, .5005, .0002, .00005, .0003", "0, .5, .75, .1, .025, .15", "1, .99, .995, .198, .0495, .297"
    })
    void levers_taxai_matchSpecification(double raw, double x, double saving, double tau, double xi, double spending) {
        assertEquals(x, Levers.share(Variant.TAXAI, raw), 1e-15);
        assertEquals(saving, Levers.saving(Variant.TAXAI, raw), 1e-15);
        assertEquals(tau, Levers.government(Variant.TAXAI, Levers.INCOME_LEVEL, raw), 1e-15);
        assertEquals(tau, Levers.government(Variant.TAXAI, Levers.WEALTH_LEVEL, raw), 1e-15);
        assertEquals(xi, Levers.government(Variant.TAXAI, Levers.INCOME_PROGRESSIVITY, raw), 1e-15);
        assertEquals(xi, Levers.government(Variant.TAXAI, Levers.WEALTH_PROGRESSIVITY, raw), 1e-15);
        assertEquals(spending, Levers.government(Variant.TAXAI, Levers.SPENDING, raw), 1e-15);
    }

    @Test
    void levers_dsmfg_clipsWithoutMap() {
        assertEquals(.001, Levers.share(Variant.DSMFG, -1));
        assertEquals(.4, Levers.saving(Variant.DSMFG, .4));
        assertEquals(.99, Levers.government(Variant.DSMFG, Levers.SPENDING, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "12950, 0",
        "15000, 0",
        "20000, 145.02",
        "50000, 3680.52",
        "100000, 14208.02",
        "250000, 56160.52",
        "1e6, 327603.52",
    })
    void federal2022_published_matchesSpecification(double income, double tax) {
        double[] bulk = new double[2]; // [N]
        BracketTax.federal2022().apply(new double[] {0, income}, 1, 1, BracketTax.federalRates2022(), 0, bulk);
        assertEquals(tax, bulk[1], 1e-6);
    }

    /** The published module stops taxing at one billion (369,962,395.02 here); the rule itself does not. */
    @Test
    void federal2022_billionaire_isTaxedAtTheMargin() {
        double tax = BracketTax.federal2022().of(2e9, BracketTax.federalRates2022(), 0);
        assertEquals(369_962_395.02 + .37 * (2e9 - 12_950 - 1e9), tax, 1e-3);
    }

    @Test
    void linear_fiveBrackets_spansToTop() {
        BracketTax brackets = BracketTax.linear(5, 4e6);
        assertEquals(5, brackets.brackets());
        assertEquals(3.2e6, brackets.floor(4));
        assertEquals(4, brackets.bracket(1e7));
        assertEquals(0, brackets.bracket(8e5));
        assertEquals(8e4 + 2e4, brackets.of(9e5, new double[] {.1, .2, 0, 0, 0}, 0), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"1;1;1;1, 0", "0;0;0;1, .75", "1;2;3;4, .25", "1;3, .25"})
    void gini_smallPopulations_matchSpecification(String values, double gini) {
        double[] sorted = Arrays.stream(values.split(";", -1))
                .mapToDouble(Double::parseDouble)
                .toArray(); // [N]
        assertEquals(gini, Gini.ofAscending(sorted, sorted.length), 1e-6);
    }
}
