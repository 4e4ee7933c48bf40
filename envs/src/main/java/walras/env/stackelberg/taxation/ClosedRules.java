package walras.env.stackelberg.taxation;

import walras.env.Problem;
import walras.env.StrictPower;
import walras.env.stackelberg.taxation.stationary.Equilibrium;
import walras.env.stackelberg.taxation.stationary.EquilibriumCache;
import walras.env.stackelberg.taxation.stationary.Preferences;
import walras.env.stackelberg.taxation.stationary.StationaryWorld;

/**
 * What the options say of variant {@code closed}.
 *
 * @param world preferences, firm, chain of ability, and the government of the stationary economy
 * @param capitalRatio capital over output at a drawn start
 * @param stationary true where episodes start in the stationary equilibrium
 */
record ClosedRules(StationaryWorld world, double capitalRatio, boolean stationary) {
    /** Hours of a household that works all of its time; 1 is normal. */
    static final double HOURS_MAX = 3;

    /** Utility counts less as this much, in goods: ln 0 is not a number that can be summed. */
    static final double EATEN_LEAST = 1e-9;

    ClosedRules {
        if (!stationary && capitalRatio + world.fiscal().debtRatio() <= 0) {
            throw Problem.option(
                    "debt_ratio",
                    "more than minus capital_ratio " + capitalRatio,
                    world.fiscal().debtRatio());
        }
    }

    Equilibrium equilibrium() {
        return EquilibriumCache.of(world);
    }

    /** Goods a head that everybody gets every year. */
    double transfer() {
        return stationary ? equilibrium().market().transfer() : world.fiscal().transfer();
    }

    double output(double productivity, double capital, double labour) {
        double alpha = world.technology().capitalShare();
        return productivity * StrictPower.of(capital, alpha) * StrictPower.of(labour, 1 - alpha);
    }

    /** Hours of a share of time. */
    double hours(double share) {
        return world.preferences().elastic() ? HOURS_MAX * share : 1;
    }

    double utility(double consumption, double share) {
        Preferences likes = world.preferences();
        return likes.ofConsumption(Math.max(EATEN_LEAST, consumption)) - likes.ofLabour(hours(share));
    }

    /** Output a unit of effective labour where capital is {@link #capitalRatio} times output. */
    double drawnOutput() {
        double alpha = world.technology().capitalShare();
        return StrictPower.of(world.technology().productivity() * StrictPower.of(capitalRatio, alpha), 1 / (1 - alpha));
    }
}
