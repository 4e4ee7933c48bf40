package walras.env.exchange.learning;

import java.util.SplittableRandom;

/** Where a learner's random numbers come from: a seeded generator, or a session's counter. */
public interface Draws {
    /** Standard normal. */
    double normal();

    /** Uniform on [0, 1). */
    double uniform();

    /** Draws of a seeded generator. */
    static Draws of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Draws() {
            @Override
            public double normal() {
                return random.nextGaussian();
            }

            @Override
            public double uniform() {
                return random.nextDouble();
            }
        };
    }

    /** An index drawn with the chances {@code [.., count]} from {@code at}. */
    default int choose(double[] chances, int at, int count) {
        double left = uniform();
        for (int k = 0; k < count - 1; k++) {
            left -= chances[at + k];
            if (left < 0) {
                return k;
            }
        }
        return count - 1;
    }
}
