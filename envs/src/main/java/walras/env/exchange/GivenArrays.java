package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import walras.env.NumberArray;
import walras.env.Problem;

/** Arrays that callers give, as models need them. */
final class GivenArrays {
    /** Chances sum to 1 within this. */
    static final double SUM_TOLERANCE = 1e-6;

    private GivenArrays() {}

    /** Repeats an array along the leading axes it leaves out, to the whole shape. */
    static double[] spread(String name, NumberArray array, List<Integer> shape) { // [product of shape]
        List<Integer> expected = shape.subList(shape.size() - array.rank(), shape.size());
        if (!array.shape().equals(expected)) {
            throw Problem.option(name, "shape " + expected, array.shape());
        }
        double[] once = array.values(); // [product of its own shape]
        int length = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        double[] all = new double[length];
        for (int at = 0; at < length; at += once.length) {
            System.arraycopy(once, 0, all, at, once.length);
        }
        return all;
    }

    /** Distributions divided by their sums, which must be one but for rounding. */
    static double[] normalised(double[] chances, int states) { // [.., S]
        for (int at = 0; at < chances.length; at += states) {
            double total = Arrays.stream(chances, at, at + states).sum();
            if (Math.abs(total - 1) > SUM_TOLERANCE) {
                throw Problem.option("transitions", "distributions that sum to 1", "a sum of " + total);
            }
            for (int t = 0; t < states; t++) {
                chances[at + t] /= total;
            }
        }
        return chances;
    }
}
