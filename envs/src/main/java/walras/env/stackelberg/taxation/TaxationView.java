package walras.env.stackelberg.taxation;

import java.util.Arrays;
import walras.env.GroupTensors;

/** Writes observations: money in units of output per head at reset. */
final class TaxationView {
    private final TaxationSettings settings;
    private final HouseholdEconomy economy;
    private final double[] levers; // [B, lever]

    TaxationView(TaxationSettings settings, HouseholdEconomy economy, double[] levers) {
        this.settings = settings;
        this.economy = economy;
        this.levers = levers;
    }

    void observeLeader(GroupTensors seat, int row) {
        int size = settings.populationSize();
        writePopulation(row, seat.observations().get(0).f64(), row * size);
        double[] macro = seat.observations().get(1).f64(); // [B, 1, 5]
        double whole = economy.unit[row] * settings.households();
        int at = row * TaxationEconomy.ECONOMY_SIZE;
        macro[at] = economy.output[row] / whole;
        macro[at + 1] = economy.capital[row] / whole;
        macro[at + 2] = economy.debt[row] / whole;
        macro[at + 3] = economy.wealthGini[row];
        macro[at + 4] = economy.incomeGini[row];
        BracketTax brackets = settings.brackets();
        if (brackets != null) {
            writeBrackets(
                    brackets,
                    row,
                    seat.observations().get(2).f64(),
                    seat.observations().get(3).f64());
        }
    }

    private void writePopulation(int row, double[] target, int at) { // [B, n, 6 or 7]
        int from = row * PopulationStatistics.COUNT;
        double unit = economy.unit[row];
        for (int group = 0; group < PopulationStatistics.COUNT; group += 3) {
            target[at + group] = economy.statistics[from + group] / unit;
            target[at + group + 1] = economy.statistics[from + group + 1] / unit;
            target[at + group + 2] = economy.statistics[from + group + 2];
        }
        if (settings.populationSize() > PopulationStatistics.COUNT) {
            target[at + PopulationStatistics.COUNT] = economy.wage[row] * economy.hoursMax[row] / unit;
        }
    }

    private void writeBrackets(BracketTax brackets, int row, double[] share, double[] income) { // [B, 1, k] each
        int k = brackets.brackets();
        int n = settings.households();
        double dollars = economy.dollars(row);
        Arrays.fill(share, row * k, (row + 1) * k, 0);
        Arrays.fill(income, row * k, (row + 1) * k, 0);
        for (int h = row * n; h < (row + 1) * n; h++) {
            int bracket = row * k + brackets.bracket(economy.income[h] * dollars);
            share[bracket]++;
            income[bracket] += brackets.taxable(economy.income[h] * dollars);
        }
        for (int bracket = row * k; bracket < (row + 1) * k; bracket++) {
            income[bracket] = share[bracket] > 0 ? income[bracket] / share[bracket] : 0;
            share[bracket] /= n;
        }
    }

    void observeHouseholds(GroupTensors seat, int row, byte active) {
        int n = settings.households();
        int size = settings.populationSize();
        int count = settings.levers();
        double[] own = seat.observations().get(0).f64(); // [B, N, 2]
        double[] population = seat.observations().get(1).f64(); // [B, N, 6 or 7]
        double[] rates = seat.observations().get(2).f64(); // [B, N, lever]
        writePopulation(row, population, row * n * size);
        for (int h = row * n; h < (row + 1) * n; h++) {
            own[2 * h] = economy.ability[h];
            own[2 * h + 1] = economy.wealth[h] / economy.unit[row];
            System.arraycopy(population, row * n * size, population, h * size, size);
            System.arraycopy(levers, row * count, rates, h * count, count);
        }
        Arrays.fill(seat.active().u8(), row * n, (row + 1) * n, active);
    }
}
