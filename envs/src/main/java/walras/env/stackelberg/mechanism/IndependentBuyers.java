package walras.env.stackelberg.mechanism;

/**
 * Buyers whose values are independent and alike, for identical items. How many buyers and items are left is all that matters (Brero et
 * al. 2021, proposition 5), and the best price sells whenever a sale is worth more than waiting:
 *
 * <pre>
 * W(n, k) = E[ max(v + W(n - 1, k - 1), W(n - 1, k)) ],   W(0, k) = W(n, 0) = 0
 * </pre>
 *
 * @param law of a value
 * @param buyers n
 * @param items k
 */
record IndependentBuyers(Law law, int buyers, int items) {

    /** How a buyer's value is distributed. */
    enum Law {
        /** 1/2 or 1, a fair coin. */
        COIN {
            @Override
            double larger(double sold, double left) {
                return (Math.max(.5 + sold, left) + Math.max(1 + sold, left)) / 2;
            }

            @Override
            double topSum(int buyers, int items) {
                double chance = Math.pow(.5, buyers); // of exactly `high` buyers with 1
                double total = 0;
                for (int high = 0; high <= buyers; high++) {
                    total += chance
                            * (Math.min(high, items) + .5 * Math.min(buyers - high, items - Math.min(high, items)));
                    chance = chance * (buyers - high) / (high + 1);
                }
                return total;
            }
        },
        /** Uniform on [0, 1]. */
        UNIFORM {
            @Override
            double larger(double sold, double left) {
                double price = Math.max(0, Math.min(1, left - sold));
                return price * left + (1 - price) * sold + (1 - price * price) / 2;
            }

            @Override
            double topSum(int buyers, int items) {
                double total = 0;
                for (int rank = 0; rank < Math.min(buyers, items); rank++) {
                    total += (buyers - rank) / (buyers + 1.0);
                }
                return total;
            }
        };

        /** {@code E[max(v + sold, left)]}. */
        abstract double larger(double sold, double left);

        /** Expected sum of the {@code items} largest of {@code buyers} values. */
        abstract double topSum(int buyers, int items);
    }

    /** The largest expected welfare still to be had with as many buyers and items left {@code [buyers + 1][items + 1]}. */
    double[][] values() {
        double[][] best = new double[buyers + 1][items + 1];
        for (int n = 1; n <= buyers; n++) {
            for (int k = 1; k <= items; k++) {
                best[n][k] = law.larger(best[n - 1][k - 1], best[n - 1][k]);
            }
        }
        return best;
    }

    /** The largest expected welfare of a sequential price mechanism. */
    double welfare() {
        return values()[buyers][items];
    }

    /** Expected welfare when the highest values get the items. */
    double firstBest() {
        return law.topSum(buyers, items);
    }
}
