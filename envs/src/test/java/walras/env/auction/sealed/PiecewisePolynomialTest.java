package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Inverses of increasing functions, to the last digits that their values have. */
class PiecewisePolynomialTest {
    private static void assertInverts(DoubleUnaryOperator function, double from, double to) {
        PiecewisePolynomial series = PiecewisePolynomial.of(function, from, to);
        double range = series.at(to) - series.at(from);
        for (int k = 1; k < 1000; k++) {
            double y = series.at(from) + range * k / 1000;
            double x = series.inverse(y);
            assertTrue(series.at(x) <= y, "at " + y);
            assertTrue(series.at(Math.nextUp(x)) > y, "just above " + y);
            assertEquals(y, function.applyAsDouble(x), 1e-13 * Math.max(1, Math.abs(y)));
        }
        assertEquals(to, series.inverse(series.at(to)));
        assertEquals(to, series.inverse(series.at(to) + 1));
        assertEquals(from, series.inverse(series.at(from) - 1));
    }

    @Test
    void inverse_smoothSteepAndFlatFunctions_isExact() {
        assertInverts(x -> x / 2, 0, 1);
        assertInverts(x -> x * x * x, 0, 1);
        assertInverts(Math::exp, -3, 5);
        assertInverts(x -> x + Math.sin(x), 0, 20);
        assertInverts(x -> Math.cbrt(x), 1e-6, 1);
        assertInverts(x -> 1e9 + x, 0, 1e9);
    }
}
