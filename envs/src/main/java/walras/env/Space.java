package walras.env;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The set of values that one agent's tensor may take, as in Gymnasium. Shapes are per agent: no batch, no agent axis. */
public sealed interface Space {
    DType dtype();

    /** Shape of one value, {@code []} for a scalar. */
    List<Integer> shape();

    /** Elements of one value. */
    default int size() {
        return shape().stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    /**
     * Reals between bounds, bounds included.
     *
     * @param low one bound for all elements or one per element, row-major; may be {@code -Infinity}
     * @param high likewise; may be {@code +Infinity}
     */
    record Box(DType dtype, List<Integer> shape, List<Double> low, List<Double> high) implements Space {
        public Box {
            shape = List.copyOf(shape);
            low = List.copyOf(low);
            high = List.copyOf(high);
            int size = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
            if ((low.size() != 1 && low.size() != size) || low.size() != high.size()) {
                throw new IllegalArgumentException("a box of " + size + " elements takes 1 or " + size + " bounds, got "
                        + low.size() + " low and " + high.size() + " high");
            }
        }

        public static Box of(DType dtype, double low, double high, Integer... shape) {
            return new Box(dtype, List.of(shape), List.of(low), List.of(high));
        }

        /** Low bound of an element, counted row-major. */
        public double low(int element) {
            return low.get(low.size() == 1 ? 0 : element);
        }

        /** High bound of an element, counted row-major. */
        public double high(int element) {
            return high.get(high.size() == 1 ? 0 : element);
        }
    }

    /** Integers {@code 0 .. n-1}, an int32 scalar. */
    record Discrete(int n) implements Space {
        public Discrete {
            requirePositive(n);
        }

        @Override
        public DType dtype() {
            return DType.I32;
        }

        @Override
        public List<Integer> shape() {
            return List.of();
        }
    }

    /** A vector of integers, element k in {@code 0 .. nvec[k]-1}. */
    record MultiDiscrete(List<Integer> nvec) implements Space {
        public MultiDiscrete {
            nvec = List.copyOf(nvec);
            nvec.forEach(Space::requirePositive);
        }

        @Override
        public DType dtype() {
            return DType.I32;
        }

        @Override
        public List<Integer> shape() {
            return List.of(nvec.size());
        }
    }

    /** Zeros and ones of any shape, uint8. */
    record MultiBinary(List<Integer> shape) implements Space {
        public MultiBinary {
            shape = List.copyOf(shape);
        }

        @Override
        public DType dtype() {
            return DType.U8;
        }
    }

    /** Number of choices of each element, row-major; empty where elements are reals. */
    default int[] choices() { // [size]
        if (this instanceof Discrete d) {
            return new int[] {d.n()};
        } else if (this instanceof MultiDiscrete m) {
            return m.nvec().stream().mapToInt(Integer::intValue).toArray();
        } else if (this instanceof MultiBinary b) {
            int[] two = new int[b.size()];
            Arrays.fill(two, 2);
            return two;
        }
        return new int[0];
    }

    /** Length of an action mask over this space: the choices of all its elements, one after another. */
    default int maskLength() {
        return IntStream.of(choices()).sum();
    }

    private static void requirePositive(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("a discrete space needs at least one value, got " + n);
        }
    }
}
