package walras.env.exchange.equilibrium;

/**
 * Walras' price adjustment in its multiplicative form, {@code p_j <- p_j (D_j / E_j)^gamma}, for one economy of agents that are not
 * linear. Converges under gross substitutes for {@code gamma = 1 / max(1, s)}; cycles or diverges in Scarf's economy for every gamma.
 */
public final class Tatonnement extends PriceProcess {
    private final Demand demand;
    private final Preferences preferences;
    private final double[] weights; // [N, L]
    private final double[] endowments; // [N, L]
    private final double[] start; // [L]
    private final double gamma;
    private final double[] ratio; // [L] demand over supply
    private final double[] next; // [L]

    /**
     * An economy at given prices.
     *
     * @param weights {@code [N, L]}
     * @param endowments {@code [N, L]}
     * @param prices {@code [L]}, positive, of any scale; copied
     * @param gamma exponent
     */
    public Tatonnement(Preferences preferences, double[] weights, double[] endowments, double[] prices, double gamma) {
        super(preferences.agents(), preferences.goods());
        this.preferences = preferences;
        this.weights = weights;
        this.endowments = endowments;
        this.gamma = gamma;
        demand = new Demand(preferences);
        ratio = new double[preferences.goods()];
        start = prices.clone();
        next = prices.clone();
        begin();
    }

    @Override
    void begin() {
        post(start);
        evaluate(prices());
    }

    @Override
    public void step() {
        for (int j = 0; j < next.length; j++) {
            next[j] = prices()[j] * Math.pow(ratio[j], gamma);
        }
        post(next);
        evaluate(prices());
    }

    private void evaluate(double[] prices /* [L] */) {
        double[] allocation = allocation(); // [N, L]
        int l = prices.length;
        for (int i = 0; i < preferences.agents(); i++) {
            double income = 0;
            for (int j = 0; j < l; j++) {
                income += prices[j] * endowments[i * l + j];
            }
            demand.choose(i, weights, i * l, prices, 0, income, allocation, i * l);
        }
        for (int j = 0; j < l; j++) {
            double supply = 0;
            double used = 0;
            for (int i = 0; i < preferences.agents(); i++) {
                supply += endowments[i * l + j];
                used += allocation[i * l + j];
            }
            ratio[j] = used / supply;
        }
    }

    /** Excess demand {@code D_j - E_j} over supply, {@code [L]}, as a new array. */
    public double[] excess() {
        double[] excess = ratio.clone(); // [L]
        for (int j = 0; j < excess.length; j++) {
            excess[j] -= 1;
        }
        return excess;
    }

    @Override
    public double residual() {
        double worst = 0;
        for (double r : ratio) {
            worst = Math.max(worst, Math.abs(r - 1));
        }
        return worst;
    }
}
