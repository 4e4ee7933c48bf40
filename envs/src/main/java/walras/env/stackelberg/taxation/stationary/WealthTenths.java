package walras.env.stackelberg.taxation.stationary;

import java.util.function.IntToDoubleFunction;

/** Means over tenths of the households by wealth; equals are spread evenly over their ranks. */
final class WealthTenths {
    static final int COUNT = 10;

    private final double[] overlap; // [tenth, asset], mass of a grid point that falls into a tenth
    private final double[] mass; // [asset, ability]
    private final double[] point; // [asset], mass
    private final int m;

    WealthTenths(StationaryWorld world, double[] mass) { // [asset, ability]
        this.mass = mass.clone();
        this.m = world.states();
        int n = world.points();
        this.point = new double[n];
        this.overlap = new double[COUNT * n];
        double from = 0;
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                point[k] += mass[k * m + j];
            }
            double to = k == n - 1 ? Math.max(1, from) : from + point[k];
            for (int tenth = 0; tenth < COUNT; tenth++) {
                double low = Math.max(from, tenth / (double) COUNT);
                double high = Math.min(to, (tenth + 1) / (double) COUNT);
                overlap[tenth * n + k] = Math.max(0, high - low);
            }
            from = to;
        }
    }

    /** The mean of each tenth of a quantity of every cell of `[asset, ability]`. */
    double[] means(IntToDoubleFunction quantity) { // -> [tenth]
        int n = point.length;
        double[] means = new double[COUNT]; // [tenth]
        for (int k = 0; k < n; k++) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += mass[k * m + j] * quantity.applyAsDouble(k * m + j);
            }
            for (int tenth = 0; tenth < COUNT; tenth++) {
                means[tenth] += point[k] > 0 ? COUNT * overlap[tenth * n + k] * sum / point[k] : 0;
            }
        }
        return means;
    }
}
