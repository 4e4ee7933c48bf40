package walras.env.auction.sealed;

/** Chances of ranks against independent rivals. Small chances of being below keep their digits. */
final class PlaceOdds {
    private PlaceOdds() {}

    /**
     * What the bidder can expect of the places, ties being broken by lot: with a rivals above and t level with it, the mean of
     * the rates of places a+1 .. a+t+1.
     *
     * @param below chance that each rival is below, {@code [rivals]}
     * @param level chance that each rival is level, {@code [rivals]}
     * @param rates of the places, {@code [places]}
     */
    static double rate(double[] below, double[] level, double[] rates) { // [rivals], [rivals], [places]
        for (double chance : level) {
            if (chance > 0) {
                return rateWithTies(below, level, rates);
            }
        }
        double[] above = countAbove(below, rates.length); // [rivals + 1]
        double sum = 0;
        for (int a = 0; a < above.length && a < rates.length; a++) {
            sum += above[a] * rates[a];
        }
        return sum;
    }

    private static double rateWithTies(double[] below, double[] level, double[] rates) { // as rate
        int rivals = below.length;
        Effort.spend((long) rivals * rivals * rivals / 6);
        double[][] joint = new double[rivals + 1][rivals + 1]; // [above][level]
        joint[0][0] = 1;
        for (int j = 0; j < rivals; j++) {
            double above = Math.max(0, 1 - below[j] - level[j]);
            for (int a = j + 1; a >= 0; a--) {
                for (int t = j + 1 - a; t >= 0; t--) {
                    double rises = a > 0 ? joint[a - 1][t] * above : 0;
                    double draws = t > 0 ? joint[a][t - 1] * level[j] : 0;
                    joint[a][t] = joint[a][t] * below[j] + rises + draws;
                }
            }
        }
        double sum = 0;
        for (int a = 0; a <= rivals && a < rates.length; a++) {
            for (int t = 0; t <= rivals - a; t++) {
                sum += joint[a][t] * mean(rates, a, t + 1);
            }
        }
        return sum;
    }

    private static double mean(double[] rates, int first, int count) { // [places]
        double sum = 0;
        for (int k = first; k < first + count && k < rates.length; k++) {
            sum += rates[k];
        }
        return sum / count;
    }

    /** The law of how many rivals are not below, as far as the first {@code places} counts. */
    private static double[] countAbove(double[] below, int places) { // [rivals] to [rivals + 1]
        double[] counts = new double[below.length + 1]; // [rivals + 1]
        counts[0] = 1;
        for (int j = 0; j < below.length; j++) {
            for (int k = Math.min(j + 1, places - 1); k > 0; k--) {
                counts[k] = counts[k] * below[j] + counts[k - 1] * (1 - below[j]);
            }
            counts[0] *= below[j];
        }
        return counts;
    }

    /**
     * The rates times the chances that enough bidders are not below: what one unit of money for each of the first places is
     * worth on average.
     *
     * @param below chance that each bidder is below, {@code [bidders]}
     */
    static double filled(double[] below, double[] rates) { // [bidders], [places]
        double[] counts = countAbove(below, rates.length); // [bidders + 1]
        double atLeast = 1;
        double sum = 0;
        for (int place = 0; place < rates.length && place < below.length; place++) {
            atLeast -= counts[place];
            sum += rates[place] * Math.max(0, atLeast);
        }
        return sum;
    }
}
