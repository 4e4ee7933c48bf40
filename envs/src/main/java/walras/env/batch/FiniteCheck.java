package walras.env.batch;

import java.util.ArrayList;
import java.util.List;
import walras.env.GroupTensors;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Tensor;
import walras.env.Tensors;

/** Notices a state that stopped being finite, by what it shows: rewards and floating observations. */
final class FiniteCheck {
    private final Checked[] tensors;
    private final int shownFrom;

    /** A tensor with what the check needs of it at hand: the arrays of a small batch are far, and a way to them farther. */
    private record Checked(String group, Tensor tensor, int rowSize, Object data) {
        Checked(String group, Tensor tensor) {
            this(group, tensor, tensor.rowSize(), tensor.data());
        }
    }

    /** @param shownFrom what errors add to a row's index */
    FiniteCheck(Tensors all, int shownFrom) {
        this.shownFrom = shownFrom;
        List<Checked> checked = new ArrayList<>();
        for (GroupTensors group : all.groups()) {
            checked.add(new Checked(group.group().name(), group.reward()));
            for (Tensor tensor : group.observations()) {
                if (tensor.dtype().floating()) {
                    checked.add(new Checked(group.group().name(), tensor));
                }
            }
        }
        tensors = checked.toArray(Checked[]::new);
    }

    /** @throws Problem NON_FINITE_STATE, which names the first tensor and its rows */
    void check(Rows rows) {
        for (Checked checked : tensors) {
            if (!finite(checked, rows)) {
                throw Problem.of(
                        Problem.Kind.INTERNAL,
                        "NON_FINITE_STATE",
                        checked.tensor().name() + "[" + checked.group() + "], rows " + (shownFrom + rows.from())
                                + " to " + (shownFrom + rows.to() - 1),
                        "finite numbers",
                        "NaN or infinity",
                        "");
            }
        }
    }

    private static boolean finite(Checked checked, Rows rows) {
        int from = rows.from() * checked.rowSize();
        int to = rows.to() * checked.rowSize();
        return checked.data() instanceof double[] doubles
                ? finite(doubles, from, to)
                : finite((float[]) checked.data(), from, to);
    }

    // A sum is finite only if its terms are. Four sums, so that additions need not wait for each other. A sum that is
    // not finite may have overflowed: then the terms are looked at.
    private static boolean finite(double[] values, int from, int to) { // [B, ...]
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int fours = to - (to - from) % 4;
        for (int i = from; i < fours; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (int i = fours; i < to; i++) {
            a += values[i];
        }
        return Double.isFinite(a + b + c + d) || eachFinite(values, from, to);
    }

    private static boolean eachFinite(double[] values, int from, int to) { // [B, ...]
        boolean finite = true;
        for (int i = from; i < to; i++) {
            finite &= Double.isFinite(values[i]);
        }
        return finite;
    }

    // An all-ones exponent means NaN or infinity. The difference below is negative for every other number, so its sign
    // survives the conjunction only if all are finite: no branch, and no chain of floating-point additions.
    private static boolean finite(float[] values, int from, int to) { // [B, ...]
        int exponent = 0x7F80_0000;
        int sign = -1;
        for (int i = from; i < to; i++) {
            sign &= (Float.floatToRawIntBits(values[i]) & exponent) - exponent;
        }
        return sign < 0;
    }
}
