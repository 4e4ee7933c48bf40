package walras.server.experiment.relatives;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import walras.env.Space;
import walras.env.batch.Batch;

/**
 * A government that commits to constant levers and learns them by cross-entropy: every generation draws levers around
 * the best so far, lets each govern the same society, and keeps those with the largest output per head at the end.
 */
final class LeverSearch {
    private static final int POPULATION = 24;
    private static final int ELITE = 6;
    private static final int LEVERS = 5;

    private final Play play;
    private final int years;
    private final long society;
    private final SplittableRandom random;
    private final double[] low = new double[LEVERS]; // [lever]
    private final double[] high = new double[LEVERS]; // [lever]
    private final double[] mean = new double[LEVERS]; // [lever]
    private final double[] spread = new double[LEVERS]; // [lever]
    private double[] best = new double[LEVERS]; // [lever]
    private double bestOutput = Double.NEGATIVE_INFINITY;

    LeverSearch(Play play, int years, long seed) {
        this.play = play;
        this.years = years;
        this.society = seed;
        this.random = new SplittableRandom(seed);
        Space.Box box = (Space.Box)
                play.economy().spec().group("leader").actions().get(0).space();
        for (int k = 0; k < LEVERS; k++) {
            low[k] = box.low(k);
            high[k] = box.high(k);
            mean[k] = (low[k] + high[k]) / 2;
            spread[k] = (high[k] - low[k]) / 2;
        }
    }

    void improve() {
        double[][] tried = new double[POPULATION][LEVERS]; // [candidate][lever]
        for (double[] candidate : tried) {
            Arrays.setAll(candidate, this::draw);
        }
        double[] output = outputs(tried); // [candidate]
        List<Integer> elite = IntStream.range(0, POPULATION)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -output[k]))
                .limit(ELITE)
                .toList();
        int first = elite.get(0);
        if (output[first] > bestOutput) {
            bestOutput = output[first];
            best = tried[first].clone();
        }
        for (int k = 0; k < LEVERS; k++) {
            int lever = k;
            mean[k] = elite.stream().mapToDouble(c -> tried[c][lever]).average().orElseThrow();
            double variance = elite.stream()
                    .mapToDouble(c -> (tried[c][lever] - mean[lever]) * (tried[c][lever] - mean[lever]))
                    .average()
                    .orElseThrow();
            spread[k] = Math.sqrt(variance) + .01 * (high[k] - low[k]);
        }
    }

    private double draw(int lever) {
        return Math.max(low[lever], Math.min(high[lever], mean[lever] + spread[lever] * random.nextGaussian()));
    }

    /** Output per head in the last year, 0 where the economy ended before. */
    private double[] outputs(double[][] tried) { // [candidate][lever] -> [candidate]
        long[] seeds = new long[POPULATION]; // [B]
        Arrays.fill(seeds, society);
        Batch batch = play.open(seeds, List.of("output"));
        double[] action = batch.tensors().group("leader").actions().get(0).f64(); // [B, 1, lever]
        for (int row = 0; row < POPULATION; row++) {
            System.arraycopy(tried[row], 0, action, row * LEVERS, LEVERS);
        }
        byte[] alive = new byte[POPULATION]; // [B]
        Arrays.fill(alive, (byte) 1);
        for (int year = 0; year < years; year++) {
            batch.step();
            revive(batch, alive);
        }
        double[] output = batch.tensors().metric("output").f64().clone(); // [B]
        Arrays.setAll(output, row -> alive[row] == 1 ? output[row] : 0);
        return output;
    }

    /** Rows that ended go on with another society, which does not count, so that the others may finish. */
    private static void revive(Batch batch, byte[] alive) {
        byte[] ended = new byte[POPULATION]; // [B]
        boolean any = false;
        for (int row = 0; row < POPULATION; row++) {
            if (batch.pending(row)) {
                ended[row] = 1;
                alive[row] = 0;
                any = true;
            }
        }
        if (any) {
            batch.reset(ended, null);
        }
    }

    double bestOutput() {
        return bestOutput;
    }

    double[] best() { // [lever]
        return best.clone();
    }
}
