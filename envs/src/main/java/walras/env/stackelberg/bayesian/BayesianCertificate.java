package walras.env.stackelberg.bayesian;

import java.util.Arrays;

/**
 * What an answer is worth, from the answer and the game alone. Gains are shares of the payoff range of the player whose payoffs they
 * are of; what is not finite fails.
 *
 * @param feasibility by how much a mixture misses a distribution
 * @param followerGain the most that any type gains by another message and answer
 * @param value by how much the stated value misses the commitment's
 */
record BayesianCertificate(double feasibility, double followerGain, double value) {
    static final double TOLERANCE = 1e-9;

    static BayesianCertificate of(BayesianGame game, BayesianEquilibrium answer) {
        double feasibility = 0;
        for (int m = 0; m < game.messages(); m++) {
            double total = 0;
            for (int r = 0; r < game.rows(); r++) {
                double weight = answer.mixtures()[m * game.rows() + r];
                feasibility = Math.max(feasibility, -weight);
                total += weight;
            }
            feasibility = Math.max(feasibility, Math.abs(total - 1));
        }
        double gain = 0;
        double paid = 0;
        for (int type = 0; type < game.all(); type++) {
            double own = BayesianEquilibrium.follower(game, type, answer.mixtures(), answer.choices()[type]);
            double best = own;
            for (int c = 0; c < game.messages() * game.answers(); c++) {
                best = Math.max(best, BayesianEquilibrium.follower(game, type, answer.mixtures(), c));
            }
            gain = Math.max(gain, (best - own) / range(game.games()[type].follower()));
            paid += game.prior()[type]
                    * BayesianEquilibrium.leader(game, type, answer.mixtures(), answer.choices()[type]);
        }
        double miss = Math.abs(answer.value() - paid) / range(game.leaderPayoffs());
        return new BayesianCertificate(feasibility, gain, miss);
    }

    boolean verified() {
        return feasibility <= TOLERANCE && followerGain <= TOLERANCE && value <= TOLERANCE;
    }

    /** A payoff range, and no less than what makes rounding of the largest payoff a share within the tolerance. */
    static double range(double[] payoffs) {
        double low = Arrays.stream(payoffs).min().orElse(0);
        double high = Arrays.stream(payoffs).max().orElse(0);
        return Math.max(high - low, 16 * Math.ulp(Math.max(Math.abs(low), Math.abs(high))) / TOLERANCE);
    }
}
