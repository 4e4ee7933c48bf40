package walras.env.stackelberg.taxation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.taxation.stationary.StationaryOracle;

/** What participants see of the economy, its policies and its oracle; immutable. */
final class TaxationEconomy implements Economy {
    static final String LEADER = "leader";
    static final String HOUSEHOLDS = "households";
    static final String FREE_MARKET = "free-market";
    static final String HSV = "hsv";
    static final String FEDERAL = "federal-2022";
    static final String SAEZ = "saez";
    static final String STEADY = "steady";
    static final double SPENDING_MAX = .5;
    static final int ECONOMY_SIZE = 5;

    private final TaxationSettings settings;
    private final Options options;

    TaxationEconomy(TaxationSettings settings, Options options) {
        this.settings = settings;
        this.options = options;
    }

    private static Space real(Integer... shape) {
        return Space.Box.of(DType.F64, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, shape);
    }

    @Override
    public EconomySpec spec() {
        Group[] groups = settings.seated() ? new Group[] {leader(), households()} : new Group[] {leader()};
        return EconomySpec.of(groups)
                .withMetrics(TaxationLedger.METRICS)
                .withPolicies(policies())
                .withTimeLimit(settings.horizon() * (settings.seated() ? 2 : 1));
    }

    private TensorSpec population() {
        return new TensorSpec(
                "population",
                real(settings.populationSize()),
                "output per head",
                "Means of wealth, income and ability: richest tenth, then poorer half; but in DSMFG a full year's pay.");
    }

    private Group leader() {
        List<TensorSpec> seen = new ArrayList<>(List.of(
                population(),
                new TensorSpec(
                        "economy",
                        real(ECONOMY_SIZE),
                        "output per head",
                        "Output, capital and debt per head; Gini indices of wealth and of income after tax.")));
        BracketTax brackets = settings.brackets();
        if (brackets != null) {
            int k = brackets.brackets();
            seen.add(new TensorSpec("bracket_share", real(k), "", "Share of households in each bracket."));
            seen.add(new TensorSpec("bracket_income", real(k), "dollars", "Their mean taxable income; 0 if empty."));
        }
        TensorSpec levers = new TensorSpec("levers", leverSpace(), "", "Tax levers, then the spending lever.");
        return Group.ofPlanner(LEADER, seen, List.of(levers), "The government, paid by its task.");
    }

    private Space leverSpace() {
        BracketTax brackets = settings.brackets();
        if (brackets == null) {
            boolean raw = settings.variant() == Variant.TAXAI;
            double least = settings.closed() == null ? Levers.LEAST : 0;
            return Space.Box.of(DType.F64, raw ? -1 : least, raw ? 1 : Levers.MOST, Levers.HSV_LEVERS);
        }
        List<Double> high = new ArrayList<>(Collections.nCopies(brackets.brackets(), Levers.MOST));
        high.add(SPENDING_MAX);
        return new Space.Box(DType.F64, List.of(high.size()), Collections.nCopies(high.size(), 0.0), high);
    }

    private Group households() {
        boolean raw = settings.variant() == Variant.TAXAI;
        Space choice = Space.Box.of(DType.F64, raw ? -1 : Levers.LEAST, raw ? 1 : Levers.MOST);
        boolean closed = settings.closed() != null;
        Space saving = closed ? Space.Box.of(DType.F64, 0, Levers.SAVING_MOST) : choice;
        List<TensorSpec> seen = List.of(
                new TensorSpec("own", real(2), "output per head", "One's ability and wealth."),
                population(),
                new TensorSpec("levers", real(settings.levers()), "", "This year's rates and spending share."));
        List<TensorSpec> actions = List.of(
                new TensorSpec("saving", saving, "", "Raw saving rate."),
                new TensorSpec("labour", choice, "", "Raw labour share."));
        Group group =
                Group.of(HOUSEHOLDS, settings.households(), seen, actions, "Work, eat and save, paid their utility.");
        return closed ? group : group.withRewards(0, 1);
    }

    private PolicySpec[] policies() {
        double most = settings.closed() == null || settings.brackets() != null ? SPENDING_MAX : Levers.MOST;
        OptionSpec spending = OptionSpec.number(
                "spending", Math.min(most, rate("spending", .1)), 0, most, "", "Share of output spent.");
        List<PolicySpec> all = new ArrayList<>();
        if (settings.brackets() == null) {
            all.add(new PolicySpec(
                    HSV,
                    List.of(LEADER),
                    OptionsSchema.of(
                            OptionSpec.number("tau", rate("tau", .1), 0, .99, "", "Level of the income tax."),
                            OptionSpec.number("xi", rate("xi", .025), 0, .99, "", "Progressivity of the income tax."),
                            OptionSpec.number(
                                    "tau_wealth", rate("tau_wealth", 0), 0, .99, "", "Level of the wealth tax."),
                            OptionSpec.number("xi_wealth", 0, 0, .99, "", "Progressivity of the wealth tax."),
                            spending),
                    "The same HSV rates every year, as near as the levers reach."));
        } else {
            if (settings.federal()) {
                all.add(new PolicySpec(
                        FEDERAL, List.of(LEADER), OptionsSchema.of(spending), "The federal rates of 2022."));
            }
            all.add(new PolicySpec(
                    SAEZ,
                    List.of(LEADER),
                    OptionsSchema.of(OptionSpec.number("elasticity", .25, .01, 10, "", "Of taxable income."), spending),
                    "Saez's rates for the brackets seen so far, weighting households by one over income."));
        }
        all.add(PolicySpec.of(FREE_MARKET, LEADER, "The lowest levers: (next to) no tax and no spending."));
        if (settings.seated()) {
            all.add(PolicySpec.of(STEADY, HOUSEHOLDS, "The options' saving rate and labour share, always."));
        }
        return all.toArray(PolicySpec[]::new);
    }

    /** What a constant rule sets by itself: in a closed economy the stationary economy's rates. */
    private double rate(String name, double published) {
        return settings.closed() == null ? published : options.number(name);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new TaxationDynamics(tensors, settings);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return switch (context.spec().name()) {
            case SAEZ -> new SaezPolicy(context, settings);
            case STEADY -> new SteadyHouseholds(context, settings);
            default -> new ConstantLevers(context, settings);
        };
    }

    @Override
    public void requirePlayable() {
        ClosedRules closed = settings.closed();
        boolean lived = settings.behaviour() == TaxationSettings.Behaviour.STATIONARY;
        if (closed != null && (lived || closed.stationary())) {
            closed.equilibrium();
        }
    }

    @Override
    public Solution solve() {
        ClosedRules closed = settings.closed();
        return closed == null ? published() : closed(closed);
    }

    private Solution closed(ClosedRules rules) {
        double output = rules.drawnOutput()
                * settings.population().meanAbility(rules.world().chain());
        Solution.Builder tables = Solution.builder()
                .scalar("drawn_output", output)
                .scalar("drawn_capital", rules.capitalRatio() * output)
                .scalar("drawn_debt", rules.world().fiscal().debtRatio() * output)
                .scalar("drawn_dollars", Variant.OUTPUT_PER_HEAD / output);
        boolean fixed = settings.behaviour() == TaxationSettings.Behaviour.FIXED;
        return StationaryOracle.solve(options, rules.world(), fixed, tables);
    }

    private Solution published() {
        HouseholdEconomy equals = settings.typicalReset();
        FirstBest best = FirstBest.of(settings);
        double technology = equals.productivity[0];
        double capital = equals.capital[0];
        double labourMax = equals.hoursMax[0] * settings.households();
        double labour = best.labour(technology, capital, labourMax);
        double[] income = {12_950, 15_000, 20_000, 50_000, 100_000, 250_000, 1e6, 2e9}; // [income]
        double[] rates = BracketTax.federalRates2022(); // [bracket]
        double unit = settings.dollars() ? 1 : equals.unit[0];
        AbilityProcess process = settings.population().process();
        List<Integer> shape = List.of(income.length);
        Solution answer = Solution.builder()
                .scalar("reset_output", equals.output[0])
                .scalar("reset_capital", equals.capital[0])
                .scalar("reset_debt", equals.debt[0])
                .scalar("reset_labour", equals.labour[0])
                .scalar("reset_wage", equals.wage[0])
                .scalar("hours_max", equals.hoursMax[0])
                .scalar("first_best_labour", labour)
                .scalar("first_best_consumption", best.consumption(technology, capital, labourMax, labour))
                .scalar("first_best_utility", best.utility(technology, capital, labourMax, labour))
                .scalar("ability_log_std", process.logStd())
                .scalar("superstar_share", process.superstarShare())
                .table("income", List.of("income"), shape, income)
                .table("hsv_tax", List.of("income"), shape, map(income, x -> HsvTax.of(x, .1, .025, unit)))
                .table("federal_tax", List.of("income"), shape, map(income, x -> BracketTax.federal2022()
                        .of(x, rates, 0)))
                .build();
        FirstBestCertificate certificate =
                FirstBestCertificate.of(settings.variant() == Variant.TAXAI, settings.households(), unit, answer);
        return answer.extended()
                .certify("value_residual", certificate.value())
                .certify("first_best_gain", certificate.gain())
                .verified(certificate.verified())
                .build();
    }

    private static double[] map(double[] values, DoubleUnaryOperator f) { // [k] -> [k]
        return Arrays.stream(values).map(f).toArray();
    }
}
