package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StrictCosineTest {
    private static final int DRAWS = 2_000_000;

    private static void assertSame(double angle) {
        double expected = StrictMath.cos(angle);
        double got = StrictCosine.of(angle);
        if (Double.doubleToRawLongBits(expected) != Double.doubleToRawLongBits(got)) {
            assertEquals(expected, got, "cos(" + angle + ")");
        }
    }

    /** As normal variates draw them. */
    @Test
    void of_anglesOfATurn_hasStrictMathsBits() {
        SplittableRandom random = new SplittableRandom(4);
        for (int draw = 0; draw < DRAWS; draw++) {
            assertSame(2 * Math.PI * ((random.nextLong() >>> 11) * 0x1.0p-53));
        }
    }

    /** Where the quadrant changes, the argument is reduced, and the series takes another form. */
    @Test
    void of_neighboursOfCorners_hasStrictMathsBits() {
        SplittableRandom random = new SplittableRandom(5);
        double[] corners = {0, 0.3, 0.78125, 0.3 + Math.PI, 0.78125 + Math.PI, 2 * Math.PI}; // [corner]
        for (int eighth = 0; eighth <= 8; eighth++) {
            for (double corner : corners) {
                for (int scale = 0; scale < 54; scale++) {
                    double near = (random.nextDouble() - 0.5) * Math.scalb(1.0, -scale);
                    assertSame(corner + near);
                    assertSame(eighth * Math.PI / 4 + near);
                }
            }
            assertSame(Math.nextUp(eighth * Math.PI / 4));
            assertSame(eighth * Math.PI / 4);
            assertSame(Math.nextDown(eighth * Math.PI / 4));
        }
        assertSame(Double.NaN);
        assertSame(Double.POSITIVE_INFINITY);
        assertSame(1e9);
    }
}
