package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;

/** What households of an equilibrium do in play: hours, and the share of the purse that they keep, linear in wealth between grid points. */
public final class StationaryRule {
    private final double[] grid; // [asset]
    private final double[] shares; // [asset, ability]
    private final double[] hours; // [asset, ability]
    private final int m;

    public StationaryRule(Equilibrium found) {
        StationaryWorld world = found.world();
        YearBudget budget = new YearBudget(world, found.market());
        grid = world.assets();
        m = world.states();
        hours = found.plans().hours();
        shares = new double[hours.length];
        for (int cell = 0; cell < shares.length; cell++) {
            double income = budget.income(world.chain().values()[cell % m], hours[cell], grid[cell / m]);
            shares[cell] = found.plans().assets()[cell] / budget.purse(income, grid[cell / m]);
        }
    }

    /** The share of the purse that a household keeps. */
    public double share(double wealth, int state) {
        return between(shares, wealth, state);
    }

    /** Hours, 1 is normal. */
    public double hours(double wealth, int state) {
        return between(hours, wealth, state);
    }

    private double between(double[] plan, double wealth, int state) { // [asset, ability]
        double inside = Math.max(grid[0], Math.min(grid[grid.length - 1], wealth));
        int found = Arrays.binarySearch(grid, inside);
        int at = Math.min(grid.length - 2, found >= 0 ? found : -found - 2);
        double share = (inside - grid[at]) / (grid[at + 1] - grid[at]);
        double low = plan[at * m + state];
        return low + share * (plan[(at + 1) * m + state] - low);
    }
}
