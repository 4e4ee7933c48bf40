package walras.env.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Look-ups by arithmetic give what the table holds, to the last bit. */
final class Nd4jTableTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 40})
    void whole_anyTable_isTheTable(int length) {
        Random random = new Random(length);
        for (int spread : new int[] {1, 2, 7, 1000}) {
            int[] table = random.ints(length, -spread, spread).toArray();
            int[] line = IntStream.range(0, length).map(k -> 3 - 2 * k).toArray();
            for (int[] each : new int[][] {table, line, new int[length]}) {
                Nd4jProgram program = new Nd4jProgram();
                INDArray out = new Nd4jTable(program, index(length)).whole(Nd4jProgram.zeros(length), each);
                assertArrayEquals(Arrays.stream(each).asDoubleStream().toArray(), run(program, out));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 40})
    void real_anyTable_isTheTable(int length) {
        Random random = new Random(length);
        double[] few = {0, 0.1, -1.0 / 3, 1e300};
        double[] table =
                random.ints(length, 0, few.length).mapToDouble(k -> few[k]).toArray();
        for (double[] each : new double[][] {table, random.doubles(length).toArray(), new double[length]}) {
            Nd4jProgram program = new Nd4jProgram();
            INDArray out = new Nd4jTable(program, index(length)).real(Nd4jProgram.zeros(length), each);
            assertArrayEquals(each, run(program, out));
        }
    }

    // Guards what decides whether the device steps a world: a corridor costs a few jumps, however long.
    @Test
    void jumps_ofALine_areNone() {
        assertEquals(0, Nd4jTable.jumps(IntStream.range(5, 10_000).toArray()));
        assertEquals(2, Nd4jTable.jumps(new int[] {0, 0, 0, 1, 0, 0}));
        assertEquals(4, Nd4jTable.jumps(new double[] {0, 0.5, 0, 0, 2, 0, 0}));
    }

    private static INDArray index(int length) { // [length]
        return Nd4jProgram.array(IntStream.range(0, length).asDoubleStream().toArray(), length);
    }

    private static double[] run(Nd4jProgram program, INDArray out) { // [length]
        long before = OperationCount.done();
        program.run();
        assertEquals(program.size(), OperationCount.done() - before);
        double[] values = new double[(int) out.length()];
        Nd4jProgram.download(out, values);
        return values;
    }
}
