package walras.env.stackelberg.taxation;

/**
 * A tax with marginal rates on brackets of the income above an allowance, less a credit, never below 0. Bracket k holds
 * the taxable income between threshold k - 1 (0 for the first) and threshold k (no bound for the last).
 */
final class BracketTax {
    private final double allowance;
    private final double credit;
    private final double[] thresholds; // [bracket - 1]

    BracketTax(double allowance, double credit, double[] thresholds) {
        this.allowance = allowance;
        this.credit = credit;
        this.thresholds = thresholds.clone();
    }

    /** The brackets of the United States' federal income tax of 2022 for a single filer. */
    static BracketTax federal2022() {
        return new BracketTax(12_950, 559.98, new double[] {10_275, 41_775, 89_075, 170_050, 215_950, 539_900});
    }

    /** Their rates `[bracket]`. */
    static double[] federalRates2022() {
        return new double[] {.10, .12, .22, .24, .32, .35, .37};
    }

    /** {@code brackets} equally wide brackets, the last open above {@code top}; neither allowance nor credit. */
    static BracketTax linear(int brackets, double top) {
        double[] thresholds = new double[brackets - 1]; // [bracket - 1]
        for (int k = 0; k < thresholds.length; k++) {
            thresholds[k] = top * (k + 1) / brackets;
        }
        return new BracketTax(0, 0, thresholds);
    }

    int brackets() {
        return thresholds.length + 1;
    }

    /** The taxable income at which a bracket begins. */
    double floor(int bracket) {
        return bracket == 0 ? 0 : thresholds[bracket - 1];
    }

    double taxable(double income) {
        return Math.max(0, income - allowance);
    }

    /** The bracket that an income's last dollar falls into. */
    int bracket(double income) {
        double taxable = taxable(income);
        int bracket = 0;
        while (bracket < thresholds.length && taxable > thresholds[bracket]) {
            bracket++;
        }
        return bracket;
    }

    /** The tax on an income under marginal rates {@code rates[from + bracket]}. */
    double of(double income, double[] rates, int from) {
        double taxable = taxable(income);
        double tax = 0;
        double floor = 0;
        for (int k = 0; k < thresholds.length && taxable > floor; k++) {
            tax += rates[from + k] * (Math.min(taxable, thresholds[k]) - floor);
            floor = thresholds[k];
        }
        tax += rates[from + thresholds.length] * Math.max(0, taxable - floor);
        return Math.max(0, tax - credit);
    }

    /** The tax {@code tax[at, at + n)} on {@code base[at, at + n)} under rates {@code rates[from + bracket]}. */
    void apply(double[] base, int at, int n, double[] rates, int from, double[] tax) {
        for (int i = at; i < at + n; i++) {
            tax[i] = of(base[i], rates, from);
        }
    }
}
