package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import walras.env.Problem;

/** The interest rate that clears assets, and the transfer that balances the budget there. For one thread. */
final class Clearing {
    static final double CROWDED = 1e-6;
    private static final double CLEARED = 1e-9;
    static final double HOURS_MOST = 3;
    private static final double RATE_WIDTH = 1e-13;
    private static final double ENOUGH = 1e-11;
    private static final double NEAR = 1e-6;
    private static final int POLISH = 12;
    private static final double APART = 1e-10; // of rates; between nearer ones round-off of the plans decides the slope
    private static final double LOOSE = 1e-5;
    private static final int STEPS = 13;
    private static final int SECANTS = 60;
    private static final double TOO_DEAR = -10;

    private final StationaryWorld world;
    private final HouseholdProblem problem;
    private Policies plans;
    private double[] mass; // [asset, ability]
    private double transfer;
    private double slope = -1; // of the budget's rest in the transfer
    private double accuracy = LOOSE;
    private double drift; // of the transfer that balances the budget in the rate
    private double settledRate;
    private double settledTransfer;
    private double settledGap;
    private double steepness; // of the gap in the rate
    private Equilibrium now;

    private Clearing(StationaryWorld world) {
        this.world = world;
        this.problem = new HouseholdProblem(world);
        this.mass = Histogram.poor(world);
        double first = firstRate();
        this.transfer = firstTransfer(first);
        for (int k = 0; k < STEPS && !affordable(world, market(first)); k++) {
            first = (first - world.technology().depreciation()) / 2;
            this.transfer = firstTransfer(first);
        }
        if (!affordable(world, market(first))) {
            throw YearBudget.lost();
        }
        this.plans = problem.modest(market(first));
        this.settledRate = first;
        this.settledTransfer = transfer;
        this.now = at(market(first));
    }

    static Equilibrium solve(StationaryWorld world) {
        Clearing clearing = new Clearing(world);
        clearing.polish(clearing.search());
        clearing.refuse();
        return clearing.now;
    }

    /** Households at given prices. */
    static Equilibrium given(StationaryWorld world, double interest, double wage) {
        Market market = new Market(interest, wage, world.fiscal().transfer());
        HouseholdProblem problem = new HouseholdProblem(world);
        Policies plans = problem.stationary(market, problem.modest(market), HouseholdProblem.TIGHT);
        double[] mass = new Histogram(world, plans.assets()).invariant(Histogram.poor(world), 0); // [asset, ability]
        Equilibrium found = of(world, market, plans, mass);
        refuseLosses(world, found);
        return found;
    }

    private double firstRate() {
        Fiscal fiscal = world.fiscal();
        double patience = (1 / world.preferences().discount() - 1 + fiscal.tauWealth()) / (1 - fiscal.tau());
        return .9 * patience;
    }

    /** What the budget of equals would leave. */
    private double firstTransfer(double rate) {
        Fiscal fiscal = world.fiscal();
        if (!fiscal.transfers()) {
            return fiscal.transfer();
        }
        Technology technology = world.technology();
        double labour = 0;
        for (int j = 0; j < world.states(); j++) {
            labour += world.chain().share()[j] * world.chain().values()[j];
        }
        double capital = technology.capitalPerLabour(rate) * labour;
        double output = technology.output(capital, labour);
        double eaten = (1 - fiscal.spending()) * output - technology.depreciation() * capital;
        double income = output - technology.depreciation() * capital;
        double kept = new YearBudget(world, market(rate)).keep(income);
        double assets = capital + fiscal.debtRatio() * output;
        double revenue = income - kept + fiscal.tauWealth() * assets + fiscal.consumptionTax() * eaten;
        return revenue - fiscal.spending() * output - rate * fiscal.debtRatio() * output;
    }

    private Market market(double rate) {
        Technology technology = world.technology();
        return new Market(rate, technology.wage(technology.capitalPerLabour(rate)), transfer);
    }

    private double search() {
        double from = now.market().interest();
        double gap = balance(from);
        double to = from;
        double toGap = gap;
        double floor = -world.technology().depreciation();
        double step = .002;
        for (int k = 0; k < STEPS && (toGap > 0) == (gap > 0); k++) {
            from = to;
            gap = toGap;
            to = gap > 0 ? from + step : Math.max(from - step, (from + floor) / 2);
            toGap = balance(to);
            step *= 2;
        }
        if ((toGap > 0) == (gap > 0)) {
            throw Problem.option("discount", "an economy with an interest rate that clears assets", "none up to " + to);
        }
        return Brent.root(this::balance, from, gap, to, toGap, RATE_WIDTH, NEAR);
    }

    /** Secant steps with plans and distributions to round-off, from a rate that nearly clears. */
    private void polish(double rate) {
        accuracy = 0;
        double at = rate;
        double gap = balance(at);
        for (int k = 0; k < POLISH && Math.abs(gap) > ENOUGH; k++) {
            at -= gap / steepness;
            gap = balance(at);
        }
    }

    /** Wanted less supplied assets at an interest rate, as a share of output, once the budget is balanced. */
    private double balance(double rate) {
        transfer += world.fiscal().transfers() ? drift * (rate - settledRate) : 0;
        if (!affordable(world, market(rate))) {
            return tooDear();
        }
        settle(rate);
        double rest = rest();
        double old = transfer;
        for (int k = 0; k < SECANTS && world.fiscal().transfers() && Math.abs(rest) > allowed(); k++) {
            double next = transfer - rest / slope;
            if (next == transfer) {
                break;
            }
            old = transfer;
            transfer = next;
            if (!affordable(world, market(rate))) {
                return tooDear();
            }
            settle(rate);
            double changed = (rest() - rest) / (transfer - old);
            slope = changed < -.05 && changed > -20 ? changed : slope;
            rest = rest();
        }
        double gap = gap();
        if (rate != settledRate) {
            if (Math.abs(rate - settledRate) > APART) {
                steepness = (gap - settledGap) / (rate - settledRate);
            }
            drift = (transfer - settledTransfer) / (rate - settledRate);
            settledRate = rate;
            settledTransfer = transfer;
        }
        settledGap = gap;
        accuracy = accuracy == 0 ? 0 : Math.min(LOOSE, Math.max(1e-6 * Math.abs(gap), HouseholdProblem.TIGHT / 10));
        return gap;
    }

    /** Where the poorest cannot pay what debt costs, interest is too high: as if too much were saved. */
    private double tooDear() {
        transfer = settledTransfer;
        drift = 0;
        return TOO_DEAR;
    }

    /** True where the poorest at the least wealth can eat if they work as much as is allowed. */
    private static boolean affordable(StationaryWorld world, Market market) {
        YearBudget budget = new YearBudget(world, market);
        double ability = Arrays.stream(world.chain().values()).min().orElseThrow();
        double hours = world.preferences().elastic() ? HOURS_MOST : 1;
        double least = world.least();
        return budget.consumption(budget.income(ability, hours, least), least, least) > 0;
    }

    private double allowed() {
        double noise = 100 * Math.max(accuracy, HouseholdProblem.TIGHT / 10);
        return Math.max(noise, accuracy == 0 ? 0 : 1e-4 * Math.abs(gap())) * now.output();
    }

    private double gap() {
        return (now.capital() + now.debt() - now.sums().assets()) / now.output();
    }

    /** Revenue less everything that is paid from it. */
    private double rest() {
        return now.sums().revenue() - now.spending() - now.market().interest() * now.debt() - transfer;
    }

    private void settle(double rate) {
        now = at(market(rate));
    }

    private Equilibrium at(Market market) {
        plans = problem.stationary(market, plans, Math.max(HouseholdProblem.TIGHT, accuracy));
        mass = new Histogram(world, plans.assets()).invariant(mass, accuracy / 10);
        return of(world, market, plans, mass);
    }

    private static Equilibrium of(StationaryWorld world, Market market, Policies plans, double[] mass) { // [n, m]
        CrossSection sums = CrossSection.of(world, market, plans, mass);
        Fiscal fiscal = world.fiscal();
        double capital = world.technology().capitalPerLabour(market.interest()) * sums.effective();
        double output = world.technology().output(capital, sums.effective());
        double rest = sums.revenue() - market.transfer() - market.interest() * fiscal.debtRatio() * output;
        double spending = fiscal.transfers() ? fiscal.spending() * output : rest;
        return new Equilibrium(world, market, plans, mass, sums, capital, output, spending);
    }

    private void refuse() {
        Equilibrium found = now;
        if (found.sums().longest() > HOURS_MOST) {
            throw Problem.option(
                    "labour_disutility",
                    "hours of at most " + HOURS_MOST,
                    found.sums().longest());
        }
        boolean cleared = Math.abs(gap()) <= CLEARED;
        if (found.sums().most() > CROWDED && (cleared || gap() > 0)) {
            throw Problem.option(
                    "asset_max",
                    "at most " + CROWDED + " of the households at it",
                    found.sums().most());
        }
        if (!cleared && Math.abs(gap()) <= NEAR) {
            throw Problem.option("asset_points", "a grid on which assets clear to " + CLEARED + " of output", gap());
        }
        if (!cleared) {
            throw Problem.option(
                    "debt_ratio",
                    "an economy whose assets clear at an interest rate that the poorest can live with",
                    gap());
        }
        refuseLosses(world, found);
    }

    private static void refuseLosses(StationaryWorld world, Equilibrium found) {
        YearBudget budget = new YearBudget(world, found.market());
        int m = world.states();
        for (int cell = 0; world.fiscal().xi() > 0 && cell < found.distribution().length; cell++) {
            double wealth = world.assets()[cell / m];
            double income = budget.income(
                    world.chain().values()[cell % m], found.plans().hours()[cell], wealth);
            if (income <= 0) {
                throw Problem.option("xi", "0 where an income is not positive, here at wealth " + wealth, income);
            }
        }
    }
}
