package walras.env.stackelberg.taxation;

import org.jspecify.annotations.Nullable;

/**
 * What the options say.
 *
 * @param brackets the income tax's brackets; null for the HSV rule
 * @param federal true where the brackets are those of the federal tax of 2022
 * @param dollars true where the HSV rule counts dollars, as published, and not output per head
 * @param horizon years of an episode
 * @param closed what variant {@code closed} goes by; null in the published ones
 */
record TaxationSettings(
        Variant variant,
        int households,
        Task task,
        Behaviour behaviour,
        @Nullable BracketTax brackets,
        boolean federal,
        boolean dollars,
        Shock shock,
        Population population,
        double saving,
        double labour,
        int horizon,
        @Nullable ClosedRules closed) {
    /** Who the households are. */
    enum Behaviour {
        /** The same saving rate and labour always. */
        FIXED,
        /** The same saving rate; labour is best for this year under last year's wage and this year's taxes. */
        MYOPIC,
        /** The plans of the stationary equilibrium; in the published variants {@link #MYOPIC} stands for it. */
        STATIONARY,
        /** Participants. */
        SEAT
    }

    /** What hits the economy. */
    enum Shock {
        NONE,
        /** Half of everybody's wealth is gone in year 100. */
        CRISIS,
        /** Productivity falls by a fifth in year 100 and recovers in year 102. */
        DISASTER
    }

    /** True where the government is paid for what tax does to the Gini indices. */
    boolean comparesGinis() {
        return variant == Variant.DSMFG && (task == Task.GINI || task == Task.MIXED);
    }

    boolean seated() {
        return behaviour == Behaviour.SEAT;
    }

    /** Numbers that the government sets in a year: the tax's, then the share of output that it spends. */
    int levers() {
        return brackets == null ? Levers.HSV_LEVERS : brackets.brackets() + 1;
    }

    /** Means of rich and poor, and but for DSMFG the wage. */
    int populationSize() {
        return PopulationStatistics.COUNT + (variant == Variant.DSMFG ? 0 : 1);
    }

    /** The reset state of one row of equals: ability 1 and mean wealth, or the user's own population. */
    HouseholdEconomy typicalReset() {
        HouseholdEconomy economy = new HouseholdEconomy(variant, 1, households);
        population.typical(economy);
        economy.reset(0, new PopulationStatistics(households));
        return economy;
    }
}
