package walras.env.stackelberg.taxation.stationary;

/**
 * A household economy without aggregate risk.
 *
 * @param assets ascending wealth grid `[asset]`
 */
public record StationaryWorld(
        Preferences preferences, Technology technology, Fiscal fiscal, double[] assets, AbilityChain chain) { // [n]
    /** {@code min + (max - min) (i / (n - 1))^power}. */
    static double[] grid(int points, double min, double max, double power) { // -> [points]
        double[] grid = new double[points]; // [asset]
        for (int i = 0; i < points; i++) {
            grid[i] = min + (max - min) * Preferences.power(i / (points - 1.0), power);
        }
        grid[points - 1] = max;
        return grid;
    }

    int points() {
        return assets.length;
    }

    int states() {
        return chain.states();
    }

    int cells() {
        return assets.length * chain.states();
    }

    double least() {
        return assets[0];
    }

    double most() {
        return assets[assets.length - 1];
    }

    StationaryWorld under(Fiscal other) {
        return new StationaryWorld(preferences, technology, other, assets, chain);
    }
}
