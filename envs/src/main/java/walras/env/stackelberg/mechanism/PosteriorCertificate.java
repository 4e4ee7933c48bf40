package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import walras.env.Interruption;

/**
 * Whether what a solver says can still be had after everything that may be known of the buyers is true, from those numbers and the
 * draws alone: each must be the most, over the buyers left and the prices at which their values divide the draws that are left, of what
 * is sold now and what can be had after either answer. By induction from the end the first of them is then the optimum. A price at
 * which nobody buys only wastes a visit, so 0 stands for all of those.
 *
 * @param residual the largest difference; NaN where one is missing
 * @param asymmetry the largest difference between the chances of two draws that differ by a swap of buyers taken for alike; 0 where none are
 */
record PosteriorCertificate(double residual, double asymmetry) {
    /** Largest residual that verifies, a share of the largest value. */
    static final double TOLERANCE = 1e-12;

    static PosteriorCertificate of(Scenarios scenarios, boolean exchangeable, Map<List<Integer>, Double> values) {
        Check check = new Check(scenarios, exchangeable, values);
        double worst = values.containsKey(check.nothingKnown()) ? 0 : Double.NaN;
        for (Map.Entry<List<Integer>, Double> each : values.entrySet()) {
            Interruption.check("optimum");
            worst = Math.max(worst, Math.abs(each.getValue() - check.most(each.getKey())));
        }
        return new PosteriorCertificate(worst, exchangeable ? check.asymmetry() : 0);
    }

    boolean verified() {
        return residual <= TOLERANCE && asymmetry <= TOLERANCE;
    }

    /** The draws, and the numbers to check. */
    private static final class Check {
        private final Scenarios scenarios;
        private final boolean exchangeable;
        private final Map<List<Integer>, Double> values;
        private final double[][] prices; // [n][price], ascending from 0

        Check(Scenarios scenarios, boolean exchangeable, Map<List<Integer>, Double> values) {
            this.scenarios = scenarios;
            this.exchangeable = exchangeable;
            this.values = values;
            prices = new double[scenarios.buyers()][];
            for (int i = 0; i < prices.length; i++) {
                java.util.TreeSet<Double> own = new java.util.TreeSet<>(java.util.Set.of(0.0));
                for (double[] draw : scenarios.values()) {
                    own.add(draw[i]);
                }
                prices[i] = own.stream().mapToDouble(Double::doubleValue).toArray();
            }
        }

        List<Integer> nothingKnown() { // [n]
            return java.util.Collections.nCopies(scenarios.buyers(), 0);
        }

        /** Whether a draw is among those that the marks leave. */
        private boolean fits(double[] draw, List<Integer> marks) {
            for (int i = 0; i < draw.length; i++) {
                int mark = marks.get(i);
                if (mark > 0) {
                    boolean bought = mark % 2 == 0;
                    double price = prices[i][(mark - 1) / 2];
                    if (bought != draw[i] > price) {
                        return false;
                    }
                }
            }
            return true;
        }

        double most(List<Integer> marks) { // [n]
            double best = 0;
            for (int i = 0; i < marks.size(); i++) {
                for (int k = 0; marks.get(i) == 0 && k < prices[i].length; k++) {
                    best = Math.max(best, visited(marks, i, k));
                }
                if (exchangeable && marks.get(i) == 0) {
                    break;
                }
            }
            return best;
        }

        private double visited(List<Integer> marks, int buyer, int price) {
            double sold = 0;
            boolean some = false;
            for (int s = 0; s < scenarios.weight().length; s++) {
                double[] draw = scenarios.values()[s];
                if (draw[buyer] > prices[buyer][price] && fits(draw, marks)) {
                    sold += scenarios.weight()[s] * draw[buyer];
                    some = true;
                }
            }
            if (!some && price > 0) {
                return 0;
            }
            return sold + after(marks, buyer, 2 + 2 * price) + after(marks, buyer, 1 + 2 * price);
        }

        private double after(List<Integer> marks, int buyer, int mark) {
            Integer[] next = marks.toArray(Integer[]::new); // [n]
            next[buyer] = mark;
            if (exchangeable) {
                Arrays.sort(next);
            }
            List<Integer> known = List.of(next);
            long sales =
                    known.stream().filter(each -> each > 0 && each % 2 == 0).count();
            boolean over = sales >= scenarios.units()
                    || Arrays.stream(scenarios.values()).noneMatch(draw -> fits(draw, known));
            return over ? 0 : values.getOrDefault(known, Double.NaN);
        }

        double asymmetry() {
            Map<List<Double>, Double> chance = new java.util.HashMap<>();
            for (int s = 0; s < scenarios.weight().length; s++) {
                chance.merge(swapped(s, 0, 0), scenarios.weight()[s], Double::sum);
            }
            double worst = 0;
            for (int s = 0; s < scenarios.weight().length; s++) {
                double own = chance.getOrDefault(swapped(s, 0, 0), 0.0);
                for (int i = 1; i < scenarios.buyers(); i++) {
                    worst = Math.max(worst, Math.abs(own - chance.getOrDefault(swapped(s, i - 1, i), 0.0)));
                }
            }
            return worst;
        }

        private List<Double> swapped(int scenario, int first, int second) { // -> [n]
            double[] draw = scenarios.values()[scenario].clone();
            double kept = draw[first];
            draw[first] = draw[second];
            draw[second] = kept;
            return Arrays.stream(draw).boxed().toList();
        }
    }
}
