package walras.env.stackelberg.taxation;

import java.util.Arrays;
import walras.env.StateVisitor;
import walras.env.StrictPower;

/**
 * The state of B economies of N households and its one-year law of motion. Rows are independent: any thread may step
 * any row, with scratch memory of its own, and gets the same bytes.
 */
final class HouseholdEconomy {
    /** Why a row's episode ended, as bits. */
    static final int EXCESS_DEMAND = 1;

    static final int INEQUALITY = 2;
    static final int INDEBTED_HOUSEHOLD = 4;
    static final int NO_CAPITAL = 8;

    final Variant variant;
    private final boolean comparesGinis;
    final int households;
    final double[] wealth; // [B, N]
    final double[] ability; // [B, N]
    final byte[] superstar; // [B, N]
    final double[] income; // [B, N], before tax
    final double[] incomeTax; // [B, N]
    final double[] wealthTax; // [B, N]
    final double[] consumption; // [B, N]
    final double[] utility; // [B, N]
    final double[] capital; // [B]
    final double[] debt; // [B]
    final double[] productivity; // [B]
    final double[] hoursMax; // [B]
    final double[] labour; // [B]
    final double[] wage; // [B]
    final double[] output; // [B]
    final double[] spending; // [B]
    final double[] revenue; // [B]
    final double[] interest; // [B], that households get
    final double[] transfers; // [B], to all households
    final double[] budgetGap; // [B], of the household whose budget is off the most
    final double[] unit; // [B], output per head at reset
    final double[] growth; // [B], of output
    final double[] capitalGrowth; // [B]
    final double[] wealthGini; // [B]
    final double[] incomeGini; // [B], after tax
    final double[] giniReduction; // [B], relative, income plus wealth
    final double[] welfare; // [B], sum of utilities
    final double[] statistics; // [B, (rich, poor), (wealth, income, ability)], means
    final int[] ended; // [B], bits

    HouseholdEconomy(Variant variant, int rows, int households) {
        this(variant, rows, households, variant == Variant.DSMFG);
    }

    /** {@code comparesGinis}: whether indices before tax are taken too, which doubles the sorting. */
    HouseholdEconomy(Variant variant, int rows, int households, boolean comparesGinis) {
        this.comparesGinis = comparesGinis;
        this.variant = variant;
        this.households = households;
        int cells = Math.multiplyExact(rows, households);
        wealth = new double[cells];
        ability = new double[cells];
        superstar = new byte[cells];
        income = new double[cells];
        incomeTax = new double[cells];
        wealthTax = new double[cells];
        consumption = new double[cells];
        utility = new double[cells];
        capital = new double[rows];
        debt = new double[rows];
        productivity = new double[rows];
        hoursMax = new double[rows];
        labour = new double[rows];
        wage = new double[rows];
        output = new double[rows];
        spending = new double[rows];
        revenue = new double[rows];
        interest = new double[rows];
        transfers = new double[rows];
        budgetGap = new double[rows];
        unit = new double[rows];
        growth = new double[rows];
        capitalGrowth = new double[rows];
        wealthGini = new double[rows];
        incomeGini = new double[rows];
        giniReduction = new double[rows];
        welfare = new double[rows];
        statistics = new double[rows * PopulationStatistics.COUNT];
        ended = new int[rows];
    }

    /** Starts a row whose wealth and ability are set: the macroeconomic state, as if everybody worked a third. */
    void reset(int row, PopulationStatistics scratch) {
        int at = row * households;
        double total = sum(wealth, at);
        productivity[row] = variant.productivity();
        if (variant == Variant.TAXAI) {
            capital[row] = total / 2;
            debt[row] = total / 2;
            labour[row] = total * (1 - Variant.WEALTH_RATIO * Variant.INTEREST) / Variant.WEALTH_RATIO;
            output[row] = variant.output(productivity[row], capital[row], labour[row]);
        } else {
            output[row] = Variant.OUTPUT_PER_HEAD * households;
            debt[row] = Variant.DEBT_RATIO * output[row];
            capital[row] = Variant.CAPITAL_RATIO * output[row];
            labour[row] = Variant.HOURS_PER_HEAD * households;
        }
        wage[row] = variant.wage(productivity[row], capital[row], labour[row]);
        hoursMax[row] = variant == Variant.TAXAI
                ? labour[row] / (Variant.RESET_LABOUR * sum(ability, at) * wage[row])
                : Variant.HOURS_MAX;
        unit[row] = output[row] / households;
        for (int i = at; i < at + households; i++) {
            income[i] = wage[row] * ability[i] * hoursMax[row] * Variant.RESET_LABOUR + Variant.INTEREST * wealth[i];
        }
        interest[row] = Variant.INTEREST;
        describeReset(row, scratch);
    }

    /** Nothing has happened yet: what observations and metrics show of the year before the first. */
    void describeReset(int row, PopulationStatistics scratch) {
        int at = row * households;
        Arrays.fill(incomeTax, at, at + households, 0);
        Arrays.fill(wealthTax, at, at + households, 0);
        Arrays.fill(consumption, at, at + households, 0);
        Arrays.fill(utility, at, at + households, 0);
        spending[row] = 0;
        revenue[row] = 0;
        growth[row] = 0;
        capitalGrowth[row] = 0;
        giniReduction[row] = 0;
        welfare[row] = 0;
        ended[row] = 0;
        incomeGini[row] = scratch.gini(income, incomeTax, at, households);
        wealthGini[row] = scratch.describeWealth(this, row);
    }

    /** The year's production and incomes from labour shares `[N]` at {@code work[at, at + N)}. */
    void produce(int row, double[] work, int at) {
        int from = row * households;
        interest[row] = Variant.INTEREST;
        double hours = hoursMax[row];
        double effective = 0;
        for (int i = 0; i < households; i++) {
            effective += ability[from + i] * work[at + i];
        }
        labour[row] = effective * hours;
        wage[row] = variant.wage(productivity[row], capital[row], labour[row]);
        double before = output[row];
        output[row] = variant.output(productivity[row], capital[row], labour[row]);
        growth[row] = (output[row] - before) / before;
        double pay = wage[row] * hours;
        for (int i = 0; i < households; i++) {
            income[from + i] = pay * ability[from + i] * work[at + i] + Variant.INTEREST * wealth[from + i];
        }
    }

    /**
     * Ends the year after taxes are set: households spend and save, debt and capital move, indices are taken. Saving
     * rates and labour shares `[N]` start at {@code at}.
     */
    void settle(int row, double spendingShare, double[] saving, double[] work, int at, PopulationStatistics scratch) {
        spending[row] = spendingShare * output[row];
        ended[row] = 0;
        double wanted = consume(row, saving, at);
        double ration = 1;
        if (wanted + spending[row] > output[row]) {
            ended[row] = EXCESS_DEMAND;
            if (variant == Variant.DSMFG) {
                ration = Math.max(0, (output[row] - spending[row]) / wanted);
            }
        }
        giniReduction[row] = comparesGinis ? scratch.giniReduction(this, row) : 0;
        incomeGini[row] = scratch.gini(income, incomeTax, row * households, households);
        accumulate(row, ration, work, at);
        wealthGini[row] = scratch.describeWealth(this, row);
        boolean unequal = wealthGini[row] > variant.giniLimit() || incomeGini[row] > variant.giniLimit();
        ended[row] |= unequal ? INEQUALITY : 0;
    }

    /** What households want to consume, before any rationing; returns the total. */
    private double consume(int row, double[] saving, int at) {
        int from = row * households;
        boolean spendsWealth = variant == Variant.TAXAI;
        double total = 0;
        for (int i = 0; i < households; i++) {
            int h = from + i;
            double purse = income[h] - incomeTax[h] + (spendsWealth ? wealth[h] - wealthTax[h] : 0);
            consumption[h] = (1 - saving[at + i]) * purse / (1 + Variant.CONSUMPTION_TAX);
            total += consumption[h];
        }
        return total;
    }

    private void accumulate(int row, double ration, double[] work, int at) {
        int from = row * households;
        double taxes = 0;
        double before = 0;
        double after = 0;
        double utilities = 0;
        boolean indebted = false;
        for (int i = 0; i < households; i++) {
            int h = from + i;
            double eaten = consumption[h] * ration;
            double effort = work[at + i];
            consumption[h] = eaten;
            taxes += incomeTax[h] + wealthTax[h] + Variant.CONSUMPTION_TAX * eaten;
            before += wealth[h];
            wealth[h] += income[h] - incomeTax[h] - wealthTax[h] - (1 + Variant.CONSUMPTION_TAX) * eaten;
            after += wealth[h];
            indebted |= !(wealth[h] >= 0);
            utility[h] = utility(eaten, effort);
            utilities += utility[h];
        }
        welfare[row] = utilities;
        revenue[row] = taxes;
        move(row, before, after);
        ended[row] |= (indebted ? INDEBTED_HOUSEHOLD : 0) | (capital[row] >= 0 ? 0 : NO_CAPITAL);
    }

    /** Debt and capital; the return on capital is the marginal product in TaxAI and the interest rate in DSMFG. */
    private void move(int row, double before, double after) {
        double alpha = variant.capitalShare();
        double old = capital[row];
        double owed = debt[row];
        debt[row] = (1 + Variant.INTEREST) * owed + spending[row] - revenue[row];
        if (variant == Variant.TAXAI) {
            double product = productivity[row] * alpha * StrictPower.of(old / labour[row], alpha - 1);
            capital[row] = after
                    - debt[row]
                    + (product + 1 - Variant.DEPRECIATION) * old
                    + (1 + Variant.INTEREST) * (owed - before);
        } else {
            capital[row] = (1 + Variant.INTEREST) * (old - before) - spending[row] + revenue[row] + after;
        }
        capitalGrowth[row] = (capital[row] - old) / old;
    }

    /** {@code sigmoid(ln(c / 1000) - 10 x^3 / 3)}, as {@code c / (c + 1000 e^(10 x^3 / 3))}. */
    static double utility(double consumption, double labourShare) {
        double spent = Math.max(0, consumption);
        return spent / (spent + 1000 * StrictMath.exp(10 * labourShare * labourShare * labourShare / 3));
    }

    /** Dollars of a unit of this economy's money: output per head at reset is that of 2022 where money is goods. */
    double dollars(int row) {
        return variant == Variant.CLOSED ? Variant.OUTPUT_PER_HEAD / unit[row] : 1;
    }

    /** What the year pays the government. */
    double reward(int row, Task task) {
        boolean taxai = variant != Variant.DSMFG;
        double growing = taxai ? growth[row] : 100 * capitalGrowth[row];
        double equal = taxai ? -wealthGini[row] * incomeGini[row] : 100 * giniReduction[row];
        return switch (task) {
            case GDP -> growing;
            case GINI -> equal;
            case SOCIAL_WELFARE -> welfare[row];
            case MIXED -> growing + equal;
        };
    }

    /** Everything that later years depend on, and what observations show of the last one. */
    void state(StateVisitor visitor) {
        visitor.doubles("economy.hidden.wealth", wealth);
        visitor.doubles("economy.hidden.ability", ability);
        visitor.bytes("economy.hidden.superstar", superstar);
        visitor.doubles("economy.income", income);
        visitor.doubles("economy.capital", capital);
        visitor.doubles("economy.debt", debt);
        visitor.doubles("economy.productivity", productivity);
        visitor.doubles("economy.hours_max", hoursMax);
        visitor.doubles("economy.wage", wage);
        visitor.doubles("economy.output", output);
        visitor.doubles("economy.unit", unit);
        visitor.doubles("economy.wealth_gini", wealthGini);
        visitor.doubles("economy.income_gini", incomeGini);
        visitor.doubles("economy.statistics", statistics);
    }

    private double sum(double[] values, int at) {
        double sum = 0;
        for (int i = at; i < at + households; i++) {
            sum += values[i];
        }
        return sum;
    }
}
