package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorFunctionTest {
    private static void assertSame(double x) {
        assertEquals(
                Double.doubleToRawLongBits(Erf.erfc(x)),
                Double.doubleToRawLongBits(ErrorFunction.complement(x)),
                () -> "erfc(" + x + "): expected " + Erf.erfc(x) + ", got " + ErrorFunction.complement(x));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 3, 45})
    void complement_randomNumbers_hasHipparchusBits(double widest) {
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < 20_000; draw++) {
            assertSame(widest * (2 * random.nextDouble() - 1));
        }
    }

    @Test
    void complement_corners_hasHipparchusBits() {
        double[] corners = {0, 1e-200, 1e-20, Math.sqrt(1.5), 6, 26, 27, 40, 41, Double.POSITIVE_INFINITY}; // [corner]
        for (double corner : corners) {
            assertSame(corner);
            assertSame(-corner);
            assertSame(Math.nextUp(corner));
            assertSame(Math.nextDown(corner));
        }
    }
}
