package walras.env.counter;

/** Whether values of a counter are optimal, from the values alone. */
final class CounterCertificate {
    private CounterCertificate() {}

    /**
     * The most by which a value is not what the better of adding one and not adding one pays and leads to.
     *
     * @param value what is still to come where the counter stands, {@code [target + 1]}
     * @param left steps left, may be infinite: no value is larger, and after a step none is larger than one less
     */
    static double residual(double[] value, double left) { // [target + 1]
        int target = value.length - 1;
        double residual = Math.abs(value[target]);
        for (int count = 0; count < target; count++) {
            double stays = Math.min(value[count], left - 1);
            double adds = 1 + Math.min(value[count + 1], left - 1);
            residual = Math.max(residual, Math.abs(value[count] - Math.max(stays, adds)));
        }
        return residual;
    }
}
