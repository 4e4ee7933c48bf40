package walras.server.experiment.auction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import walras.server.society.SocietyFile;
import walras.server.society.Weights;

/** Learns one task, goes on with a shifted one by way of a file, and learns the shifted one from nothing beside it. */
record TransferRun(double[] before, double[] after, double[] fresh, double[] moved) { // [windows] x 3, [moved weights]
    /**
     * @param learner makes a learner for "first", "second" or, with another seed, "fresh"
     * @param file where what was learned travels
     */
    static TransferRun of(Function<String, LearningRun> learner, int windows, int windowSteps, Path file) {
        LearningRun first = learner.apply("first");
        Weights untouched = first.learned().weights();
        double[] before = first.curve(windows, windowSteps);
        SocietyFile learned = throughFile(first.learned(), file);
        LearningRun second = learner.apply("second");
        second.adopt(learned);
        double[] after = second.curve(windows, windowSteps);
        double[] fresh = learner.apply("fresh").curve(windows, windowSteps);
        Weights last = second.learned().weights();
        return new TransferRun(before, after, fresh, moved(untouched, learned.weights(), last));
    }

    /** How far those weights move that either task touches. */
    private static double[] moved(Weights untouched, Weights learned, Weights last) { // [moved weights]
        double[] ever = last.distances(untouched); // [weights]
        double[] inFirst = learned.distances(untouched); // [weights]
        double[] inSecond = last.distances(learned); // [weights]
        return IntStream.range(0, ever.length)
                .filter(k -> ever[k] > 0 || inFirst[k] > 0 || inSecond[k] > 0)
                .mapToDouble(k -> inSecond[k])
                .toArray();
    }

    private static SocietyFile throughFile(SocietyFile society, Path file) {
        try {
            society.write(file);
            return SocietyFile.read(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Decisions until the return first passes a level; those of all windows and one more where it never does. */
    static double needed(double[] curve, double level, int windowSteps) { // curve [windows]
        int window = 0;
        while (window < curve.length && curve[window] < level) {
            window++;
        }
        return (window + 1.0) * windowSteps;
    }

    /** The shares of weights that move by less than 0.001, 0.01, 0.1, and by more. */
    static double[] shares(double[] moved) { // [moved weights] -> [4]
        double[] shares = new double[4];
        for (double distance : moved) {
            int bin = distance < 1e-3 ? 0 : distance < 1e-2 ? 1 : distance < 1e-1 ? 2 : 3;
            shares[bin] += 1.0 / moved.length;
        }
        return shares;
    }

    /** For one seed's record. */
    Map<String, double[]> series(String name) {
        Map<String, double[]> all = new HashMap<>();
        all.put(name + " first", before);
        all.put(name + " second", after);
        all.put(name + " fresh", fresh);
        all.put(name + " last", new double[] {
            Arrays.stream(after).skip(after.length - 5L).average().orElseThrow()
        });
        all.put(name + " moved", shares(moved));
        return all;
    }
}
