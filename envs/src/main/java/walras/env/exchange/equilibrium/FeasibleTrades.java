package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * The largest sum of utilities over allocations that clear the market and that every agent can pay for out of its endowment, at prices
 * that need not be equilibrium prices. Since all goods are handed out, all incomes are spent, so the constraints are those of a
 * transportation problem: {@code p.x_i = p.e_i}, {@code sum_i x_i = E}.
 *
 * <p>A primal-dual interior-point method: utilities are concave, and minus their Hessian is, agent by agent, a diagonal less a rank-one
 * matrix ({@code u_jk = (1-rho) (g_j g_k / u - [j=k] g_j / x_j)} for CES of degree one; without the first term for additive CES), so
 * that a Newton step costs one dense system of {@code N - 1 + L} equations. The answer is certified by concavity: no allocation is
 * better by more than {@code z.x + |r|.(x + E)}, with dual slacks z and the residual r of the first-order conditions. Steps go
 * towards smaller {@code z.x} only while r is smaller than that, which keeps curved utilities near the central path.
 *
 * <p>Not safe for two threads at once.
 */
public final class FeasibleTrades {
    private static final int STEPS_MAX = 200;
    private static final double PRECISION = 1e-11;
    private static final double TOLERANCE = 1e-9;
    private static final double CENTRING = 0.1;
    private static final double REGULAR = 1e-14;
    private static final double TO_BOUNDARY = 0.995;

    private final Preferences preferences;
    private final Demand demand;
    private final int n;
    private final int l;
    private final double[] weight; // [N, L]
    private final double[] price; // [L]
    private final double[] income; // [N]
    private final double[] supply; // [L]
    private final double[] x; // [N, L]
    private final double[] slack; // [N, L] dual variables of x >= 0
    private final double[] gradient; // [N, L]
    private final double[] diagonal; // [N, L] of minus the Hessian and the barrier's
    private final double[] rank; // [N] factor on g g'
    private final double[] right; // [N, L]
    private final double[] move; // [N, L]
    private final double[] dual; // [N-1+L]
    private final double[] old; // [N-1+L] multipliers before a step
    private final double[] matrix; // [N-1+L, N-1+L]
    private final double[] pivot; // [N-1+L] scratch
    private final double[] column; // [L]
    private final double[] trades; // [N, L] the best found
    private double gap; // z.x
    private double residual; // of the first-order conditions, in utility

    /**
     * For agents with these preferences.
     *
     * @throws IllegalArgumentException for Leontief agents, whose utilities have kinks
     */
    public FeasibleTrades(Preferences preferences) {
        if (preferences.has(Utility.LEONTIEF)) {
            throw new IllegalArgumentException("feasible trades need utilities without kinks, so no leontief");
        }
        this.preferences = preferences;
        demand = new Demand(preferences);
        n = preferences.agents();
        l = preferences.goods();
        weight = new double[n * l];
        price = new double[l];
        income = new double[n];
        supply = new double[l];
        x = new double[n * l];
        slack = new double[n * l];
        gradient = new double[n * l];
        diagonal = new double[n * l];
        rank = new double[n];
        right = new double[n * l];
        move = new double[n * l];
        dual = new double[n - 1 + l];
        old = new double[n - 1 + l];
        matrix = new double[(n - 1 + l) * (n - 1 + l)];
        pivot = new double[n - 1 + l];
        column = new double[l];
        trades = new double[n * l];
    }

    /**
     * The largest welfare of one economy.
     *
     * @param weights {@code [.., N, L]} from {@code at}
     * @param endowments {@code [.., N, L]} from {@code at}, something of every good and for every agent
     * @param prices {@code [.., L]} from {@code p}, positive
     * @throws IllegalStateException if the certificate is missed
     */
    public double welfare(double[] weights, double[] endowments, int at, double[] prices, int p) {
        load(weights, endowments, at, prices, p);
        start(evaluate());
        double best = Double.POSITIVE_INFINITY;
        double welfare = 0;
        for (int step = 0; step < STEPS_MAX && !(best <= PRECISION * (1 + Math.abs(welfare))); step++) {
            double product = (residual > gap ? 1 : CENTRING) * gap / (n * l);
            direct(product);
            advance(product);
            double reached = evaluate();
            measure();
            if (gap + residual < best) {
                best = gap + residual;
                welfare = reached;
                System.arraycopy(x, 0, trades, 0, n * l);
            }
        }
        if (!(best <= TOLERANCE * (1 + Math.abs(welfare)))) {
            throw new IllegalStateException("no certified best feasible trade: within " + best + " only");
        }
        return welfare;
    }

    /** The trades {@code [N, L]} last found; shared. */
    public double[] allocation() {
        return trades;
    }

    private void load(double[] weights, double[] endowments, int at, double[] prices, int p) { // [.., N, L], [.., L]
        System.arraycopy(weights, at, weight, 0, n * l);
        System.arraycopy(prices, p, price, 0, l);
        Arrays.fill(supply, 0);
        Arrays.fill(income, 0);
        double total = 0;
        for (int k = 0; k < n * l; k++) {
            supply[k % l] += endowments[at + k];
            income[k / l] += price[k % l] * endowments[at + k];
            total += price[k % l] * endowments[at + k];
        }
        for (int k = 0; k < n * l; k++) {
            x[k] = income[k / l] / total * supply[k % l];
        }
    }

    /** Sets slacks and multipliers at the proportional allocation. */
    private void start(double welfare) {
        Arrays.fill(dual, 0);
        for (int k = 0; k < n * l; k++) {
            slack[k] = Math.max(welfare, Double.MIN_NORMAL) / (n * l) / x[k];
        }
        measure();
    }

    /** Fills gradients and the Hessian's parts; returns the welfare. */
    private double evaluate() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double u = demand.utility(i, weight, i * l, x, i * l);
            Utility family = preferences.family(i);
            double rho = family == Utility.COBB_DOUGLAS ? 0 : family == Utility.LINEAR ? 1 : preferences.rho(i);
            boolean homogeneous = family == Utility.COBB_DOUGLAS || family == Utility.CES;
            rank[i] = homogeneous && u > 0 ? (1 - rho) / u : 0;
            sum += u;
            for (int k = i * l; k < (i + 1) * l; k++) {
                gradient[k] = MarginalUtility.of(family, rho, u, weight, i * l, l, k, x[k]);
                diagonal[k] = (1 - rho) * gradient[k] / x[k];
            }
        }
        return sum;
    }

    /** What cell k pays: {@code (A' y)_k}; the last agent's budget follows from the others and is left out. */
    private double cost(int k) {
        int i = k / l;
        return (i < n - 1 ? dual[i] * price[k % l] : 0) + dual[n - 1 + k % l];
    }

    /** Newton's direction towards the point of the central path with that product of quantity and slack. */
    private void direct(double product) {
        int size = n - 1 + l;
        Arrays.fill(matrix, 0);
        System.arraycopy(dual, 0, old, 0, size);
        for (int k = 0; k < n * l; k++) {
            right[k] = gradient[k] - cost(k) + product / x[k];
            diagonal[k] += slack[k] / x[k];
        }
        primalResidual();
        for (int i = 0; i < n; i++) {
            addAgent(i);
        }
        steady(size);
        LinearSystem.solve(matrix, size, size, dual, pivot);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < l; j++) {
                column[j] = right[i * l + j] - (i < n - 1 ? dual[i] * price[j] : 0) - dual[n - 1 + j];
            }
            unweigh(i, column);
            System.arraycopy(column, 0, move, i * l, l);
        }
        for (int k = 0; k < size; k++) {
            dual[k] += old[k];
        }
    }

    /** Keeps the system regular where fewer cells are used than constraints bind, as in degenerate programs. */
    private void steady(int size) {
        double most = 0;
        for (int k = 0; k < size; k++) {
            most = Math.max(most, matrix[k * size + k]);
        }
        for (int k = 0; k < size; k++) {
            matrix[k * size + k] += REGULAR * most;
        }
    }

    /** Puts {@code A x - b} where the multipliers' moves will be; zero but for rounding. */
    private void primalResidual() {
        Arrays.fill(dual, 0);
        for (int i = 0; i < n - 1; i++) {
            dual[i] = -income[i];
        }
        for (int j = 0; j < l; j++) {
            dual[n - 1 + j] = -supply[j];
        }
        for (int k = 0; k < n * l; k++) {
            if (k / l < n - 1) {
                dual[k / l] += price[k % l] * x[k];
            }
            dual[n - 1 + k % l] += x[k];
        }
    }

    /** Adds {@code A K A'} and {@code A K r} of one agent, K being the inverse of its block. */
    private void addAgent(int i) {
        int size = n - 1 + l;
        boolean budgeted = i < n - 1;
        for (int j = 0; j < l; j++) {
            Arrays.fill(column, 0);
            column[j] = 1;
            unweigh(i, column);
            double spent = 0;
            for (int k = 0; k < l; k++) {
                matrix[(n - 1 + k) * size + n - 1 + j] += column[k];
                spent += price[k] * column[k];
            }
            if (budgeted) {
                matrix[i * size + n - 1 + j] += spent;
                matrix[(n - 1 + j) * size + i] += spent;
                matrix[i * size + i] += spent * price[j];
            }
        }
        System.arraycopy(right, i * l, column, 0, l);
        unweigh(i, column);
        for (int j = 0; j < l; j++) {
            dual[n - 1 + j] += column[j];
            dual[budgeted ? i : 0] += budgeted ? price[j] * column[j] : 0;
        }
    }

    /** Multiplies {@code [L]} by the inverse of an agent's block, by Sherman and Morrison. */
    private void unweigh(int i, double[] vector /* [L] */) {
        double along = 0;
        double left = 0;
        for (int j = 0; j < l; j++) {
            int k = i * l + j;
            vector[j] /= diagonal[k];
            along += gradient[k] * vector[j];
            left += rank[i] > 0 ? gradient[k] * slack[k] / diagonal[k] : 0; // Euler: sum of g x is u
        }
        if (rank[i] > 0) {
            double u = 0;
            for (int k = i * l; k < (i + 1) * l; k++) {
                u += gradient[k] * x[k];
            }
            double factor = along * rank[i] / (left / u);
            for (int j = 0; j < l; j++) {
                vector[j] += factor * gradient[i * l + j] / diagonal[i * l + j];
            }
        }
    }

    /** Moves quantities and slacks, staying inside. */
    private void advance(double product) {
        double primal = 1;
        double dualStep = 1;
        for (int k = 0; k < n * l; k++) {
            right[k] = product / x[k] - slack[k] - slack[k] / x[k] * move[k];
            primal = move[k] < 0 ? Math.min(primal, -TO_BOUNDARY * x[k] / move[k]) : primal;
            dualStep = right[k] < 0 ? Math.min(dualStep, -TO_BOUNDARY * slack[k] / right[k]) : dualStep;
        }
        double step = Math.min(primal, dualStep);
        for (int k = 0; k < n * l; k++) {
            x[k] += step * move[k];
            slack[k] += step * right[k];
        }
    }

    /** How far from the best welfare, at most: {@code gap + residual}. */
    private void measure() {
        gap = 0;
        residual = 0;
        for (int k = 0; k < n * l; k++) {
            gap += x[k] * slack[k];
            residual += Math.abs(gradient[k] - cost(k) + slack[k]) * (x[k] + supply[k % l]);
        }
    }
}
