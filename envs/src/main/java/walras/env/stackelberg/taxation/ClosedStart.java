package walras.env.stackelberg.taxation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.RowRandom;
import walras.env.stackelberg.taxation.stationary.AbilityChain;
import walras.env.stackelberg.taxation.stationary.Equilibrium;
import walras.env.stackelberg.taxation.stationary.StationaryWorld;

/** How an episode of variant {@code closed} begins: with households of the stationary equilibrium, or with drawn or given ones. */
final class ClosedStart {
    private static final int WEALTH = 1;
    private static final int STATE = 2;

    private final ClosedRules rules;
    private final Population population;
    private final StationaryWorld world;
    private final AbilityChain chain;
    private final double[] scores; // [ability], of ln e, with mean 0 and standard deviation 1 in the long run
    private final @Nullable Equilibrium equilibrium;
    private final double[] cumulated; // [asset, ability], mass up to and with a cell; empty without an equilibrium

    ClosedStart(ClosedRules rules, Population population) {
        this.rules = rules;
        this.population = population;
        this.world = rules.world();
        this.chain = world.chain();
        this.scores = scores(chain);
        this.equilibrium = rules.stationary() ? rules.equilibrium() : null;
        this.cumulated =
                equilibrium == null ? new double[0] : equilibrium.distribution().clone();
        Arrays.parallelPrefix(cumulated, Double::sum);
    }

    private static double[] scores(AbilityChain chain) { // -> [ability]
        double[] logs = Arrays.stream(chain.values()).map(StrictMath::log).toArray(); // [ability]
        double mean = 0;
        double square = 0;
        for (int k = 0; k < logs.length; k++) {
            mean += chain.share()[k] * logs[k];
        }
        for (int k = 0; k < logs.length; k++) {
            square += chain.share()[k] * (logs[k] - mean) * (logs[k] - mean);
        }
        double middle = mean;
        double std = Math.sqrt(square);
        return Arrays.stream(logs).map(x -> std > 0 ? (x - middle) / std : 0).toArray();
    }

    /** Sets wealth, ability, its state {@code [B, N]}, capital, debt, output, wage and interest of a row. */
    void begin(HouseholdEconomy economy, int row, RowRandom random, int[] states) { // [B, N]
        Equilibrium from = equilibrium;
        if (from == null) {
            people(economy, row, random, states);
            proportions(economy, row);
        } else {
            drawFrom(from, economy, row, random, states);
        }
    }

    private void drawFrom(Equilibrium from, HouseholdEconomy economy, int row, RowRandom random, int[] states) {
        int n = economy.households;
        double total = 0;
        for (int i = 0; i < n; i++) {
            int cell = from.draw(cumulated, random.uniform(row, STATE, i));
            int h = row * n + i;
            states[h] = cell % chain.values().length;
            economy.ability[h] = chain.values()[states[h]];
            economy.wealth[h] = world.assets()[cell / chain.values().length];
            total += economy.wealth[h];
        }
        double mean = from.capital() + from.debt();
        if (total * mean
                <= 0) { // a few households without any wealth, or in debt: everybody gets the mean, else there is no
            // capital
            Arrays.fill(economy.wealth, row * n, (row + 1) * n, mean);
            total = n * mean;
        }
        economy.debt[row] = total * from.debt() / mean;
        economy.capital[row] = total - economy.debt[row];
        economy.output[row] = n * from.output();
        economy.labour[row] = n * from.effective();
        economy.wage[row] = from.market().wage();
        economy.interest[row] = from.market().interest();
    }

    private void people(HouseholdEconomy economy, int row, RowRandom random, int[] states) { // [B, N]
        double[] wealth = population.givenWealth(); // [N]
        double[] ability = population.givenAbility(); // [N]
        int n = economy.households;
        for (int i = 0; i < n; i++) {
            int h = row * n + i;
            states[h] = ability == null ? chain.longRun(random.uniform(row, STATE, i)) : chain.nearest(ability[i]);
            economy.ability[h] = ability == null ? chain.values()[states[h]] : ability[i];
            economy.wealth[h] =
                    wealth == null ? population.wealth(scores[states[h]], random.normal(row, WEALTH, i)) : wealth[i];
        }
    }

    /** Output of everybody at hours 1; capital and debt in proportion to it, and wealth to what it is now. */
    private void proportions(HouseholdEconomy economy, int row) {
        int n = economy.households;
        double labour = 0;
        double total = 0;
        for (int h = row * n; h < (row + 1) * n; h++) {
            labour += economy.ability[h];
            total += economy.wealth[h];
        }
        double output = rules.drawnOutput() * labour;
        economy.labour[row] = labour;
        economy.output[row] = output;
        economy.capital[row] = rules.capitalRatio() * output;
        economy.debt[row] = world.fiscal().debtRatio() * output;
        double alpha = world.technology().capitalShare();
        economy.wage[row] = (1 - alpha) * output / labour;
        economy.interest[row] =
                alpha / rules.capitalRatio() - world.technology().depreciation();
        double scale = (economy.capital[row] + economy.debt[row]) / total;
        for (int h = row * n; h < (row + 1) * n; h++) {
            economy.wealth[h] *= scale;
        }
    }
}
