package walras.env.exchange.equilibrium;

/** Slopes of utilities without kinks. */
final class MarginalUtility {
    private MarginalUtility() {}

    /**
     * The slope in one good.
     *
     * @param utility of the agent's bundle
     * @param weights {@code [.., L]}, the agent's from {@code from}
     * @param k the good's place among the weights
     * @param quantity of the good, positive
     */
    static double of(
            Utility family, double rho, double utility, double[] weights, int from, int goods, int k, double quantity) {
        double a = weights[k];
        if (a == 0) {
            return 0;
        }
        return switch (family) {
            case COBB_DOUGLAS -> a / total(weights, from, goods) * utility / quantity;
            case CES -> a * Math.exp((rho - 1) * (Math.log(quantity) - Math.log(utility)));
            case ADDITIVE_CES -> a * rho * Math.pow(quantity, rho - 1);
            default -> a;
        };
    }

    private static double total(double[] weights, int from, int goods) { // [.., L]
        double total = 0;
        for (int j = from; j < from + goods; j++) {
            total += weights[j];
        }
        return total;
    }
}
