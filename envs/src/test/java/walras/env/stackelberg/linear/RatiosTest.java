package walras.env.stackelberg.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatiosTest {
    private static long[] integers(double... numbers) {
        return Arrays.stream(Ratios.of(numbers).integers())
                .mapToLong(BigInteger::longValueExact)
                .toArray();
    }

    // The same game in other units has the same integers.
    @Test
    void of_scaledAndShifted_areTheSame() {
        long[] plain = {0, 1, 3, 7};
        assertArrayEquals(plain, integers(0, 1, 3, 7));
        assertArrayEquals(plain, integers(0, .1, .1 + .2, .7));
        assertArrayEquals(plain, integers(1e6, 1e6 + 1 / 3.0, 1e6 + 1, 1e6 + 7 / 3.0));
        assertArrayEquals(plain, integers(-7e-9, -6e-9, -4e-9, 0));
        assertArrayEquals(new long[] {5, 0, 8}, integers(6e-6, 1e-6, 9e-6));
    }

    // Numbers with nothing in common keep their own: to half of 2^-53 of the range.
    @Test
    void of_denseNumbers_keepsThem() {
        double[] numbers = new SplittableRandom(1).doubles(50).toArray();
        Ratios ratios = Ratios.of(numbers);
        for (int k = 0; k < numbers.length; k++) {
            double back = ratios.low() + ratios.integers()[k].doubleValue() * ratios.range() / ratios.count();
            assertEquals(numbers[k], back, 0x1p-52);
        }
    }

    @Test
    void of_equalNumbers_areNought() {
        assertArrayEquals(new long[] {0, 0}, integers(3, 3));
        assertEquals(0, Ratios.of(new double[] {3, 3}).range());
    }
}
