package walras.env.auction;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * What ships with {@code auction/mental-rotation-v0}: a sample of garments, the frozen classifier, and for every garment, variant and plan of two primitives whether the classifier is right in the end.
 * {@link MentalRotationTrainer} makes the file.
 */
final class MentalRotationData {
    static final String FILE = "mental-rotation.bin.gz";

    private static final int PLANS = MentalRotationWarp.PRIMITIVES * MentalRotationWarp.PRIMITIVES;

    private final int count;
    private final double accuracy;
    private final byte[] labels; // [count]
    private final byte[] images; // [count, 28, 28]
    private final byte[] success; // [count, 8, 36]
    private final GarmentClassifier classifier;

    private MentalRotationData(DataInputStream in) throws IOException {
        count = in.readInt();
        accuracy = in.readDouble();
        labels = in.readNBytes(count);
        images = in.readNBytes(count * GarmentClassifier.INPUTS);
        classifier = GarmentClassifier.read(in);
        byte[] bits = in.readNBytes((count * MentalRotationWarp.VARIANTS * PLANS + 7) / 8); // [bytes]
        success = new byte[count * MentalRotationWarp.VARIANTS * PLANS];
        for (int k = 0; k < success.length; k++) {
            success[k] = (byte) (bits[k / 8] >> (k % 8) & 1);
        }
    }

    /** The shipped file, read once. */
    static MentalRotationData shipped() {
        return Shipped.DATA;
    }

    private static final class Shipped {
        static final MentalRotationData DATA = read();

        private static MentalRotationData read() {
            try (InputStream stream = MentalRotationData.class.getResourceAsStream(FILE)) {
                if (stream == null) {
                    throw new IllegalStateException(FILE + " is not beside " + MentalRotationData.class.getName());
                }
                return new MentalRotationData(new DataInputStream(new GZIPInputStream(stream)));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** How many garments. */
    int count() {
        return count;
    }

    /** The classifier's accuracy on clean garments that it was not trained on. */
    double accuracy() {
        return accuracy;
    }

    int label(int garment) {
        return labels[garment];
    }

    GarmentClassifier classifier() {
        return classifier;
    }

    /** Whether the classifier is right after a plan. */
    boolean succeeds(int garment, int variant, int first, int second) {
        int plan = first * MentalRotationWarp.PRIMITIVES + second;
        return success[(garment * MentalRotationWarp.VARIANTS + variant) * PLANS + plan] != 0;
    }

    /** Draws a garment in the middle of a black canvas. */
    void draw(int garment, float[] canvases, int at) { // canvases [B, 64, 64]
        draw(images, garment, canvases, at);
    }

    static void draw(byte[] images, int garment, float[] canvases, int at) { // [count, 28, 28], [B, 64, 64]
        Arrays.fill(canvases, at, at + MentalRotationWarp.PIXELS, 0);
        int side = GarmentClassifier.SIDE;
        int margin = (MentalRotationWarp.SIZE - side) / 2;
        for (int pixel = 0; pixel < GarmentClassifier.INPUTS; pixel++) {
            int line = pixel / side + margin;
            int column = pixel % side + margin;
            canvases[at + line * MentalRotationWarp.SIZE + column] =
                    (images[garment * GarmentClassifier.INPUTS + pixel] & 0xFF) / 255f;
        }
    }
}
