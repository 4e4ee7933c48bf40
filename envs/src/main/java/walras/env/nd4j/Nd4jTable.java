package walras.env.nd4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Look-ups in small tables by arithmetic, several for the same index: {@code gather} takes 0.4 us a row on a CPU, a
 * step and a multiplication a thousandth. A table of whole numbers is a straight line, whose slope is the commonest
 * difference of neighbours, and a jump wherever they differ otherwise; all numbers are whole, so every bit is right. A
 * table of other numbers is a sum of indicators, of which one at most is not zero.
 */
public final class Nd4jTable {
    private final Nd4jProgram program;
    private final INDArray index; // [B] whole numbers
    private final Map<Integer, INDArray> steps = new TreeMap<>(); // [B] each, 1 above the key

    public Nd4jTable(Nd4jProgram program, INDArray index) {
        this.program = program;
        this.index = index;
    }

    /** How many jumps a table has: what {@link #whole} costs. */
    public static int jumps(int[] table) { // [length]
        return jumps(table, slope(table)).length;
    }

    /** The places before which a table does not go on by its slope. */
    private static int[] jumps(int[] table, int slope) { // [length] -> [jumps]
        return IntStream.range(1, table.length)
                .filter(k -> table[k] - table[k - 1] != slope)
                .toArray();
    }

    private static int slope(int[] table) { // [length]
        Map<Integer, Long> counts = IntStream.range(1, table.length)
                .boxed()
                .collect(Collectors.groupingBy(k -> table[k] - table[k - 1], TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /** How many jumps the indicators of a table's numbers have together: what {@link #real} costs. */
    public static int jumps(double[] table) { // [length]
        return Arrays.stream(values(table))
                .mapToInt(value -> jumps(indicator(table, value)))
                .sum();
    }

    private static double[] values(double[] table) { // [length] -> [values] but zero, each once
        return Arrays.stream(table).distinct().filter(value -> value != 0).toArray();
    }

    private static int[] indicator(double[] table, double value) { // [length] -> [length]
        return Arrays.stream(table).mapToInt(each -> each == value ? 1 : 0).toArray();
    }

    /** Records {@code out[b] = table[index[b]]}. */
    public INDArray whole(INDArray out, int[] table) { // [B], [length]
        int slope = slope(table);
        int[] jumps = jumps(table, slope);
        int begun = slope == 0 && jumps.length > 0 ? 1 : 0;
        int by = begun > 0 ? table[jumps[0]] - table[jumps[0] - 1] : slope;
        program.times(out, begun > 0 ? step(jumps[0] - 1) : index, by);
        if (table[0] != 0 || by < 0) {
            program.plus(out, out, table[0]); // a negative zero is zero
        }
        for (int at = begun; at < jumps.length; at++) {
            int jump = table[jumps[at]] - table[jumps[at] - 1] - slope;
            program.plusTimes(out, jump, step(jumps[at] - 1), out);
        }
        return out;
    }

    /** 1 where the index is above. */
    private INDArray step(int at) { // [B]
        return steps.computeIfAbsent(at, key -> program.above(Nd4jProgram.zeros(index.length()), index, key + 0.5));
    }

    /** Records {@code out[b] = table[index[b]]}; a negative zero is zero. */
    public INDArray real(INDArray out, double[] table) { // [B], [length]
        INDArray mark = Nd4jProgram.zeros(index.length());
        double[] values = values(table);
        program.times(out, values.length == 0 ? index : whole(mark, indicator(table, values[0])), first(values));
        for (int k = 1; k < values.length; k++) {
            program.plusTimes(out, values[k], whole(mark, indicator(table, values[k])), out);
        }
        return first(values) < 0 ? program.plus(out, out, 0) : out;
    }

    private static double first(double[] values) { // [length]
        return values.length == 0 ? 0 : values[0];
    }
}
