package walras.env.auction;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Trains the classifier of {@code auction/mental-rotation-v0} and writes the data file, from the four Fashion-MNIST files (Debian's package {@code dataset-fashion-mnist}, MIT licence):
 *
 * <pre>java -cp envs/target/classes walras.env.auction.MentalRotationTrainer FOLDER envs/src/main/resources/walras/env/auction/mental-rotation.bin.gz</pre>
 */
public final class MentalRotationTrainer {
    private static final int GARMENTS = 500;
    private static final int EPOCHS = 8;
    private static final int IMAGE_HEADER = 16;
    private static final int LABEL_HEADER = 8;

    private MentalRotationTrainer() {}

    /**
     * @param arguments the folder of the four files, and the file to write
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        byte[] images = bytes(folder.resolve("train-images-idx3-ubyte.gz"), IMAGE_HEADER); // [60000, 28, 28]
        byte[] labels = bytes(folder.resolve("train-labels-idx1-ubyte.gz"), LABEL_HEADER); // [60000]
        byte[] testImages = bytes(folder.resolve("t10k-images-idx3-ubyte.gz"), IMAGE_HEADER); // [10000, 28, 28]
        byte[] testLabels = bytes(folder.resolve("t10k-labels-idx1-ubyte.gz"), LABEL_HEADER); // [10000]
        Path quantised = Files.createTempFile("classifier", ".bin");
        GarmentClassifier trained = train(images, labels);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(quantised))) {
            trained.write(out);
        }
        // What ships has rounded weights, so those are measured.
        GarmentClassifier shipped;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(quantised)))) {
            shipped = GarmentClassifier.read(in);
        }
        double accuracy = accuracy(shipped, testImages, testLabels);
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[1]))))) {
            out.writeInt(GARMENTS);
            out.writeDouble(accuracy);
            out.write(labels, 0, GARMENTS);
            out.write(images, 0, GARMENTS * GarmentClassifier.INPUTS);
            trained.write(out);
            out.write(success(shipped, images, labels));
        }
        System.out.println("accuracy on " + testLabels.length + " clean garments: " + accuracy);
    }

    private static byte[] bytes(Path file, int header) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            in.skipNBytes(header);
            return in.readAllBytes();
        }
    }

    private static GarmentClassifier train(byte[] images, byte[] labels) { // [count, 28, 28], [count]
        GarmentClassifier classifier = GarmentClassifier.untrained(1);
        SplittableRandom random = new SplittableRandom(2);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            float rate = 0.01f / (1 + epoch);
            for (int step = 0; step < labels.length; step++) {
                int garment = random.nextInt(labels.length);
                classifier.learn(pixels(images, garment), labels[garment], rate);
            }
        }
        return classifier;
    }

    private static float[] pixels(byte[] images, int garment) { // [count, 28, 28] -> [INPUTS]
        float[] pixels = new float[GarmentClassifier.INPUTS];
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = (images[garment * pixels.length + k] & 0xFF) / 255f;
        }
        return pixels;
    }

    private static double accuracy(GarmentClassifier classifier, byte[] images, byte[] labels) {
        long right = IntStream.range(0, labels.length)
                .filter(k ->
                        GarmentClassifier.best(classifier.output(classifier.hidden(pixels(images, k)))) == labels[k])
                .count();
        return (double) right / labels.length;
    }

    /** One bit per garment, variant and plan. */
    private static byte[] success(GarmentClassifier classifier, byte[] images, byte[] labels) { // -> [bytes]
        int n = MentalRotationWarp.PRIMITIVES;
        int perGarment = MentalRotationWarp.VARIANTS * n * n;
        byte[] bits = new byte[(GARMENTS * perGarment + 7) / 8];
        for (int k = 0; k < GARMENTS * perGarment; k++) {
            int garment = k / perGarment;
            float[] canvas = new float[MentalRotationWarp.PIXELS];
            MentalRotationData.draw(images, garment, canvas, 0);
            MentalRotationWarp.distort(k % perGarment / (n * n), canvas, 0);
            MentalRotationWarp.apply(k % (n * n) / n, canvas, 0);
            MentalRotationWarp.apply(k % n, canvas, 0);
            if (classifier.label(canvas, 0) == labels[garment]) {
                bits[k / 8] |= (byte) (1 << k % 8);
            }
        }
        return bits;
    }
}
