package walras.env.stackelberg.taxation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.RowRandom;
import walras.env.StateVisitor;
import walras.env.stackelberg.taxation.stationary.AbilityChain;
import walras.env.stackelberg.taxation.stationary.StationaryRule;

/**
 * A year of variant {@code closed}, in goods. Capital and debt pay the same interest to whoever owns them, so that {@code K + B}
 * is what households own: capital at the year's end is their wealth less the debt, and the account of goods balances by Walras's law.
 */
final class ClosedYear implements TaxationYear {
    private static final int HALVINGS = 30;

    private final TaxationSettings settings;
    private final ClosedRules rules;
    private final HouseholdEconomy economy;
    private final RowRandom random;
    private final ClosedStart start;
    private final ClosedTax tax;
    private final double transfer;
    private final @Nullable StationaryRule rule;
    private final int[] states; // [B, N], of ability

    ClosedYear(TaxationSettings settings, ClosedRules rules, HouseholdEconomy economy, RowRandom random) {
        this.settings = settings;
        this.rules = rules;
        this.economy = economy;
        this.random = random;
        this.start = new ClosedStart(rules, settings.population());
        this.tax = new ClosedTax(economy, settings.brackets());
        this.transfer = rules.transfer();
        boolean plans = settings.behaviour() == TaxationSettings.Behaviour.STATIONARY;
        this.rule = plans ? new StationaryRule(rules.equilibrium()) : null;
        this.states = new int[economy.wealth.length];
    }

    @Override
    public void begin(int row, TaxationScratch own) {
        start.begin(economy, row, random, states);
        int n = settings.households();
        economy.productivity[row] = rules.world().technology().productivity();
        economy.hoursMax[row] = ClosedRules.HOURS_MAX;
        economy.unit[row] = economy.output[row] / n;
        for (int h = row * n; h < (row + 1) * n; h++) {
            economy.income[h] = economy.wage[row] * economy.ability[h] + economy.interest[row] * economy.wealth[h];
        }
        economy.describeReset(row, own.statistics);
    }

    @Override
    public void halve(int row) {
        int n = settings.households();
        for (int h = row * n; h < (row + 1) * n; h++) {
            economy.wealth[h] *= .5;
        }
        economy.capital[row] *= .5;
        economy.debt[row] *= .5;
    }

    @Override
    public void decide(int row, double[] levers, TaxationScratch own) { // [B, lever]
        Arrays.fill(own.saving, settings.saving());
        Arrays.fill(own.work, settings.labour());
        int n = settings.households();
        StationaryRule plans = rule;
        if (plans != null) {
            for (int i = 0; i < n; i++) {
                double wealth = economy.wealth[row * n + i];
                own.saving[i] = plans.share(wealth, states[row * n + i]);
                own.work[i] = plans.hours(wealth, states[row * n + i]) / ClosedRules.HOURS_MAX;
            }
        } else if (settings.behaviour() == TaxationSettings.Behaviour.MYOPIC
                && rules.world().preferences().elastic()) {
            tax.set(row, levers);
            for (int i = 0; i < n; i++) {
                own.work[i] = myopic(row, row * n + i, levers);
            }
        }
    }

    /** The share of time that is best for the year alone at last year's prices, by halving: the last hour's gain falls with hours. */
    private double myopic(int row, int h, double[] levers) { // [B, lever]
        double low = Levers.LEAST;
        double high = Levers.MOST;
        double pay = economy.wage[row] * economy.ability[h];
        double interest = economy.interest[row] * economy.wealth[h];
        double eats = (1 - settings.saving()) / (1 + rules.world().fiscal().consumptionTax());
        for (int k = 0; k < HALVINGS; k++) {
            double x = (low + high) / 2;
            double income = pay * rules.hours(x) + interest;
            double kept = tax.keep(row, levers, income);
            double purse = economy.wealth[h] + kept - tax.onWealth(row, economy.wealth[h], kept) + transfer;
            double eaten = Math.max(ClosedRules.EATEN_LEAST, eats * purse);
            double gain = rules.world().preferences().marginal(eaten) * eats * tax.slope(row, levers, income) * pay;
            boolean more = gain > rules.world().preferences().marginalLabour(rules.hours(x));
            low = more ? x : low;
            high = more ? high : x;
        }
        return (low + high) / 2;
    }

    @Override
    public void live(int row, double[] levers, TaxationScratch own) { // [B, lever]
        produce(row, own.work);
        tax.set(row, levers);
        double taxes = spend(row, levers, own);
        int n = settings.households();
        double debt = economy.debt[row];
        economy.spending[row] = levers[(row + 1) * settings.levers() - 1] * economy.output[row];
        economy.revenue[row] = taxes;
        economy.debt[row] = (1 + economy.interest[row]) * debt + economy.spending[row] + economy.transfers[row] - taxes;
        double capital = economy.capital[row];
        double owned = 0;
        for (int h = row * n; h < (row + 1) * n; h++) {
            owned += economy.wealth[h];
        }
        economy.capital[row] = owned - economy.debt[row];
        economy.capitalGrowth[row] = (economy.capital[row] - capital) / capital;
        economy.ended[row] = economy.capital[row] > 0 ? 0 : HouseholdEconomy.NO_CAPITAL;
        economy.incomeGini[row] = own.statistics.gini(economy.income, economy.incomeTax, row * n, n);
        economy.wealthGini[row] = own.statistics.describeWealth(economy, row);
    }

    private void produce(int row, double[] work) { // [N]
        int n = settings.households();
        double labour = 0;
        for (int i = 0; i < n; i++) {
            labour += economy.ability[row * n + i] * rules.hours(work[i]);
        }
        double alpha = rules.world().technology().capitalShare();
        double before = economy.output[row];
        double output = rules.output(economy.productivity[row], economy.capital[row], labour);
        economy.labour[row] = labour;
        economy.output[row] = output;
        economy.growth[row] = (output - before) / before;
        economy.wage[row] = (1 - alpha) * output / labour;
        economy.interest[row] = alpha * output / economy.capital[row]
                - rules.world().technology().depreciation();
        for (int i = 0; i < n; i++) {
            int h = row * n + i;
            economy.income[h] = economy.wage[row] * economy.ability[h] * rules.hours(work[i])
                    + economy.interest[row] * economy.wealth[h];
        }
    }

    /** Taxes, consumption and next year's wealth of every household; returns all taxes. */
    private double spend(int row, double[] levers, TaxationScratch own) { // [B, lever]
        int n = settings.households();
        double price = 1 + rules.world().fiscal().consumptionTax();
        double taxes = 0;
        double welfare = 0;
        double gap = 0;
        for (int i = 0; i < n; i++) {
            int h = row * n + i;
            double wealth = economy.wealth[h];
            double kept = tax.keep(row, levers, economy.income[h]);
            economy.incomeTax[h] = economy.income[h] - kept;
            economy.wealthTax[h] = tax.onWealth(row, wealth, kept);
            double purse = wealth + kept - economy.wealthTax[h] + transfer;
            double eaten = (1 - own.saving[i]) * purse / price;
            economy.wealth[h] = own.saving[i] * purse;
            economy.consumption[h] = eaten;
            double paid = economy.incomeTax[h] + economy.wealthTax[h] + (price - 1) * eaten;
            double left = wealth + economy.income[h] + transfer - paid - eaten - economy.wealth[h];
            gap = Math.max(gap, Math.abs(left));
            taxes += paid;
            economy.utility[h] = rules.utility(eaten, own.work[i]);
            welfare += economy.utility[h];
        }
        economy.welfare[row] = welfare;
        economy.transfers[row] = n * transfer;
        economy.budgetGap[row] = gap;
        return taxes;
    }

    @Override
    public void age(int row, TaxationScratch own) {
        settings.population().draw(row, random, own.normals, own.uniforms);
        AbilityChain chain = rules.world().chain();
        int n = settings.households();
        for (int i = 0; i < n; i++) {
            int h = row * n + i;
            states[h] = chain.after(states[h], own.uniforms[i]);
            economy.ability[h] = chain.values()[states[h]];
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("taxation.hidden.ability_state", states);
        visitor.doubles("economy.interest", economy.interest);
    }
}
