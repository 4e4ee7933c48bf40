package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One move of many followers against the definition, in the order of the fused loops: equal to the last bit, or tables drift apart. */
final class Nd4jQLearningTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 0.1, 0.95", "7, 3, 0.25, 0", "1024, 15, 1, 0.999", "64, 2, 0, 1"})
    void learnAndBest_randomTables_agreeBitForBit(int followers, int choices, double alpha, double discount) {
        Random random = new Random(7);
        Nd4jQLearning kernel = new Nd4jQLearning(followers, choices, alpha, discount);
        for (int round = 0; round < 3; round++) {
            double[] moves = random.doubles(2L * followers, -5, 5).toArray(); // [2, F] values played, payoffs
            // Few distinct values, so that ties are common.
            double[] values = random.ints((long) followers * choices, -2, 3)
                    .mapToDouble(k -> k / 3.0)
                    .toArray(); // [F, C]
            double[] learnt = new double[followers]; // [F]
            double[] best = new double[followers]; // [F]
            kernel.learn(moves, values, learnt);
            kernel.best(values, best);
            double[] expected = new double[followers]; // [F]
            double[] first = new double[followers]; // [F]
            for (int f = 0; f < followers; f++) {
                int top = 0;
                for (int a = 1; a < choices; a++) {
                    top = values[f * choices + a] > values[f * choices + top] ? a : top;
                }
                first[f] = top;
                double future = values[f * choices + top];
                expected[f] = moves[f] + alpha * (moves[followers + f] + discount * future - moves[f]);
            }
            assertArrayEquals(bits(expected), bits(learnt));
            assertArrayEquals(first, best);
        }
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
    }
}
