package walras.env.stackelberg.taxation.stationary;

/**
 * Households, firm and government that fit together, or households alone at given prices.
 *
 * @param plans `[asset, ability]` each
 * @param distribution households by wealth and ability `[asset, ability]`
 * @param capital a head; of given prices, what the firm wants at them
 * @param spending goods a head that the government eats
 */
public record Equilibrium(
        StationaryWorld world,
        Market market,
        Policies plans,
        double[] distribution,
        CrossSection sums,
        double capital,
        double output,
        double spending) { // [asset, ability]
    /** Effective labour a head. */
    public double effective() {
        return sums.effective();
    }

    /** Public debt a head. */
    public double debt() {
        return world.fiscal().debtRatio() * output;
    }

    /** The point of the grid, as a cell of `[asset, ability]`, that a uniform draw picks. */
    public int draw(double[] cumulated, double uniform) { // [asset, ability]
        int low = 0;
        int high = cumulated.length - 1;
        double target = uniform * cumulated[high];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulated[middle] > target) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
