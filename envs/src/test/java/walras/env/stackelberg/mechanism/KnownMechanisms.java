package walras.env.stackelberg.mechanism;

/** The explicit two-message mechanisms of the spec, as buyer and price at each message profile and visit `[J, n]`. */
final class KnownMechanisms {
    private KnownMechanisms() {}

    /** Buyer 0's message matters: 0 visits buyer 1 at 0, then buyer 0 at 0; 1 visits buyer 0 at {@code q}, then buyer 1 at 0. */
    static final int[] PI_BUYERS = {1, 0, 1, 0, 0, 1, 0, 1};

    static double[] piPrices(double q) {
        return new double[] {0, 0, 0, 0, q, 0, q, 0};
    }

    /** Buyer 1's message matters: 0 visits buyer 0 at .25, then buyer 1 at 0; 1 visits buyer 0 at .5, then buyer 1 at {@code q}. */
    static final int[] THREE_BUYERS = {0, 1, 0, 1, 0, 1, 0, 1};

    static double[] threePrices(double q) {
        return new double[] {.25, 0, .5, q, .25, 0, .5, q};
    }
}
