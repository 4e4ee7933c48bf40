package walras.server.words;

import java.util.List;
import java.util.StringJoiner;
import walras.env.DType;
import walras.env.Space;

/** What values a tensor of one agent may have, in words. */
final class SpaceWords {
    private SpaceWords() {}

    static String of(Space space) {
        if (space instanceof Space.Box box) {
            return shape(box.shape()) + (whole(box) ? "a whole number" : "a number") + bounds(box);
        }
        int[] choices = space.choices(); // [size]
        if (space instanceof Space.Discrete) {
            return "a whole number from 0 to " + (choices[0] - 1);
        } else if (space instanceof Space.MultiBinary) {
            return shape(space.shape()) + "0 or 1";
        }
        StringJoiner ends = new StringJoiner(", ");
        for (int count : choices) {
            ends.add(Integer.toString(count - 1));
        }
        return "a list of " + choices.length + " whole numbers, each from 0 to, in this order: " + ends;
    }

    /** True where elements are whole numbers. */
    static boolean whole(Space space) {
        return space.dtype() != DType.F32 && space.dtype() != DType.F64;
    }

    private static String shape(List<Integer> shape) {
        return switch (shape.size()) {
            case 0 -> "";
            case 1 -> "a list of " + shape.get(0) + ", each element ";
            default -> "a list of lists of shape " + shape + ", each element ";
        };
    }

    private static String bounds(Space.Box box) {
        if (box.low().size() == 1) {
            return bounds(box, 0);
        }
        StringJoiner each = new StringJoiner(",", "; in this order:", "");
        for (int k = 0; k < box.low().size(); k++) {
            each.add(bounds(box, k));
        }
        return each.toString();
    }

    private static String bounds(Space.Box box, int element) {
        double low = box.low(element);
        double high = box.high(element);
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            return ""; // any
        } else if (Double.isInfinite(high)) {
            return " of at least " + number(low);
        }
        return Double.isInfinite(low) ? " of at most " + number(high) : " from " + number(low) + " to " + number(high);
    }

    /** A number without a fraction that is none. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
