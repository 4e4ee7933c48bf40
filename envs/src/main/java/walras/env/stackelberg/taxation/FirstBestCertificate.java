package walras.env.stackelberg.taxation;

import walras.env.Solution;

/**
 * What the answer of the published variants is worth, from the tables alone and the equations as they are printed.
 *
 * @param value by how much stated consumption (relative) and utility miss those of the stated labour, and taxes (in shares of the
 *     income) those of their brackets and powers
 * @param gain what another share of time would bring of utility, of {@value #SHARES}
 */
record FirstBestCertificate(double value, double gain) {
    private static final double TOLERANCE = 1e-9;
    private static final int SHARES = 20_000;
    private static final double[] TOPS = {10_275, 41_775, 89_075, 170_050, 215_950, 539_900, Double.POSITIVE_INFINITY};
    private static final double[] RATES = {.10, .12, .22, .24, .32, .35, .37};

    /**
     * @param taxai which of the two production functions
     * @param unit what incomes are divided by before the power of the hsv tax
     */
    static FirstBestCertificate of(boolean taxai, int households, double unit, Solution answer) {
        double share = answer.table("first_best_labour").scalar();
        double utility = answer.table("first_best_utility").scalar();
        double eaten = eaten(taxai, households, share, answer);
        double value = Math.abs(answer.table("first_best_consumption").scalar() / eaten - 1);
        value = Math.max(value, Math.abs(utility - utility(eaten, share)));
        double gain = 0;
        for (int k = 0; k <= SHARES; k++) {
            double other = Levers.LEAST + (Levers.MOST - Levers.LEAST) * k / SHARES;
            gain = Math.max(gain, utility(eaten(taxai, households, other, answer), other) - utility);
        }
        double[] income = answer.table("income").values(); // [income]
        double[] hsv = answer.table("hsv_tax").values(); // [income]
        double[] federal = answer.table("federal_tax").values(); // [income]
        for (int k = 0; k < income.length; k++) {
            double kept = unit * Math.pow(income[k] / unit, 1 - .025) * (1 - .1) / (1 - .025);
            double off = Math.max(Math.abs(income[k] - kept - hsv[k]), Math.abs(federal(income[k]) - federal[k]));
            value = Math.max(value, off / income[k]);
        }
        return new FirstBestCertificate(value, gain);
    }

    boolean verified() {
        return value <= TOLERANCE && gain <= TOLERANCE;
    }

    /** What everybody eats where all work a share of their time. */
    private static double eaten(boolean taxai, int households, double share, Solution answer) {
        double alpha = taxai ? 1.0 / 3 : .7445;
        double labour = answer.table("hours_max").scalar() * households * share;
        double output = (taxai ? 1 : 10)
                * Math.pow(answer.table("reset_capital").scalar(), alpha)
                * Math.pow(labour, 1 - alpha);
        return output / households;
    }

    private static double utility(double eaten, double share) {
        return 1 / (1 + 1000 * Math.exp(10 * Math.pow(share, 3) / 3) / eaten);
    }

    /** The federal tax of 2022 by layers of the income above the allowance. */
    private static double federal(double income) {
        double rest = Math.max(0, income - 12_950);
        double tax = -559.98;
        double bottom = 0;
        for (int k = 0; k < RATES.length; k++) {
            double layer = Math.min(rest, TOPS[k] - bottom);
            tax += layer * RATES[k];
            rest -= layer;
            bottom = TOPS[k];
        }
        return Math.max(0, tax);
    }
}
