package walras.env;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds tensors against the spaces they were declared with. */
final class SpaceAssertions {
    private SpaceAssertions() {}

    static void assertInside(Tensor tensor, Space space, byte[] considered) { // considered: [B, n]
        int size = space.size();
        int[] choices = space.choices();
        for (int i = 0; i < tensor.rows() * tensor.rowSize(); i++) {
            if (considered[i / size] == 0) {
                continue;
            }
            double value = value(tensor, i);
            int element = i % size;
            boolean inside = space instanceof Space.Box box
                    ? Double.isFinite(value) && value >= box.low(element) && value <= box.high(element)
                    : value >= 0 && value < choices[element] && value == Math.rint(value);
            assertTrue(inside, tensor.name() + "[" + i + "] = " + value + " is outside " + space);
        }
    }

    static double value(Tensor tensor, int index) {
        return switch (tensor.dtype()) {
            case U8 -> tensor.u8()[index] & 0xFF;
            case I32 -> tensor.i32()[index];
            case I64 -> tensor.i64()[index];
            case F32 -> tensor.f32()[index];
            case F64 -> tensor.f64()[index];
        };
    }
}
