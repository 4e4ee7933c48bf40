package walras.env.auction.sealed;

/** The law of one bidder's signal. */
interface ValueDistribution {
    double low();

    double high();

    /** P(signal <= v). */
    double atMost(double v);

    /** P(signal < v); {@link #atMost} where no value has a chance of its own. */
    default double below(double v) {
        return atMost(v);
    }

    /** The smallest signal that is reached with chance p, p in [0, 1). */
    double quantile(double p);

    /** The signal of a share that was drawn: the quantile, to within rounding of what is fast. */
    default double draw(double p) {
        return quantile(p);
    }

    /** Signals that have a chance of their own, ascending; empty for a continuous law. */
    default double[] points() { // [points]
        return new double[0];
    }

    default boolean discrete() {
        return points().length > 0;
    }
}
