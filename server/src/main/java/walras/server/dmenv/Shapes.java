package walras.server.dmenv;

import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;

/** The rules for shapes of tensors that come: one length may be negative and is inferred, one element may stand for all. */
final class Shapes {
    /** Elements of a tensor that is no action: more than any option takes, and a bound on what one element may stand for. */
    static final long MOST_ELEMENTS = 1 << 18;

    private static final int MOST_LENGTHS = 32;

    private Shapes() {}

    /**
     * The lengths that are meant.
     *
     * @param where names the tensor in errors
     * @param shape as it came
     * @param elements how many came with it
     * @throws Problem BAD_REQUEST if they do not go together
     */
    static List<Integer> resolve(String where, List<Integer> shape, int elements) {
        if (shape.size() > MOST_LENGTHS) {
            throw Problem.request(where + ": shape", "at most " + MOST_LENGTHS + " lengths", shape.size() + " lengths");
        } else if (shape.contains(0)) {
            throw Problem.request(where + ": shape", "lengths of at least 1", shape);
        }
        long known = 1;
        int open = 0;
        for (int length : shape) {
            open += length < 0 ? 1 : 0;
            known = Math.min(MOST_ELEMENTS + 1, known * (length < 0 ? 1 : length)); // never more than 2^51
        }
        if (open > 1) {
            throw Problem.request(where + ": shape", "at most one length that is inferred", shape);
        } else if (known > MOST_ELEMENTS) {
            throw Problem.request(where + ": shape", "at most " + MOST_ELEMENTS + " elements", shape);
        }
        boolean fits = elements == 1 || (open == 0 ? elements == known : elements % known == 0);
        if (!fits || elements == 0) {
            throw Problem.request(where + ": elements of shape " + shape, elements(known, open), elements);
        }
        List<Integer> resolved = new ArrayList<>(shape);
        int inferred = elements == 1 ? 1 : Math.toIntExact(elements / known);
        resolved.replaceAll(length -> length < 0 ? inferred : length);
        return resolved;
    }

    private static String elements(long known, int open) {
        return "1, or " + (open == 0 ? known : "a multiple of " + known);
    }
}
