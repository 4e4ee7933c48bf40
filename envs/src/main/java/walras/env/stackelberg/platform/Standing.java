package walras.env.stackelberg.platform;

/**
 * Where a seller stands against given rivals. Each share comes with its complement, so that neither loses digits near 1.
 *
 * @param within share w of its nest's buyers
 * @param withinRest {@code 1 - w}
 * @param nest share Q of all buyers that its nest has
 * @param nestRest {@code 1 - Q}
 */
record Standing(double within, double withinRest, double nest, double nestRest) {
    /**
     * @param exponent x of the seller
     * @param dissimilarity l of its nest
     * @param mates log of the sum of {@code e^(x_j / l)} over the others of its nest, minus infinity where it has none
     * @param others log of what stands outside the nest, the outside good included
     */
    static Standing of(double exponent, double dissimilarity, double mates, double others) {
        double lead = exponent / dissimilarity - mates;
        double e = StrictMath.exp(-Math.abs(lead));
        double larger = 1 / (1 + e);
        double smaller = e / (1 + e);
        double worth = (lead > 0 ? exponent : dissimilarity * mates) + dissimilarity * StrictMath.log1p(e);
        return new Standing(
                lead > 0 ? larger : smaller,
                lead > 0 ? smaller : larger,
                1 / (1 + StrictMath.exp(others - worth)),
                1 / (1 + StrictMath.exp(worth - others)));
    }

    /** The share of all buyers. */
    double share() {
        return within * nest;
    }

    /** {@code h = 1 / l - (1 / l - 1) w - q}: a best price has the markup {@code mu / h}. */
    double slope(double dissimilarity) {
        return withinRest / dissimilarity + within * nestRest;
    }
}
