package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Proportional response for linear utilities: agents bid on goods in proportion to the utility each contributed last time,
 * {@code b <- a b + (1-a) m_i u_ij x_ij / u_i} with {@code x_ij = b_ij / p_j}, {@code p_j = sum_i b_ij / E_j} and {@code m = e p}.
 *
 * <p>With laziness {@code a = 0} utilities converge but prices may cycle for ever; with {@code a > 0} everything converges (Branzei,
 * Devanur and Rabani, EC 2021). The published experiment takes five steps with {@code a = 0}.
 */
public final class ProportionalResponse extends PriceProcess {
    private final Certificate certificate;
    private final int agents;
    private final int goods;
    private final double[] weights; // [N, L]
    private final double[] endowments; // [N, L]
    private final double laziness;
    private final double[] supply; // [L]
    private final double[] bids; // [N, L]
    private final double[] money; // [L] per unit, not normalised

    /**
     * An economy of linear agents, every agent bidding the same on every good.
     *
     * @param weights {@code [N, L]}
     * @param endowments {@code [N, L]}
     * @param laziness the part of each bid that stays, from 0 to below 1
     */
    public ProportionalResponse(int agents, int goods, double[] weights, double[] endowments, double laziness) {
        super(agents, goods);
        this.agents = agents;
        this.goods = goods;
        this.weights = weights;
        this.endowments = endowments;
        this.laziness = laziness;
        certificate = new Certificate(Preferences.uniform(agents, goods, Utility.LINEAR, 0));
        supply = new double[goods];
        bids = new double[agents * goods];
        money = new double[goods];
        begin();
    }

    @Override
    void begin() {
        Arrays.fill(supply, 0);
        for (int k = 0; k < endowments.length; k++) {
            supply[k % goods] += endowments[k];
        }
        Arrays.fill(bids, 1.0 / agents);
        clear();
    }

    @Override
    public void step() {
        double[] allocation = allocation(); // [N, L]
        for (int i = 0; i < agents; i++) {
            double income = 0;
            double utility = 0;
            for (int j = 0; j < goods; j++) {
                income += endowments[i * goods + j] * money[j];
                utility += weights[i * goods + j] * allocation[i * goods + j];
            }
            for (int j = 0; j < goods; j++) {
                int k = i * goods + j;
                double response = income * weights[k] * allocation[k] / utility;
                bids[k] = laziness * bids[k] + (1 - laziness) * response;
            }
        }
        clear();
    }

    private void clear() {
        Arrays.fill(money, 0);
        for (int k = 0; k < bids.length; k++) {
            money[k % goods] += bids[k];
        }
        for (int j = 0; j < goods; j++) {
            money[j] /= supply[j];
        }
        show(money, bids);
    }

    /** The demand gap: goods always clear, and budgets hold in the limit. */
    @Override
    public double residual() {
        return certificate.demandGap(weights, 0, endowments, allocation(), 0, prices(), 0);
    }
}
