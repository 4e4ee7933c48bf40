package walras.env.auction.sealed;

/**
 * Expectations before signals are known.
 *
 * @param utility {@code [bidders]}
 * @param winning chance of a place, {@code [bidders]}
 * @param revenue fees included
 * @param welfare rates times the winners' values
 * @param sales places taken
 */
record Outcome(double[] utility, double[] winning, double revenue, double welfare, double sales) {}
