package walras.env.stackelberg.response;

/**
 * Multiplicative weights, {@code w(a) *= (1 + rate)^u(a)}: Hedge with step ln(1 + rate). Not clipped.
 *
 * <p>Weights are kept as they are and divided by their largest only when that passes 1e100, so that the strategy never changes.
 *
 * @param rate the public codes use 0.01 and 0.1
 */
public record Hedge(double rate) implements LearningRule {
    static final double LARGE = 1e100;
    static final double SMALL = 1e-100;
    /** Keeps an action that once looked hopeless able to come back, as the exact real number would. */
    static final double FLOOR = 1e-200;

    public Hedge {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("rate: expected rate > 0, got " + rate);
        }
    }

    @Override
    public double initial() {
        return 1;
    }

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        double total = 0;
        for (int a = 0; a < actions; a++) {
            total += table[at + a];
        }
        double scale = 1 / total;
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = table[at + a] * scale;
        }
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        double step = Math.log1p(rate);
        double largest = 0;
        for (int a = 0; a < actions; a++) {
            double weight = table[at + a] * Math.exp(step * view.utility[view.from + a]);
            table[at + a] = weight;
            largest = Math.max(largest, weight);
        }
        if (largest > LARGE || largest < SMALL) {
            rescale(table, at, actions, largest);
        }
    }

    static void rescale(double[] table, int at, int actions, double largest) {
        for (int a = 0; a < actions; a++) {
            table[at + a] = Math.max(table[at + a] / largest, FLOOR);
        }
    }
}
