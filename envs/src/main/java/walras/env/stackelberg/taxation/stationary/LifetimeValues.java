package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;

/**
 * What plans are worth for ever, `[asset, ability]` each.
 *
 * @param whole value
 * @param eating its part from consumption
 * @param working what work takes: {@code whole = eating - working}
 */
record LifetimeValues(double[] whole, double[] eating, double[] working) { // [n, m] each
    static LifetimeValues of(StationaryWorld world, Policies plans) {
        Preferences likes = world.preferences();
        Histogram law = new Histogram(world, plans.assets());
        double[] eating = law.worth(
                Arrays.stream(plans.consumption()).map(likes::ofConsumption).toArray(), likes.discount()); // [n, m]
        double[] working = likes.elastic()
                ? law.worth(Arrays.stream(plans.hours()).map(likes::ofLabour).toArray(), likes.discount())
                : new double[eating.length]; // [n, m]
        double[] whole = new double[eating.length]; // [n, m]
        Arrays.setAll(whole, cell -> eating[cell] - working[cell]);
        return new LifetimeValues(whole, eating, working);
    }

    /** The share of consumption for ever that is worth the step from one life to another. */
    static double equivalent(Preferences likes, double whole, double eating, double working, double other) {
        if (likes.aversion() == 1) {
            return StrictMath.exp((1 - likes.discount()) * (other - whole)) - 1;
        }
        return walras.env.StrictPower.of((other + working) / eating, 1 / (1 - likes.aversion())) - 1;
    }
}
