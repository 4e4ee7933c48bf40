package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.SplittableRandom;
import walras.env.Interruption;

/**
 * Plays the argued mechanism of a setting out on a sample of draws, and compares each with the best that units allow. Nothing is said of
 * the draws that are not in it.
 *
 * @param misses draws of the sample in which the mechanism leaves welfare behind
 * @param deviations by how many standard errors the sample's mean is away from the stated first best
 */
record FirstBestSample(int misses, double deviations) {
    static final int DRAWS = 4000;
    private static final long SEED = 20_261_130;
    private static final double MOST_DEVIATIONS = 5;

    /** Offers the goods of a draw; prices above a value are refused. */
    private interface Seller {
        /** Sells to buyers of values `[n, G]`, all of them at prices as raw as the values. */
        void sell(Sale sale);
    }

    static FirstBestSample of(String setting, BuyerModel model, double firstBest) {
        Seller seller = seller(setting);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[model.buyers() * model.goods()]; // [n, G]
        double[] uniform = new double[values.length + model.goods()]; // [draws], as many as any setting asks for
        double sum = 0;
        double squares = 0;
        int misses = 0;
        for (int k = 0; k < DRAWS; k++) {
            Interruption.check("optimum");
            Arrays.setAll(uniform, j -> random.nextDouble());
            model.draw().values(j -> uniform[j], values, 0);
            Sale sale = new Sale(model, values);
            seller.sell(sale);
            double best = model.bestWelfare(values, 0, new double[model.buyers()]);
            misses += sale.welfare < best - 1e-12 * model.largest() ? 1 : 0;
            sum += best / model.largest();
            squares += best / model.largest() * (best / model.largest());
        }
        double mean = sum / DRAWS;
        double error = Math.sqrt(Math.max(0, squares / DRAWS - mean * mean) / DRAWS);
        double off = Math.abs(mean - firstBest);
        return new FirstBestSample(misses, off <= 1e-12 ? 0 : off / error);
    }

    boolean verified() {
        return misses == 0 && deviations <= MOST_DEVIATIONS;
    }

    private static Seller seller(String setting) {
        return switch (setting) {
            case "colors" -> FirstBestSample::blueFirst;
            case "kitchen-sink" -> FirstBestSample::askTheFirst;
            default -> sale -> sale.offerAll(0, sale.buyers(), 0);
        };
    }

    private static void blueFirst(Sale sale) {
        sale.offerAll(20, 30, .5);
        sale.offerAll(0, 20, 0);
    }

    /** What the first buyer takes tells the world. */
    private static void askTheFirst(Sale sale) {
        boolean first = sale.offer(0, 0) == 0;
        if (first) {
            sale.offer(2, .75);
            sale.offer(1, 0);
        } else {
            sale.offer(1, 0);
            sale.offer(2, 0);
        }
    }

    /** One draw's sale. */
    private static final class Sale {
        private final BuyerModel model;
        private final double[] values; // [n, G]
        private final int[] left; // [G]
        private double welfare;

        Sale(BuyerModel model, double[] values) {
            this.model = model;
            this.values = values;
            this.left = model.units().clone();
        }

        int buyers() {
            return model.buyers();
        }

        void offerAll(int from, int to, double price) {
            for (int buyer = from; buyer < to; buyer++) {
                offer(buyer, price);
            }
        }

        /** Offers every good at one price; the buyer takes the one worth most, the first on ties. Returns it, or -1. */
        int offer(int buyer, double price) {
            int taken = -1;
            for (int good = 0; good < left.length; good++) {
                double value = values[buyer * left.length + good];
                boolean better = taken < 0 || value > values[buyer * left.length + taken];
                taken = left[good] > 0 && value > price && better ? good : taken;
            }
            if (taken >= 0) {
                left[taken]--;
                welfare += values[buyer * left.length + taken];
            }
            return taken;
        }
    }
}
