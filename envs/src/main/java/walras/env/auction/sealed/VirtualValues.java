package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

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
        if (bidders.get(0) instanceof OnInterval own && bidders.stream().allMatch(each -> each == own)) {
            return own.optimalRevenue(bidders.size(), rates);
        }
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
        private static final int CELLS = 1024; // of shares, and of values

        private record Stretch(double from, double to, double level) {}

        private final ContinuousValues values;
        private final double[] nodes; // [nodes] ends of cells that have some mass
        private final List<Stretch> stretches = new ArrayList<>();

        OnInterval(ContinuousValues values) {
            this.values = values;
            this.nodes = nodes();
            List<int[]> blocks = new ArrayList<>(); // of [2]: first and last node
            for (int k = 0; k + 1 < nodes.length; k++) {
                int[] block = {k, k + 1}; // [2]
                while (!blocks.isEmpty() && mean(blocks.get(blocks.size() - 1)) > mean(block)) {
                    block = new int[] {blocks.remove(blocks.size() - 1)[0], block[1]}; // [2]
                }
                blocks.add(block);
            }
            blocks.stream().filter(block -> block[1] - block[0] > 1).forEach(this::iron);
        }

        /** Equally spaced shares, so that a narrow law has its cells, and equally spaced values, so that a tail has. */
        private double[] nodes() { // [nodes]
            double width = values.high() - values.low();
            double[] all = DoubleStream.concat(
                            IntStream.rangeClosed(0, CELLS)
                                    .mapToDouble(k -> values.quantile(Math.min((double) k / CELLS, 1 - 1e-15))),
                            IntStream.rangeClosed(0, CELLS)
                                    .mapToDouble(k -> k == CELLS ? values.high() : values.low() + width * k / CELLS))
                    .sorted()
                    .distinct()
                    .toArray(); // [candidates]
            List<Double> kept = new ArrayList<>();
            for (double node : all) {
                if (kept.isEmpty() || mass(kept.get(kept.size() - 1), node) > 0) {
                    kept.add(node);
                }
            }
            if (kept.get(kept.size() - 1) < values.high()) {
                kept.set(kept.size() - 1, values.high());
            }
            return kept.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** From the tail in which both chances are small. */
        private double mass(double a, double b) {
            double below = values.atMost(b);
            return below < .5 ? below - values.atMost(a) : values.above(a) - values.above(b);
        }

        private double mean(int[] block) { // [2]
            return mean(nodes[block[0]], nodes[block[1]]);
        }

        private double mean(double a, double b) {
            return b - (b - a) * (values.above(a) / mass(a, b));
        }

        private double raw(double v) {
            return v - values.mills(v);
        }

        /** Moves the ends of a pooled block of cells to where the virtual value is the stretch's own mean. */
        private void iron(int[] block) { // [2]
            double left = nodes[Math.max(0, block[0] - 1)];
            double right = nodes[Math.min(nodes.length - 1, block[1] + 1)];
            double peak = extreme(left, nodes[block[1]], true);
            double trough = extreme(Math.max(peak, nodes[block[0]]), right, false);
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
            for (int k = 0; k <= 2 * CELLS; k++) {
                double v = k > CELLS
                        ? Math.min(to, Math.max(from, nodes[k * (nodes.length - 1) / (2 * CELLS)]))
                        : from + (to - from) * k / CELLS;
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

        /** Of bidders that are alike: each earns the seller its virtual value times the places that its share takes. */
        double optimalRevenue(int bidders, double[] rates) { // [places]
            double least = values.atMost(reserve());
            double[] ends = RankedOutcome.ends(
                    least,
                    stretches.stream()
                            .flatMapToDouble(each -> DoubleStream.of(each.from(), each.to()))
                            .map(values::atMost)); // [panels + 1]
            double[] none = new double[bidders - 1]; // [rivals]
            double[] below = new double[bidders - 1]; // [rivals]
            double sum = 0;
            for (int k = 0; k + 1 < ends.length; k++) {
                sum += RankedOutcome.RULE.integral(
                        share -> {
                            Arrays.fill(below, share);
                            double virtual = at(values.quantile(Math.min(share, Math.nextDown(1.0))));
                            return Math.max(0, virtual) * PlaceOdds.rate(below, none, rates);
                        },
                        ends[k],
                        ends[k + 1]);
            }
            return bidders * sum;
        }

        @Override
        double[] levels() { // [levels]
            DoubleStream marks = Arrays.stream(values.landmarks()).map(this::at);
            return DoubleStream.concat(
                            DoubleStream.concat(DoubleStream.of(at(values.low()), values.high()), marks),
                            stretches.stream().mapToDouble(Stretch::level))
                    .filter(Double::isFinite)
                    .toArray();
        }
    }
}
