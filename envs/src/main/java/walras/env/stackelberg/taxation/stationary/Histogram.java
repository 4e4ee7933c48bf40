package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import walras.env.Interruption;
import walras.env.Problem;

/** The law of motion of households over the grid (Young 2010): wealth kept goes to its two neighbours by linear weights. */
final class Histogram {
    private static final double STILL = 2e-14;
    private static final int ROUNDS = 200_000;

    private final int n;
    private final int m;
    private final double[] transition; // [ability, ability]
    private final int[] below; // [asset, ability]
    private final double[] above; // [asset, ability], weight of the upper neighbour
    private final double[] kept; // [asset, ability]

    Histogram(StationaryWorld world, double[] assets) { // [asset, ability]
        this.n = world.points();
        this.m = world.states();
        this.transition = world.chain().transition();
        this.below = new int[n * m];
        this.above = new double[n * m];
        this.kept = new double[n * m];
        double[] grid = world.assets(); // [asset]
        for (int cell = 0; cell < n * m; cell++) {
            int found = Arrays.binarySearch(grid, assets[cell]);
            int at = Math.max(0, Math.min(n - 2, found >= 0 ? found : -found - 2));
            below[cell] = at;
            above[cell] = (assets[cell] - grid[at]) / (grid[at + 1] - grid[at]);
        }
    }

    /** Everybody at the least wealth, abilities in the long run. */
    static double[] poor(StationaryWorld world) { // -> [asset, ability]
        double[] mass = new double[world.cells()]; // [asset, ability]
        System.arraycopy(world.chain().share(), 0, mass, 0, world.states());
        return mass;
    }

    /** The distribution that a year does not change, from {@code start}. */
    double[] invariant(double[] start, double tolerance) { // [asset, ability] -> [asset, ability]
        double[] now = start.clone(); // [asset, ability]
        double[] next = new double[now.length]; // [asset, ability]
        for (int round = 0; round < ROUNDS; round++) {
            Interruption.check("a distribution of households");
            forward(now, next);
            double change = 0;
            for (int cell = 0; cell < now.length; cell++) {
                change += Math.abs(next[cell] - now[cell]);
            }
            double[] page = now; // [asset, ability]
            now = next;
            next = page;
            if (change <= Math.max(STILL, tolerance)) {
                return normal(now);
            }
        }
        throw Problem.option("ability_persistence", "households that settle in " + ROUNDS + " years", "none that do");
    }

    private static double[] normal(double[] mass) { // [asset, ability]
        double total = Arrays.stream(mass).sum();
        for (int cell = 0; cell < mass.length; cell++) {
            mass[cell] /= total;
        }
        return mass;
    }

    private void forward(double[] mass, double[] next) { // [asset, ability] each
        Arrays.fill(kept, 0);
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                int cell = k * m + j;
                int to = below[cell] * m + j;
                double up = above[cell] * mass[cell];
                kept[to] += mass[cell] - up;
                kept[to + m] += up;
            }
        }
        for (int k = 0; k < n * m; k += m) {
            for (int l = 0; l < m; l++) {
                double sum = 0;
                for (int j = 0; j < m; j++) {
                    sum += kept[k + j] * transition[j * m + l];
                }
                next[k + l] = sum;
            }
        }
    }

    /** What {@code values} of the next year are worth on average now. */
    private void expect(double[] values, double[] expected) { // [asset, ability] each
        for (int k = 0; k < n * m; k += m) {
            for (int j = 0; j < m; j++) {
                double sum = 0;
                for (int l = 0; l < m; l++) {
                    sum += transition[j * m + l] * values[k + l];
                }
                kept[k + j] = sum;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                int cell = k * m + j;
                int to = below[cell] * m + j;
                expected[cell] = kept[to] + above[cell] * (kept[to + m] - kept[to]);
            }
        }
    }

    /**
     * The worth of yearly {@code rewards} for ever, {@code (I - beta Q)^-1 u}. Rounds of value iteration; what all of the last
     * round's changes have in common is summed to the end of time at once.
     */
    double[] worth(double[] rewards, double discount) { // [asset, ability] -> [asset, ability]
        double[] values = rewards.clone(); // [asset, ability]
        double[] expected = new double[values.length]; // [asset, ability]
        double ahead = discount / (1 - discount);
        for (int round = 0; round < ROUNDS; round++) {
            Interruption.check("values of households");
            expect(values, expected);
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            double scale = 1;
            for (int cell = 0; cell < values.length; cell++) {
                double value = rewards[cell] + discount * expected[cell];
                low = Math.min(low, value - values[cell]);
                high = Math.max(high, value - values[cell]);
                scale = Math.max(scale, Math.abs(value));
                values[cell] = value;
            }
            if (ahead * (high - low) <= 1e-13 * scale || high - low <= 4e-16 * scale) {
                for (int cell = 0; cell < values.length; cell++) {
                    values[cell] += ahead * (low + high) / 2;
                }
                return values;
            }
        }
        throw Problem.precondition("NOT_CERTIFIED", "values", "a fixed point in " + ROUNDS + " rounds", "none");
    }
}
