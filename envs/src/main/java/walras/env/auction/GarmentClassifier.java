package walras.env.auction;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;

/** A frozen classifier with one hidden layer, over the middle of a canvas: 28 x 28 pixels in, ten classes out. */
final class GarmentClassifier {
    static final int SIDE = 28;
    static final int INPUTS = SIDE * SIDE;
    static final int HIDDEN = 64;
    static final int CLASSES = 10;

    private static final int MARGIN = (MentalRotationWarp.SIZE - SIDE) / 2;

    private final float[] first; // [HIDDEN, INPUTS + 1]
    private final float[] second; // [CLASSES, HIDDEN + 1]

    private GarmentClassifier(float[] first, float[] second) { // [HIDDEN, INPUTS + 1], [CLASSES, HIDDEN + 1]
        this.first = first;
        this.second = second;
    }

    /** Small random weights. */
    static GarmentClassifier untrained(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] first = new float[HIDDEN * (INPUTS + 1)];
        float[] second = new float[CLASSES * (HIDDEN + 1)];
        fill(first, random, Math.sqrt(6.0 / INPUTS));
        fill(second, random, Math.sqrt(6.0 / HIDDEN));
        return new GarmentClassifier(first, second);
    }

    private static void fill(float[] weights, SplittableRandom random, double scale) {
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) (scale * (2 * random.nextDouble() - 1));
        }
    }

    static GarmentClassifier read(DataInputStream in) throws IOException {
        GarmentClassifier read =
                new GarmentClassifier(new float[HIDDEN * (INPUTS + 1)], new float[CLASSES * (HIDDEN + 1)]);
        for (float[] weights : new float[][] {read.first, read.second}) {
            float scale = in.readFloat();
            for (int k = 0; k < weights.length; k++) {
                weights[k] = scale * in.readByte();
            }
        }
        return read;
    }

    /** Writes weights as bytes with one scale per layer. */
    void write(DataOutputStream out) throws IOException {
        for (float[] weights : new float[][] {first, second}) {
            float top = 0;
            for (float weight : weights) {
                top = Math.max(top, Math.abs(weight));
            }
            float scale = top / 127;
            out.writeFloat(scale);
            for (float weight : weights) {
                out.writeByte(Math.round(weight / scale));
            }
        }
    }

    /** The class of what is in the middle of a canvas. */
    int label(float[] canvases, int at) { // canvases [B, 64, 64]
        float[] input = new float[INPUTS];
        for (int line = 0; line < SIDE; line++) {
            System.arraycopy(
                    canvases, at + (line + MARGIN) * MentalRotationWarp.SIZE + MARGIN, input, line * SIDE, SIDE);
        }
        return best(output(hidden(input)));
    }

    static int best(double[] scores) { // [CLASSES]
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    float[] hidden(float[] input) { // [INPUTS] -> [HIDDEN]
        float[] hidden = new float[HIDDEN];
        for (int h = 0; h < HIDDEN; h++) {
            int base = h * (INPUTS + 1);
            float sum = first[base + INPUTS];
            for (int k = 0; k < INPUTS; k++) {
                sum += first[base + k] * input[k];
            }
            hidden[h] = Math.max(sum, 0);
        }
        return hidden;
    }

    double[] output(float[] hidden) { // [HIDDEN] -> [CLASSES]
        double[] output = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            int base = c * (HIDDEN + 1);
            double sum = second[base + HIDDEN];
            for (int h = 0; h < HIDDEN; h++) {
                sum += second[base + h] * hidden[h];
            }
            output[c] = sum;
        }
        return output;
    }

    /** One step of stochastic gradient descent on the cross-entropy of one example. */
    void learn(float[] input, int label, float rate) { // input [INPUTS]
        float[] hidden = hidden(input);
        double[] scores = output(hidden); // [CLASSES]
        double top = scores[best(scores)];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            scores[c] = StrictMath.exp(scores[c] - top);
            sum += scores[c];
        }
        float[] back = new float[HIDDEN];
        for (int c = 0; c < CLASSES; c++) {
            float error = (float) (scores[c] / sum - (c == label ? 1 : 0));
            int base = c * (HIDDEN + 1);
            for (int h = 0; h < HIDDEN; h++) {
                back[h] += error * second[base + h];
                second[base + h] -= rate * error * hidden[h];
            }
            second[base + HIDDEN] -= rate * error;
        }
        for (int h = 0; h < HIDDEN; h++) {
            float step = hidden[h] > 0 ? rate * back[h] : 0;
            int base = h * (INPUTS + 1);
            for (int k = 0; step != 0 && k < INPUTS; k++) {
                first[base + k] -= step * input[k];
            }
            first[base + INPUTS] -= step;
        }
    }
}
