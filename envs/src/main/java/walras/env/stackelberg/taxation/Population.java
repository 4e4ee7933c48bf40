package walras.env.stackelberg.taxation;

import org.jspecify.annotations.Nullable;
import walras.env.RowRandom;
import walras.env.stackelberg.taxation.stationary.AbilityChain;

/**
 * How wealth and ability begin: given by the user, or drawn. Drawn ability is at its long-run law; drawn wealth is
 * lognormal with a given mean and median, correlated with ability in logarithms.
 */
final class Population {
    private static final int ABILITY = 0;
    private static final int WEALTH = 1;

    private final double @Nullable [] givenWealth; // [N]
    private final double @Nullable [] givenAbility; // [N]
    private final double wealthMedian;
    private final double wealthLogStd;
    private final double correlation;
    private final AbilityProcess process;
    private final boolean risky;

    Population(
            double @Nullable [] givenWealth, // [N]
            double @Nullable [] givenAbility, // [N]
            double wealthMean,
            double wealthMedian,
            double correlation,
            AbilityProcess process,
            boolean risky) {
        this.givenWealth = givenWealth == null ? null : givenWealth.clone();
        this.givenAbility = givenAbility == null ? null : givenAbility.clone();
        this.wealthMedian = wealthMedian;
        this.wealthLogStd = Math.sqrt(2 * StrictMath.log(wealthMean / wealthMedian));
        this.correlation = correlation;
        this.process = process;
        this.risky = risky;
    }

    AbilityProcess process() {
        return process;
    }

    double @Nullable [] givenWealth() { // [N]
        return givenWealth;
    }

    double @Nullable [] givenAbility() { // [N]
        return givenAbility;
    }

    /** True if ability moves from year to year. */
    boolean risky() {
        return risky;
    }

    void begin(HouseholdEconomy economy, int row, RowRandom random) {
        int n = economy.households;
        for (int i = 0; i < n; i++) {
            double z = random.normal(row, ABILITY, i);
            economy.ability[row * n + i] =
                    givenAbility == null ? StrictMath.exp(process.logStd() * z) : givenAbility[i];
            economy.wealth[row * n + i] =
                    givenWealth == null ? wealth(z, random.normal(row, WEALTH, i)) : givenWealth[i];
            economy.superstar[row * n + i] = 0;
        }
    }

    /** Mean ability: of the given households, else of a chain's long run. */
    double meanAbility(AbilityChain chain) {
        double[] given = givenAbility; // [N]
        double sum = 0;
        if (given != null) {
            for (double ability : given) {
                sum += ability;
            }
            return sum / given.length;
        }
        for (int k = 0; k < chain.values().length; k++) {
            sum += chain.share()[k] * chain.values()[k];
        }
        return sum;
    }

    /** Fills row 0 without chance: the user's own numbers, else ability 1 and mean wealth. */
    void typical(HouseholdEconomy economy) {
        double mean = wealthMedian * StrictMath.exp(wealthLogStd * wealthLogStd / 2);
        for (int i = 0; i < economy.households; i++) {
            economy.ability[i] = givenAbility == null ? 1 : givenAbility[i];
            economy.wealth[i] = givenWealth == null ? mean : givenWealth[i];
        }
    }

    /** Drawn wealth, from standard normal numbers. */
    double wealth(double abilityScore, double ownScore) {
        double score = correlation * abilityScore + Math.sqrt(1 - correlation * correlation) * ownScore;
        return wealthMedian * StrictMath.exp(wealthLogStd * score);
    }

    /** The draws of one year, `[N]` each. */
    void draw(int row, RowRandom random, double[] normals, double[] uniforms) {
        for (int i = 0; i < normals.length; i++) {
            normals[i] = random.normal(row, ABILITY, i);
            uniforms[i] = random.uniform(row, WEALTH, i);
        }
    }
}
