package walras.tournament.rating;

import java.util.Arrays;

/**
 * OpenSkill's Plackett-Luce model (Weng and Lin, "A Bayesian Approximation Method for Online Ranking", JMLR 2011, algorithm
 * 4, with the constants and the tie rule of the Python package openskill): a mean and a deviation for each, moved game by game.
 */
public final class PlackettLuce {
    private static final double MU = 25;
    private static final double SIGMA = MU / 3;
    private static final double BETA = SIGMA / 2;
    private static final double TAU = MU / 300;
    private static final double KAPPA = 0.0001;

    private final double[] mu; // [n]
    private final double[] sigma; // [n]

    public PlackettLuce(int n) {
        mu = new double[n];
        sigma = new double[n];
        Arrays.fill(mu, MU);
        Arrays.fill(sigma, SIGMA);
    }

    public double[] mu() { // -> [n]
        return mu.clone();
    }

    public double[] sigma() { // -> [n]
        return sigma.clone();
    }

    /**
     * One game.
     *
     * @param members {@code [k]} who played
     * @param scores {@code [k]} the greater the better; equal ones are a tie
     */
    public void game(int[] members, double[] scores) {
        int k = members.length;
        double[] variance = new double[k];
        double total = 0;
        for (int i = 0; i < k; i++) {
            variance[i] = sigma[members[i]] * sigma[members[i]] + TAU * TAU;
            total += variance[i] + BETA * BETA;
        }
        double c = Math.sqrt(total);
        double[] strength = new double[k];
        for (int i = 0; i < k; i++) {
            strength[i] = Math.exp(mu[members[i]] / c);
        }
        double[] below = new double[k]; // strengths of those who did not do better than i
        int[] same = new int[k];
        for (int i = 0; i < k; i++) {
            for (int q = 0; q < k; q++) {
                below[i] += scores[q] <= scores[i] ? strength[q] : 0;
                same[i] += scores[q] == scores[i] ? 1 : 0;
            }
        }
        double[] newMu = new double[k];
        double[] newSigma = new double[k];
        for (int i = 0; i < k; i++) {
            double omega = 0;
            double delta = 0;
            for (int q = 0; q < k; q++) {
                if (scores[q] >= scores[i]) {
                    double share = strength[i] / below[q];
                    omega += ((q == i ? 1 : 0) - share) / same[q];
                    delta += share * (1 - share) / same[q];
                }
            }
            double gamma = Math.sqrt(variance[i]) / c;
            newMu[i] = mu[members[i]] + omega * variance[i] / c;
            newSigma[i] = Math.sqrt(variance[i] * Math.max(1 - gamma * delta * variance[i] / (c * c), KAPPA));
        }
        for (int i = 0; i < k; i++) {
            mu[members[i]] = newMu[i];
            sigma[members[i]] = newSigma[i];
        }
    }
}
