package walras.env.batch;

import java.util.Arrays;
import walras.env.DType;
import walras.env.Rows;
import walras.env.Space;
import walras.env.Tensor;

/**
 * The bounds of one action tensor. {@link #fit} scans a run without a branch and says whether all is well; where it is
 * not, numbers that miss a bound by rounding are set to it. {@link #fits} judges one element, for finding the offender.
 */
final class TensorBounds {
    /**
     * How far beyond a bound is still rounding, as a part of the greatest of 1 and the bounds' sizes: what a number loses
     * in 32 bits, or in a wrapper that scales actions, is less.
     */
    private static final double ROUNDING = 1e-6;

    private final Tensor tensor;
    private final Space space;
    private final int size;
    private final double[] low; // [size], or [1] where all elements share it
    private final double[] high; // [size], or [1]
    private final double largest; // that stands for infinity
    private final boolean shared; // by all elements: the bounds are those of the first
    private final double firstLow;
    private final double firstHigh;
    private final Object data; // the tensor's array
    private final DType dtype;

    TensorBounds(Tensor tensor, Space space) {
        this.tensor = tensor;
        this.space = space;
        this.size = space.size();
        boolean single = tensor.dtype() == DType.F32;
        largest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
        if (space instanceof Space.Box box) {
            // Finite bounds in place of infinite ones: then the comparison refuses infinities too, as it does NaN.
            low = box.low().stream()
                    .mapToDouble(x -> rounded(Math.max(x, -largest), single))
                    .toArray();
            high = box.high().stream()
                    .mapToDouble(x -> rounded(Math.min(x, largest), single))
                    .toArray();
        } else {
            int[] choices = space.choices();
            boolean same = Arrays.stream(choices).distinct().count() <= 1;
            high = Arrays.stream(choices)
                    .limit(same ? 1 : choices.length)
                    .mapToDouble(c -> c - 1.0)
                    .toArray();
            low = new double[high.length];
        }
        shared = low.length == 1;
        firstLow = shared ? low[0] : Double.NaN;
        firstHigh = shared ? high[0] : Double.NaN;
        data = tensor.data();
        dtype = tensor.dtype();
    }

    /** A bound as the tensor's own numbers have it, so that the nearest of them to the bound fits. */
    private static double rounded(double bound, boolean single) {
        return single ? (float) bound : bound;
    }

    Tensor tensor() {
        return tensor;
    }

    /** Elements of one agent. */
    int size() {
        return size;
    }

    /** True if all elements of a run of whole agents fit, after those that miss a bound by rounding were set to it. */
    boolean fit(int from, int to) {
        return scan(from, to) || (space instanceof Space.Box && settle(from, to) && scan(from, to));
    }

    private boolean scan(int from, int to) {
        return shared ? fitShared(from, to) : fitEach(from, to);
    }

    /** Returns true if any element was set. */
    private boolean settle(int from, int to) {
        boolean any = false;
        for (int i = from; i < to; i++) {
            int element = shared ? 0 : i % size;
            double value = tensor.get(i);
            double bound = value < low[element] ? low[element] : high[element];
            if (!fits(i) && Math.abs(value - bound) <= ROUNDING * scale(low[element], high[element])) {
                tensor.set(i, bound);
                any = true;
            }
        }
        return any;
    }

    private double scale(double lowest, double highest) {
        return Math.max(1, Math.max(size(lowest), size(highest)));
    }

    /** How large a bound is; an infinite one, for which the largest number stands, sets no scale. */
    private double size(double bound) {
        double size = Math.abs(bound);
        return size == largest ? 0 : size;
    }

    private boolean fitShared(int from, int to) {
        return switch (dtype) {
            case U8 -> fit((byte[]) data, from, to, (int) firstHigh);
            case I32 ->
                firstLow == 0
                        ? fit((int[]) data, from, to, (int) firstHigh)
                        : fit((int[]) data, from, to, (int) firstLow, (int) firstHigh);
            case F32 -> fit((float[]) data, from, to, (float) firstLow, (float) firstHigh);
            case F64 -> fit((double[]) data, from, to, firstLow, firstHigh);
            case I64 -> fitEach(from, to);
        };
    }

    private boolean fitEach(int from, int to) {
        boolean fit = true;
        for (int i = from; i < to; i++) {
            fit &= fits(i);
        }
        return fit;
    }

    private static boolean fit(byte[] values, int from, int to, int high) { // [B, n, ...]
        int sign = 0;
        for (int i = from; i < to; i++) {
            sign |= high - (values[i] & 0xFF);
        }
        return sign >= 0;
    }

    // From 0 on: where the difference overflows the value itself is negative.
    private static boolean fit(int[] values, int from, int to, int high) { // [B, n, ...]
        int sign = 0;
        int next = from;
        for (; next + Rows.BLOCK <= to; next += Rows.BLOCK) {
            for (int i = next; i < next + Rows.BLOCK; i++) {
                sign |= values[i] | (high - values[i]);
            }
        }
        for (; next < to; next++) {
            sign |= values[next] | (high - values[next]);
        }
        return sign >= 0;
    }

    // The sign bit of `sign` is set as soon as one difference is negative; long, so that no difference overflows.
    private static boolean fit(int[] values, int from, int to, int low, int high) { // [B, n, ...]
        long sign = 0;
        for (int i = from; i < to; i++) {
            sign |= ((long) values[i] - low) | ((long) high - values[i]);
        }
        return sign >= 0;
    }

    private static boolean fit(float[] values, int from, int to, float low, float high) { // [B, n, ...]
        boolean fit = true;
        for (int i = from; i < to; i++) {
            fit &= values[i] >= low & values[i] <= high;
        }
        return fit;
    }

    private static boolean fit(double[] values, int from, int to, double low, double high) { // [B, n, ...]
        boolean fit = true;
        int next = from;
        for (; next + Rows.BLOCK <= to; next += Rows.BLOCK) {
            for (int i = next; i < next + Rows.BLOCK; i++) {
                fit &= values[i] >= low & values[i] <= high;
            }
        }
        for (; next < to; next++) {
            fit &= values[next] >= low & values[next] <= high;
        }
        return fit;
    }

    /** True if the element, counted over the whole batch, fits. */
    boolean fits(int index) {
        int element = low.length == 1 ? 0 : index % size;
        double value = tensor.get(index);
        return value >= low[element] && value <= high[element];
    }

    /** What came, as an error shows it. */
    String shown(int index) {
        double value = tensor.get(index);
        return tensor.dtype().floating() ? String.valueOf(value) : String.valueOf((long) value);
    }

    /** What was expected of the element, as an error shows it. */
    String expected(int index) {
        int element = index % size;
        String what = space.shape().isEmpty() ? tensor.name() : tensor.name() + "[" + element + "]";
        if (space instanceof Space.Box box) {
            boolean bounded = Double.isFinite(box.low(element)) && Double.isFinite(box.high(element));
            return box.low(element) + " <= " + what + " <= " + box.high(element) + (bounded ? "" : ", finite");
        }
        return "0 <= " + what + " <= " + (space.choices()[element] - 1);
    }
}
