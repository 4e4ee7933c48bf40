package walras.env.stackelberg.taxation;

import java.util.Arrays;
import walras.env.RowRandom;
import walras.env.StateVisitor;

/** A year of the two published economies. */
final class PublishedYear implements TaxationYear {
    private final TaxationSettings settings;
    private final HouseholdEconomy economy;
    private final RowRandom random;

    PublishedYear(TaxationSettings settings, HouseholdEconomy economy, RowRandom random) {
        this.settings = settings;
        this.economy = economy;
        this.random = random;
    }

    @Override
    public void begin(int row, TaxationScratch own) {
        settings.population().begin(economy, row, random);
        economy.reset(row, own.statistics);
    }

    @Override
    public void halve(int row) {
        for (int h = row * settings.households(); h < (row + 1) * settings.households(); h++) {
            economy.wealth[h] *= .5;
        }
    }

    @Override
    public void decide(int row, double[] levers, TaxationScratch own) { // [B, lever]
        Arrays.fill(own.saving, settings.saving());
        if (settings.behaviour() == TaxationSettings.Behaviour.FIXED) {
            Arrays.fill(own.work, settings.labour());
            return;
        }
        int n = settings.households();
        int at = row * settings.levers();
        double pay = economy.wage[row] * economy.hoursMax[row];
        double unit = settings.dollars() ? 1 : economy.unit[row];
        boolean spendsWealth = settings.variant() == Variant.TAXAI;
        BracketTax brackets = settings.brackets();
        double scale = brackets == null ? HsvTax.scale(levers[at], levers[at + 1], unit) : 0;
        for (int i = 0; i < n; i++) {
            double wealth = economy.wealth[row * n + i];
            double earns = pay * economy.ability[row * n + i];
            double interest = Variant.INTEREST * wealth;
            if (brackets == null) {
                double taken = spendsWealth ? HsvTax.of(wealth, levers[at + 2], levers[at + 3], unit) : 0;
                double purse = spendsWealth ? wealth - taken : 0;
                own.work[i] = MyopicHousehold.labour(earns, interest, purse, scale, levers[at + 1]);
            } else {
                double purse = spendsWealth ? wealth : 0;
                own.work[i] = MyopicHousehold.labour(earns, interest, purse, brackets, levers, at);
            }
        }
    }

    @Override
    public void live(int row, double[] levers, TaxationScratch own) { // [B, lever]
        economy.produce(row, own.work, 0);
        tax(row, levers);
        double spending = levers[(row + 1) * settings.levers() - 1];
        economy.settle(row, spending, own.saving, own.work, 0, own.statistics);
    }

    private void tax(int row, double[] levers) { // [B, lever]
        int n = settings.households();
        int at = row * settings.levers();
        BracketTax brackets = settings.brackets();
        if (brackets == null) {
            double unit = settings.dollars() ? 1 : economy.unit[row];
            HsvTax.apply(economy.income, row * n, n, levers[at], levers[at + 1], unit, economy.incomeTax);
            HsvTax.apply(economy.wealth, row * n, n, levers[at + 2], levers[at + 3], unit, economy.wealthTax);
        } else {
            brackets.apply(economy.income, row * n, n, levers, at, economy.incomeTax);
        }
    }

    @Override
    public void age(int row, TaxationScratch own) {
        int n = settings.households();
        settings.population().draw(row, random, own.normals, own.uniforms);
        settings.population()
                .process()
                .advance(economy.ability, economy.superstar, row * n, n, own.normals, own.uniforms);
    }

    @Override
    public void state(StateVisitor visitor) {
        // The economy holds everything.
    }
}
