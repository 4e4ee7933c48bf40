package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Tensors;
import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Status;

/** A static economy whose options are known; immutable. */
final class StaticEconomy implements Economy {
    private static final double FACTOR_MAX = 4;
    private static final double DEMAND_PER_SUPPLY = 10;
    private static final double ACCOUNTS_TOLERANCE = 1e-9;

    private final Preferences preferences;
    private final double[] weights; // [N, L]
    private final double[] endowments; // [N, L]
    private final double[] startPrices; // [L], or [0] where none are given
    private final StaticRules rules;

    StaticEconomy(
            Preferences preferences,
            double[] weights /* [N, L] */,
            double[] endowments /* [N, L] */,
            double[] startPrices /* [L] or [0] */,
            StaticRules rules) {
        this.preferences = preferences;
        this.weights = weights;
        this.endowments = endowments;
        this.startPrices = startPrices;
        this.rules = rules;
    }

    /** The largest factor that the spread puts on a number: normals are cut at four standard deviations. */
    static double factor(double spread, double normal) {
        return Math.exp(spread * Math.max(-FACTOR_MAX, Math.min(FACTOR_MAX, normal)));
    }

    /** The logarithm of the largest factor that the spread puts on a number. */
    static double logFactorMax(double spread) {
        return spread * FACTOR_MAX;
    }

    @Override
    public EconomySpec spec() {
        int l = preferences.goods();
        double widest = factor(rules.spread(), FACTOR_MAX);
        double weightMax = Math.max(1, Arrays.stream(weights).max().orElse(1)) * widest;
        double quantityMax = Arrays.stream(endowments).sum() * widest * DEMAND_PER_SUPPLY;
        Group consumers = Group.of(
                ConsumerSpaces.GROUP,
                preferences.agents(),
                List.of(
                        ConsumerSpaces.weights(l, weightMax),
                        ConsumerSpaces.endowment(l),
                        ConsumerSpaces.prices(l),
                        ConsumerSpaces.bundle(l)),
                ConsumerSpaces.actions(rules.mode(), l, weightMax, quantityMax),
                "Agents that own goods, trade, and maximise their own utility.");
        return EconomySpec.of(consumers)
                .withMetrics(ExchangeMetrics.MARKET.toArray(Metric[]::new))
                .withPolicies(PolicySpec.of(
                        "truthful",
                        ConsumerSpaces.GROUP,
                        "Reports true tastes, demands the best bundle, or proposes the equilibrium."));
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new StaticDynamics(
                tensors,
                Kernels.of(backend, rules.mode(), rules.process(), preferences, rules.tolerance(), tensors.rows()),
                backend,
                rules,
                weights,
                endowments);
    }

    @Override
    public Set<Backend> backends() {
        return Kernels.backends(rules.mode(), rules.process(), preferences);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return new TruthfulConsumers(context, preferences, rules.mode());
    }

    @Override
    public Solution solve() {
        Equilibria found = Equilibria.allocate(1, preferences.agents(), preferences.goods());
        FusedEquilibriumKernel kernel = new FusedEquilibriumKernel(preferences, rules.tolerance());
        Certificate certificate = new Certificate(preferences);
        if (startPrices.length > 0) {
            kernel.solveFrom(startPrices, weights, endowments, found);
        } else {
            kernel.solve(1, weights, endowments, found);
        }
        certificate.verify(1, weights, endowments, found, rules.tolerance());
        Status status = found.statusOf(0);
        if (!status.certified()) {
            throw Problem.precondition(
                    status.name(), "equilibrium", "an economy with a certified equilibrium", status.meaning());
        }
        return tables(found, certificate);
    }

    private Solution tables(Equilibria found, Certificate certificate) {
        int n = preferences.agents();
        int l = preferences.goods();
        double[] utility = new double[n]; // [N]
        double[] negishi = new double[n]; // [N]
        Demand demand = new Demand(preferences);
        for (int i = 0; i < n; i++) {
            utility[i] = demand.utility(i, weights, i * l, found.allocation(), i * l);
            double income = 0;
            for (int j = 0; j < l; j++) {
                income += found.prices()[j] * endowments[i * l + j];
            }
            negishi[i] = demand.negishi(i, utility[i], income);
        }
        double accounts =
                certificate.accounts(utility, negishi, weights, endowments, found.allocation(), found.prices());
        if (!(accounts <= ACCOUNTS_TOLERANCE)) {
            throw Problem.precondition(
                    Status.NOT_CERTIFIED.name(),
                    "utilities",
                    "those recomputed, within " + ACCOUNTS_TOLERANCE,
                    "an error of " + accounts);
        }
        Solution.Builder builder = Solution.builder()
                .table("prices", List.of("good"), List.of(l), found.prices())
                .table("allocation", List.of("agent", "good"), List.of(n, l), found.allocation())
                .table("utility", List.of("agent"), List.of(n), utility)
                .table("negishi", List.of("agent"), List.of(n), negishi)
                .scalar("welfare", Arrays.stream(utility).sum());
        return ExchangeMetrics.certify(builder, found, preferences)
                .certify("accounts", accounts)
                .build();
    }
}
