package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Myerson's virtual value {@code v - (1 - F)/f} of one bidder, ironed: where it falls, a stretch of signals shares its mean
 * under f, which from a to b is {@code (a (1 - F(a)) - b (1 - F(b)))/(F(b) - F(a))}. For a grid, {@code v_k - (v_(k+1) - v_k) (1 -
 * F_k)/p_k}.
 */
abstract class VirtualValues {
    private static final int HALVINGS = 100;

    /** The ironed virtual value of a signal; never falls. */
    abstract double at(double signal);

    /** P(virtual value at most x). */
    abstract double atMost(double x);

    /** The lowest signal whose virtual value is not negative. */
    abstract double reserve();

    /** Virtual values at which their law has a jump or a kink. */
    abstract double[] levels(); // [levels]

    static VirtualValues of(ValueDistribution values) {
        return values instanceof DiscreteValues grid ? new OnGrid(grid) : new OnInterval((ContinuousValues) values);
    }

    /** What the best mechanism earns, the seller's own value being 0. */
    static double optimalRevenue(List<VirtualValues> bidders, double[] rates) { // [places]
        double[] breaks = DoubleStream.concat(
                        DoubleStream.of(0),
                        bidders.stream().distinct().flatMapToDouble(each -> Arrays.stream(each.levels())))
                .filter(x -> x >= 0)
                .sorted()
                .distinct()
                .toArray(); // [breaks]
        return Moments.rankedMean(bidders, rates, breaks, VirtualValues::atMost);
    }

    private static final class OnGrid extends VirtualValues {
        private final DiscreteValues values;
        private final double[] ironed; // [points]

        OnGrid(DiscreteValues values) {
            this.values = values;
            double[] points = values.points();
            double[] weighted = new double[points.length]; // [points]
            for (int k = 0; k < points.length; k++) {
                double above = 1 - values.atMost(points[k]);
                double next = k + 1 < points.length ? points[k + 1] : points[k];
                weighted[k] = points[k] - (next - points[k]) * above / values.chances()[k];
            }
            ironed = pooled(weighted, values.chances());
        }

        /** Neighbours that fall share their weighted mean. */
        private static double[] pooled(double[] numbers, double[] weights) { // [points], [points]
            List<double[]> blocks = new ArrayList<>(); // of [3]: mean, weight, count
            for (int k = 0; k < numbers.length; k++) {
                double[] block = {numbers[k], weights[k], 1}; // [3]
                while (!blocks.isEmpty() && blocks.get(blocks.size() - 1)[0] >= block[0]) {
                    double[] before = blocks.remove(blocks.size() - 1); // [3]
                    double weight = before[1] + block[1];
                    block = new double[] {
                        (before[0] * before[1] + block[0] * block[1]) / weight, weight, before[2] + block[2]
                    }; // [3]
                }
                blocks.add(block);
            }
            return blocks.stream()
                    .flatMapToDouble(
                            block -> DoubleStream.generate(() -> block[0]).limit((long) block[2]))
                    .toArray();
        }

        @Override
        double at(double signal) {
            int found = Arrays.binarySearch(values.points(), signal);
            return ironed[found >= 0 ? found : Math.max(0, -found - 2)];
        }

        @Override
        double atMost(double x) {
            double sum = 0;
            for (int k = 0; k < ironed.length; k++) {
                sum += ironed[k] <= x ? values.chances()[k] : 0;
            }
            return x >= ironed[ironed.length - 1] ? 1 : sum;
        }

        @Override
        double reserve() {
            int k = 0;
            while (ironed[k] < 0) { // the last one is the highest value itself
                k++;
            }
            return values.points()[k];
        }

        @Override
        double[] levels() { // [levels]
            return ironed.clone();
        }
    }

    private static final class OnInterval extends VirtualValues {
        private static final int CELLS = 4096;

        private record Stretch(double from, double to, double level) {}

        private final ContinuousValues values;
        private final List<Stretch> stretches = new ArrayList<>();

        OnInterval(ContinuousValues values) {
            this.values = values;
            List<double[]> blocks = new ArrayList<>(); // of [2]: ends
            double step = (values.high() - values.low()) / CELLS;
            for (int k = 0; k < CELLS; k++) {
                double[] block = {
                    values.low() + k * step, k + 1 == CELLS ? values.high() : values.low() + (k + 1) * step
                };
                while (!blocks.isEmpty() && mean(blocks.get(blocks.size() - 1)) > mean(block)) {
                    block = new double[] {blocks.remove(blocks.size() - 1)[0], block[1]}; // [2]
                }
                blocks.add(block);
            }
            blocks.stream().filter(block -> block[1] - block[0] > 1.5 * step).forEach(block -> iron(block, step));
        }

        private double mean(double[] block) { // [2]
            return mean(block[0], block[1]);
        }

        private double mean(double a, double b) {
            double mass = values.atMost(b) - values.atMost(a);
            return mass <= 0
                    ? Double.NEGATIVE_INFINITY
                    : (a * (1 - values.atMost(a)) - b * (1 - values.atMost(b))) / mass;
        }

        private double raw(double v) {
            double density = values.density(v);
            return density == 0 ? Double.NEGATIVE_INFINITY : v - (1 - values.atMost(v)) / density;
        }

        /** Moves the ends of a pooled block of cells to where the virtual value is the stretch's own mean. */
        private void iron(double[] block, double step) { // [2]
            double left = Math.max(values.low(), block[0] - step);
            double right = Math.min(values.high(), block[1] + step);
            double peak = extreme(left, block[1], true);
            double trough = extreme(Math.max(peak, block[0]), right, false);
            double low = raw(trough);
            double high = Math.max(low, Math.min(raw(peak), values.high()));
            for (int k = 0; k < HALVINGS; k++) {
                double level = low + (high - low) / 2;
                if (mean(rising(left, peak, level), rising(trough, right, level)) > level) {
                    low = level;
                } else {
                    high = level;
                }
            }
            stretches.add(new Stretch(rising(left, peak, high), rising(trough, right, high), high));
        }

        private double extreme(double from, double to, boolean largest) {
            double best = from;
            for (int k = 0; k <= CELLS; k++) {
                double v = from + (to - from) * k / CELLS;
                if (largest ? raw(v) > raw(best) : raw(v) < raw(best)) {
                    best = v;
                }
            }
            return best;
        }

        /** Where the virtual value, which rises from one end to the other, reaches a level. */
        private double rising(double from, double to, double level) {
            double low = from;
            double high = to;
            for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
                double middle = low + (high - low) / 2;
                if (raw(middle) < level) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        @Override
        double at(double signal) {
            for (Stretch stretch : stretches) {
                if (signal >= stretch.from() && signal <= stretch.to()) {
                    return stretch.level();
                }
            }
            return raw(signal);
        }

        private double first(double x, boolean above) {
            double low = values.low();
            double high = values.high();
            if (above ? at(low) > x : at(low) >= x) {
                return low;
            }
            for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
                double middle = low + (high - low) / 2;
                if (above ? at(middle) > x : at(middle) >= x) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return high;
        }

        @Override
        double atMost(double x) {
            return x >= values.high() ? 1 : values.atMost(first(x, true));
        }

        @Override
        double reserve() {
            return first(0, false);
        }

        @Override
        double[] levels() { // [levels]
            return DoubleStream.concat(
                            DoubleStream.of(at(values.low()), values.high()),
                            stretches.stream().mapToDouble(Stretch::level))
                    .filter(Double::isFinite)
                    .toArray();
        }
    }
}
