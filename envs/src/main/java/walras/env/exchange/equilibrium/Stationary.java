package walras.env.exchange.equilibrium;

/**
 * Stationary distributions of finite Markov chains without a single subtraction, after Grassmann, Taksar and Heyman (1985), so
 * that every component is accurate to a few units in the last place however skewed the chain.
 *
 * <p>In a Cobb-Douglas economy the value of each good's supply is such a distribution: of one unit of money earned by good k, the
 * part {@code sum_i a_ij e_ik / E_k} is spent on good j.
 */
final class Stationary {
    private Stationary() {}

    /**
     * Solves {@code v = v flow} with {@code sum v = 1}. Diagonals are not read.
     *
     * @param flow {@code [n, n]}, from row to column, not negative; overwritten
     * @param result {@code [n]}
     * @return false when the chain is reducible in the order of elimination, and {@code result} is then meaningless
     */
    static boolean solve(double[] flow, int n, double[] result) {
        for (int k = n - 1; k > 0; k--) {
            double out = 0;
            for (int j = 0; j < k; j++) {
                out += flow[k * n + j];
            }
            if (!(out > 0)) {
                return false;
            }
            for (int i = 0; i < k; i++) {
                flow[i * n + k] /= out;
                double share = flow[i * n + k];
                for (int j = 0; j < k; j++) {
                    flow[i * n + j] += share * flow[k * n + j];
                }
            }
        }
        result[0] = 1;
        double total = 1;
        for (int k = 1; k < n; k++) {
            double mass = 0;
            for (int i = 0; i < k; i++) {
                mass += result[i] * flow[i * n + k];
            }
            result[k] = mass;
            total += mass;
        }
        for (int k = 0; k < n; k++) {
            result[k] /= total;
        }
        return true;
    }
}
