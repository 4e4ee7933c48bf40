package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictPowerTest {
    private static final int DRAWS = 1_000_000;
    private static final double[] CORNERS = { // [corner]
        0,
        1,
        0.5,
        2,
        3,
        1.5,
        1 / 3.0,
        1e-300,
        1e300,
        1023,
        1024,
        1074,
        1075,
        0x1.0p31,
        0x1.0p32,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN,
        Math.sqrt(1.5),
        Math.sqrt(3),
        Math.E
    };

    private static void assertSame(double base, double exponent) {
        double expected = StrictMath.pow(base, exponent);
        double got = StrictPower.of(base, exponent);
        if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(got)) {
            assertEquals(expected, got, base + " ^ " + exponent);
        }
    }

    /** Over- and underflow, subnormal results and the largest exponents lie within the widest of these ranges. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 10, 100, 1000, 1e10})
    void of_randomNumbers_hasStrictMathsBits(double widest) {
        SplittableRandom random = new SplittableRandom(7);
        for (int draw = 0; draw < DRAWS; draw++) {
            double base = Math.scalb(1 + random.nextDouble(), random.nextInt(-20, 60));
            assertSame(base, widest * (2 * random.nextDouble() - 1));
        }
    }

    @Test
    void of_anyBits_hasStrictMathsBits() {
        SplittableRandom random = new SplittableRandom(8);
        for (int draw = 0; draw < DRAWS; draw++) {
            assertSame(Double.longBitsToDouble(random.nextLong()), Double.longBitsToDouble(random.nextLong()));
        }
    }

    /** Where the base's logarithm is taken about another number, and where the power of two is reduced. */
    @Test
    void of_cornersAndTheirNeighbours_hasStrictMathsBits() {
        for (double base : near(CORNERS)) {
            for (double exponent : near(CORNERS)) {
                assertSame(base, exponent);
            }
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int draw = 0; draw < DRAWS; draw++) {
            double power = random.nextInt(-2100, 2100) / 2.0 + random.nextInt(-64, 65) * 0x1.0p-24;
            assertSame(2, power);
            assertSame(8, power / 3);
        }
    }

    private static double[] near(double[] values) { // [corner] -> [2, 3, corner]
        return DoubleStream.of(values)
                .flatMap(value -> DoubleStream.of(Math.nextDown(value), value, Math.nextUp(value)))
                .flatMap(value -> DoubleStream.of(value, -value))
                .toArray();
    }
}
