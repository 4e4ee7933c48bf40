package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.DType;
import walras.env.Space;
import walras.env.Tensor;

/** Numbers that miss a bound by rounding are set to it; everything else is judged as it is. */
class TensorBoundsTest {
    private static Tensor tensor(Space space, double... values) { // [B]
        Tensor tensor = Tensor.zeros("x", space.dtype(), values.length / space.size(), List.of(space.size()));
        for (int k = 0; k < values.length; k++) {
            tensor.set(k, values[k]);
        }
        return tensor;
    }

    private static boolean fit(Space space, Tensor tensor) {
        return new TensorBounds(tensor, space).fit(0, tensor.rows() * space.size());
    }

    // What Gymnasium's RescaleAction makes of -1 between 0.001 and 1.
    @Test
    void fit_doubleBelowByRounding_isTheBound() {
        Space space = Space.Box.of(DType.F64, 0.001, 1);
        Tensor tensor = tensor(space, 9.999999999999636E-4, 0.5, 1 + 9e-7);
        assertTrue(fit(space, tensor));
        assertArrayEquals(new double[] {0.001, 0.5, 1}, tensor.f64());
    }

    @Test
    void fit_doubleBeyondRounding_isRefusedAndStays() {
        Space space = Space.Box.of(DType.F64, 0, 1);
        Tensor tensor = tensor(space, 1 + 1.1e-6);
        assertFalse(fit(space, tensor));
        assertEquals(1 + 1.1e-6, tensor.f64()[0]);
    }

    // A small number inside is a number, not a bound that was missed.
    @Test
    void fit_closeToABoundFromInside_isKept() {
        Space space = Space.Box.of(DType.F64, 0, 1);
        Tensor tensor = tensor(space, 1e-9, 1 - 1e-9);
        assertTrue(fit(space, tensor));
        assertArrayEquals(new double[] {1e-9, 1 - 1e-9}, tensor.f64());
    }

    @Test
    void fit_largeBound_setsTheScale() {
        Space space = Space.Box.of(DType.F64, -1000, 1);
        Tensor tensor = tensor(space, 1 + 9e-4, -1000 - 9e-4);
        assertTrue(fit(space, tensor));
        assertArrayEquals(new double[] {1, -1000}, tensor.f64());
    }

    // 0.1 has no float: the nearest one lies above, and fits.
    @Test
    void fit_floats_areHeldAgainstTheFloatsOfTheBounds() {
        Space space = new Space.Box(DType.F32, List.of(2), List.of(-0.1, 0.0), List.of(0.1, 0.3));
        Tensor tensor = tensor(space, (double) 0.1f, (double) Math.nextUp(0.3f), -0.1000001, 0.2);
        assertTrue(fit(space, tensor));
        assertArrayEquals(new float[] {0.1f, 0.3f, -0.1f, 0.2f}, tensor.f32());
    }

    @Test
    void fit_boundsOfEachElement_areThatElements() {
        Space space = new Space.Box(DType.F64, List.of(2), List.of(0.0, 0.0), List.of(1.0, 5.0));
        Tensor tensor = tensor(space, 1.0000005, 5.000004, 1, 5);
        assertTrue(fit(space, tensor));
        assertArrayEquals(new double[] {1, 5, 1, 5}, tensor.f64());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void fit_notFinite_isRefused(double value) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (double bound : new double[] {1, Double.POSITIVE_INFINITY}) {
                Space space = Space.Box.of(dtype, -bound, bound);
                assertFalse(fit(space, tensor(space, value)));
            }
        }
    }

    @Test
    void fit_wholeNumbers_areNeverSet() {
        Space space = new Space.Discrete(3);
        Tensor tensor = tensor(space, 3);
        assertFalse(fit(space, tensor));
        assertEquals(3, tensor.i32()[0]);
    }
}
