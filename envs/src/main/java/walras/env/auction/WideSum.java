package walras.env.auction;

/** A running sum of about 31 decimal digits, as an unevaluated sum of two doubles. */
final class WideSum {
    private double high;
    private double low;

    void clear() {
        high = 0;
        low = 0;
    }

    void add(double value) {
        double sum = high + value;
        double part = sum - high;
        low += (high - (sum - part)) + (value - part);
        high = sum;
    }

    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        low += Math.fma(a, b, -product);
    }

    void multiply(double factor) {
        settle();
        double product = high * factor;
        low = Math.fma(high, factor, -product) + low * factor;
        high = product;
    }

    /** Makes {@link #high} the double nearest to the sum, and {@link #low} the rest. */
    private void settle() {
        double sum = high + low;
        low -= sum - high;
        high = sum;
    }

    double high() {
        settle();
        return high;
    }

    double low() {
        settle();
        return low;
    }
}
