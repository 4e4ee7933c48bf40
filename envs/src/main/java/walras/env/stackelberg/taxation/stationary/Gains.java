package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import java.util.List;
import walras.env.Solution;

/**
 * What households of one stationary economy would gain by the life that another one gives at the same wealth and ability, in
 * shares of consumption. No path between the two is lived.
 */
final class Gains {
    private Gains() {}

    static void write(
            Equilibrium from, LifetimeValues old, Equilibrium to, LifetimeValues young, Solution.Builder tables) {
        Preferences likes = from.world().preferences();
        double[] gains = new double[old.whole().length]; // [asset, ability]
        Arrays.setAll(
                gains,
                cell -> LifetimeValues.equivalent(
                        likes, old.whole()[cell], old.eating()[cell], old.working()[cell], young.whole()[cell]));
        double[] mass = from.distribution(); // [asset, ability]
        double winners = 0;
        for (int cell = 0; cell < mass.length; cell++) {
            winners += gains[cell] > 0 ? mass[cell] : 0;
        }
        double veil = LifetimeValues.equivalent(
                likes,
                Inequality.mean(old.whole(), mass),
                Inequality.mean(old.eating(), mass),
                Inequality.mean(old.working(), mass),
                Inequality.mean(young.whole(), to.distribution()));
        double[] tenths = new WealthTenths(from.world(), mass).means(cell -> gains[cell]); // [tenth]
        tables.table("gain", List.of("wealth_tenth"), List.of(tenths.length), tenths)
                .scalar("gain_mean", Inequality.mean(gains, mass))
                .scalar("gain_veil", veil)
                .scalar("winners", winners);
    }
}
