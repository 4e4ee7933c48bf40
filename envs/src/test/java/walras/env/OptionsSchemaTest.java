package walras.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsSchemaTest {
    private static final OptionsSchema SCHEMA = OptionsSchema.of(
            OptionSpec.integer("copies", 2, 1, 8, "", "Copies."),
            OptionSpec.number("discount", 0.99, 0, 1, "", "Discount."),
            OptionSpec.flag("visible", false, "Visible."),
            OptionSpec.choice("mechanism", "vickrey", List.of("vickrey", "first-price"), "Mechanism."),
            OptionSpec.array("rho", 0, 1, -10, 1, "", "Substitution."));

    record Case(String name, Object value, String message) {}

    static List<Case> bad() {
        return List.of(
                new Case("copies", 2.5, "option copies: expected an integer in [1, 8], got 2.5; did you mean 2?"),
                new Case("copies", 9, "option copies: expected an integer in [1, 8], got 9; did you mean 8?"),
                new Case("copies", "two", "option copies: expected an integer in [1, 8], got \"two\"; did you mean 2?"),
                new Case(
                        "discount",
                        Double.NaN,
                        "option discount: expected a number in [0.0, 1.0], got NaN; did you mean 0.99?"),
                new Case("visible", 1, "option visible: expected true or false, got 1; did you mean true?"),
                new Case(
                        "mechanism",
                        "vickery",
                        "option mechanism: expected one of vickrey, first-price, got \"vickery\"; did you mean vickrey?"),
                new Case(
                        "rho",
                        List.of(List.of(1)),
                        "option rho: expected an array of rank 0 to 1, got \"shape [1, 1]\""),
                new Case(
                        "rho",
                        List.of(0.5, 2),
                        "option rho: expected a number in [-10.0, 1.0], got 2.0; did you mean 1.0?"),
                new Case(
                        "rho",
                        List.of(0.5, List.of(1)),
                        "option rho: expected numbers in lists of equal length, shape [2], got [1]"),
                new Case("rho", List.of(), "option rho: expected no empty list, got \"[]\""),
                new Case(
                        "copeis",
                        2,
                        "option: expected one of copies, discount, visible, mechanism, rho, got \"copeis\"; did you mean copies?"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void resolve_badValue_saysWhereExpectedGotNearest(Case bad) {
        Problem problem = assertThrows(Problem.class, () -> SCHEMA.resolve(Map.of(bad.name(), bad.value())));
        assertEquals(bad.message(), problem.getMessage());
    }

    @Test
    void resolve_nothingGiven_defaultsAndAbsentArrays() {
        Options options = SCHEMA.defaults();
        assertEquals(2, options.integer("copies"));
        assertEquals(0.99, options.number("discount"));
        assertTrue(options.array("rho").isEmpty());
        assertEquals(Map.of("copies", 2L, "discount", 0.99, "visible", false, "mechanism", "vickrey"), options.shown());
    }

    @Test
    void resolve_jsonForms_wholeDoublesAreIntegersAndNumbersAreArrays() {
        Options options = SCHEMA.resolve(Map.of("copies", 3.0, "discount", 1, "rho", 0.5));
        assertEquals(3, options.integer("copies"));
        assertEquals(1.0, options.number("discount"));
        assertArrayEquals(new double[] {0.5}, options.array("rho").orElseThrow().values());
        assertEquals(0, options.array("rho").orElseThrow().rank());
    }
}
