package walras.env.stackelberg.taxation.stationary;

/**
 * What households do at every point of the grid, `[asset, ability]` each.
 *
 * @param assets wealth kept
 * @param consumption goods eaten
 * @param hours 1 is normal
 */
public record Policies(double[] assets, double[] consumption, double[] hours) { // [n, m] each
    static Policies blank(int cells) {
        return new Policies(new double[cells], new double[cells], new double[cells]);
    }
}
