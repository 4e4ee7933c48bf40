package walras.env.exchange.markov;

/**
 * Transitions {@code P = sum_m theta_m P_m} with known parts and unknown weights.
 *
 * @param parts {@code [M, H, S, A, S]}; empty where the transitions are not known to be a mixture
 * @param theta {@code [M]}
 */
public record LinearMixture(double[] parts, double[] theta) {
    /** No known structure. */
    public static final LinearMixture NONE = new LinearMixture(new double[0], new double[0]);

    /** M, 0 where there is no structure. */
    public int size() {
        return theta.length;
    }

    /** The mixed transitions {@code [H, S, A, S]}. */
    public double[] mixed() {
        int length = parts.length / theta.length;
        double[] mixed = new double[length]; // [H, S, A, S]
        for (int m = 0; m < theta.length; m++) {
            for (int k = 0; k < length; k++) {
                mixed[k] += theta[m] * parts[m * length + k];
            }
        }
        return mixed;
    }
}
