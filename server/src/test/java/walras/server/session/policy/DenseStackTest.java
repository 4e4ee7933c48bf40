package walras.server.session.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DenseStackTest {
    private static final PolicyProgram.Head HEAD = new PolicyProgram.Head(false, 0, 0);
    private static final Random RANDOM = new Random(20261130);

    @Test
    void tanh_everywhere_isWithinTheBound() {
        for (double x = -12; x <= 12; x += 1e-4) {
            assertEquals(Math.tanh((float) x), DenseStack.tanh((float) x), 4e-7, "at " + x);
        }
        assertEquals(1, DenseStack.tanh(Float.POSITIVE_INFINITY), 0);
        assertEquals(-1, DenseStack.tanh(Float.NEGATIVE_INFINITY), 0);
        assertTrue(Float.isNaN(DenseStack.tanh(Float.NaN)));
    }

    // Guards the order of sums, and lanes against each other: a plain loop over one agent gives the same bits.
    @ParameterizedTest
    @CsvSource({"1, 1, 1, false", "3, 7, 2, false", "5, 64, 1, true", "9, 33, 4, true", "64, 128, 3, false"})
    void outputs_ofEveryLane_areThoseOfAPlainLoop(int in, int hidden, int out, boolean own) {
        int agents = 3;
        PolicyProgram.Layer one = layer(agents, hidden, in, own);
        PolicyProgram.Layer two = layer(agents, out, hidden, own);
        var network = new PolicyProgram.Network(List.of(one, two), PolicyProgram.Activation.RELU, List.of(), HEAD);
        DenseStack stack = new DenseStack(network, in, out, agents);
        assertEquals(own, stack.perAgent());
        float[][] first = new float[stack.widest()][DenseStack.LANES];
        float[][] inputs = new float[in][DenseStack.LANES];
        for (int i = 0; i < in; i++) {
            for (int lane = 0; lane < DenseStack.LANES; lane++) {
                inputs[i][lane] = (float) RANDOM.nextGaussian();
            }
            first[i] = inputs[i].clone();
        }
        int agent = 2;
        float[][] outputs = stack.compute(agent, first, new float[stack.widest()][DenseStack.LANES]);
        for (int lane = 0; lane < DenseStack.LANES; lane++) {
            float[] x = new float[in];
            for (int i = 0; i < in; i++) {
                x[i] = inputs[i][lane];
            }
            float[] h = plain(one, own ? agent : 0, x, hidden);
            for (int o = 0; o < hidden; o++) {
                h[o] = Math.max(0, h[o]);
            }
            float[] y = plain(two, own ? agent : 0, h, out);
            for (int o = 0; o < out; o++) {
                assertEquals(y[o], outputs[o][lane], 0, "lane " + lane);
            }
        }
    }

    private static float[] plain(PolicyProgram.Layer layer, int agent, float[] input, int out) {
        float[] output = new float[out];
        for (int o = 0; o < out; o++) {
            float sum = layer.bias().values()[agent * out + o];
            for (int i = 0; i < input.length; i++) {
                sum += layer.weights().values()[(agent * out + o) * input.length + i] * input[i];
            }
            output[o] = sum;
        }
        return output;
    }

    private static PolicyProgram.Layer layer(int agents, int out, int in, boolean own) {
        return own
                ? new PolicyProgram.Layer(weights(agents, out, in), weights(agents, out))
                : new PolicyProgram.Layer(weights(out, in), weights(out));
    }

    private static PolicyProgram.Weights weights(Integer... shape) {
        float[] values = new float[List.of(shape).stream().reduce(1, (a, b) -> a * b)];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) RANDOM.nextGaussian();
        }
        return new PolicyProgram.Weights(List.of(shape), values);
    }
}
