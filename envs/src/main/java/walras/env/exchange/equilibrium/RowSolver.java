package walras.env.exchange.equilibrium;

import java.util.Arrays;

/** The thorough solver of one row: any mixture of families, any sparsity; writes the row and its certificate. */
final class RowSolver {
    private static final double EXACT = 1e-12;
    private static final double CLEARING_OF_FOREST = 1e-10;

    private static final double[] NO_START = {}; // [0]

    private final Preferences preferences;
    private final double tolerance;
    private final RowEconomy economy;
    private final SmoothSolver smooth;
    private final LinearSolver linear;
    private final LeontiefDual dual;
    private final Certificate certificate;
    private final Demand demand;
    private final boolean anyLinear;
    private final boolean allLeontief;
    private final boolean anyLeontief;
    private final boolean uniqueByTheory;
    private boolean anyFree;
    private double[] start = NO_START; // [L], or [0] to start from the Cobb-Douglas prices

    // The row whose forests the judge is asked about.
    private final LinearSolver.Judge judge = this::acceptsForest;
    private double[] judgedWeights = NO_START; // [B, N, L]
    private double[] judgedEndowments = NO_START; // [B, N, L]
    private int judgedRow;
    private Equilibria judged = Equilibria.allocate(0, 0, 0);

    RowSolver(Preferences preferences, double tolerance) {
        this.preferences = preferences;
        this.tolerance = tolerance;
        economy = new RowEconomy(preferences);
        smooth = new SmoothSolver(economy);
        linear = new LinearSolver(economy, smooth);
        dual = new LeontiefDual(economy);
        certificate = new Certificate(preferences);
        demand = new Demand(preferences);
        anyLinear = preferences.has(Utility.LINEAR);
        anyLeontief = preferences.has(Utility.LEONTIEF);
        allLeontief = preferences.isUniform() && preferences.has(Utility.LEONTIEF);
        uniqueByTheory = preferences.isUniqueByTheory();
    }

    /** Solves a single economy by Newton from prices {@code [L]} of all goods, if its agents are smooth. */
    void solveFrom(double[] prices, double[] weights /* [N, L] */, double[] endowments /* [N, L] */, Equilibria out) {
        start = prices;
        solve(weights, endowments, 0, out);
        start = NO_START;
    }

    /** Solves the economy at {@code row} of the batch. */
    void solve(double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, Equilibria out) {
        int at = row * preferences.agents() * preferences.goods();
        Status found = economy.load(weights, endowments, at);
        boolean solvable = found == Status.CONVERGED || found == Status.UNWANTED_GOOD || found == Status.ZERO_ENDOWMENT;
        if (!solvable) {
            out.writeNothing(row, found);
            return;
        }
        anyFree = false;
        Status ended;
        if (anyLinear) {
            ended = solveLinear(weights, endowments, row, out);
        } else if (allLeontief && start.length == 0 && dual.isProportional()) {
            ended = solveDual(weights, endowments, row, out);
        } else {
            ended = solveSmooth(weights, endowments, row, out);
        }
        boolean proved = certificate.judge(row, weights, endowments, out, tolerance);
        Status status = proved ? ended : causeOfFailure(ended);
        out.status()[row] = (proved && found != Status.CONVERGED ? found : status).code();
    }

    private Status causeOfFailure(Status ended) {
        if (anyFree) {
            return Status.VANISHING_PRICE;
        }
        return ended.certified() ? Status.ITERATION_CAP : ended;
    }

    private Status solveLinear(
            double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, Equilibria out) {
        judgedWeights = weights;
        judgedEndowments = endowments;
        judgedRow = row;
        judged = out;
        boolean exact = linear.solve(judge);
        out.iterations()[row] = smooth.newton.iterations();
        if (!exact) {
            writeShares(row, out);
        }
        return exact && linear.forest.isFree() ? Status.NON_UNIQUE : Status.CONVERGED;
    }

    private boolean acceptsForest() {
        writeForest(judgedRow, judged);
        return certificate.judge(judgedRow, judgedWeights, judgedEndowments, judged, CLEARING_OF_FOREST)
                && Certificate.isWithin(judgedRow, judged, CLEARING_OF_FOREST, EXACT, EXACT);
    }

    private Status solveDual(
            double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, Equilibria out) {
        boolean solved = dual.solve();
        writePrices(row, dual.price, out);
        writeDemand(weights, endowments, row, out);
        out.iterations()[row] = dual.iterations();
        Status unique = dual.isUnique() ? Status.CONVERGED : Status.NON_UNIQUE;
        return solved ? unique : Status.ITERATION_CAP;
    }

    private Status solveSmooth(
            double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, Equilibria out) {
        double residual = start.length > 0 ? smooth.solveFrom(start) : smooth.solve();
        int iterations = smooth.newton.iterations();
        for (int good = vanishing(residual); good >= 0; good = vanishing(residual)) {
            economy.drop(good);
            anyFree = true;
            residual = smooth.solve();
            iterations += smooth.newton.iterations();
        }
        out.iterations()[row] = iterations;
        boolean solved = residual <= tolerance;
        boolean unstable = solved && !uniqueByTheory && !anyFree && smooth.newton.index() < 0;
        if (anyFree) {
            writePrices(row, smooth.smooth.price, out);
            writeDemand(weights, endowments, row, out);
        } else {
            writeShares(row, out);
        }
        if (!solved) {
            return Status.ITERATION_CAP;
        }
        return unstable ? Status.NON_UNIQUE : Status.CONVERGED;
    }

    /** After a failure, the good in excess supply with the least value, if its price may be zero; otherwise -1. */
    private int vanishing(double residual) {
        int found = -1;
        if (!(residual <= tolerance) && anyLeontief) {
            for (int j = 0; j < economy.goods; j++) {
                boolean fits = !(smooth.smooth.residual[j] >= 0) && economy.mayBeFree(j);
                if (fits && (found < 0 || valueOf(j) < valueOf(found))) {
                    found = j;
                }
            }
        }
        return found;
    }

    private double valueOf(int good) {
        return smooth.smooth.price[good] * economy.supply[good];
    }

    private void clear(int row, Equilibria out) {
        int l = preferences.goods();
        int size = preferences.agents() * l;
        Arrays.fill(out.prices(), row * l, (row + 1) * l, 0);
        Arrays.fill(out.allocation(), row * size, (row + 1) * size, 0);
    }

    /** Clears the row and writes prices of kept goods on the simplex. */
    private void writePrices(int row, double[] price /* [l] */, Equilibria out) {
        clear(row, out);
        double sum = 0;
        for (int j = 0; j < economy.goods; j++) {
            sum += price[j];
        }
        for (int j = 0; j < economy.goods; j++) {
            out.prices()[row * preferences.goods() + economy.goodOf[j]] = price[j] / sum;
        }
    }

    /** Writes the smooth economy's prices, and the demand there as it was computed. */
    private void writeShares(int row, Equilibria out) {
        SmoothEconomy at = smooth.smooth;
        writePrices(row, at.price, out);
        for (int i = 0; i < economy.agents; i++) {
            for (int j = 0; j < economy.goods; j++) {
                double spent = at.income[i] * at.share[i * economy.goods + j];
                out.allocation()[cell(row, i, j)] = spent / at.price[j];
            }
        }
    }

    private void writeForest(int row, Equilibria out) {
        ForestSolver forest = linear.forest;
        writeShares(row, out);
        writePricesOver(row, forest, out);
    }

    private void writePricesOver(int row, ForestSolver forest, Equilibria out) {
        double sum = 0;
        for (int j = 0; j < economy.goods; j++) {
            sum += forest.price[j];
        }
        for (int j = 0; j < economy.goods; j++) {
            out.prices()[row * preferences.goods() + economy.goodOf[j]] = forest.price[j] / sum;
            for (int i = 0; i < economy.agents; i++) {
                if (economy.family(i) == Utility.LINEAR) {
                    out.allocation()[cell(row, i, j)] = forest.flow[i * economy.goods + j] / forest.price[j];
                }
            }
        }
    }

    /** Writes every agent's demand at the prices of the row, which may be zero for Leontief agents. */
    private void writeDemand(
            double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, Equilibria out) {
        int l = preferences.goods();
        for (int i = 0; i < preferences.agents(); i++) {
            int at = (row * preferences.agents() + i) * l;
            double income = 0;
            for (int j = 0; j < l; j++) {
                income += endowments[at + j] * out.prices()[row * l + j];
            }
            if (income > 0) {
                demand.choose(i, weights, at, out.prices(), row * l, income, out.allocation(), at);
            }
        }
    }

    private int cell(int row, int agent, int good) {
        return (row * preferences.agents() + economy.agentOf[agent]) * preferences.goods() + economy.goodOf[good];
    }
}
