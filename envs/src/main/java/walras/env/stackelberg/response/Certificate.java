package walras.env.stackelberg.response;

import java.util.Arrays;

/**
 * Gaps of frozen strategies. A joint strategy is {@code strategy [P, J]}: given the types, the probability of each joint action under
 * the distribution of type-contingent strategies. That is enough, because a deviation replaces the own action and nothing else.
 *
 * <p>Not safe for two threads at once.
 */
public final class Certificate {
    private final FollowerPopulation population;
    private final double[] deviation; // [A] scratch: what each own action would get

    /** Gaps of these followers' play. */
    public Certificate(FollowerPopulation population) {
        this.population = population;
        deviation = new double[population.shape().actions()];
    }

    /**
     * Bayesian coarse-correlated gap of one row, over followers, types of positive probability and fixed deviations; at least 0.
     * Expectations over the others' types are conditional on the own type, so a correlated prior is treated as it should be. For a
     * strategy of zeros and ones it is the largest gain of a pure deviation from a pure profile.
     *
     * @param strategy `[P, J]` from {@code at}
     */
    public double gap(InducedGame game, int row, double[] strategy, int at) {
        return gap(game, game, row, strategy, at);
    }

    /**
     * An upper bound on the gap when some payoffs are known only up to bounds.
     *
     * @param lower payoffs used for the play itself
     * @param upper payoffs used for deviations
     */
    public double gap(InducedGame lower, InducedGame upper, int row, double[] strategy, int at) {
        ResponseShape shape = population.shape();
        double worst = 0;
        for (int i = 0; i < shape.followers(); i++) {
            for (int type = 0; type < shape.types(); type++) {
                worst = Math.max(worst, gap(lower, upper, row, strategy, at, i, type));
            }
        }
        return worst;
    }

    private double gap(
            InducedGame lower, InducedGame upper, int row, double[] strategy, int at, int follower, int type) {
        ResponseShape shape = population.shape();
        int joints = shape.joints();
        Arrays.fill(deviation, 0);
        double own = 0;
        double mass = 0;
        for (int p = 0; p < shape.profiles(); p++) {
            double weight = population.probability(p);
            if (weight == 0 || shape.type(p, follower) != type) {
                continue;
            }
            mass += weight;
            int low = lower.payoffAt(row, follower, p);
            int high = upper.payoffAt(row, follower, p);
            for (int j = 0; j < joints; j++) {
                double played = weight * strategy[at + p * joints + j];
                if (played > 0) {
                    own += played * lower.payoff()[low + j];
                    for (int a = 0; a < deviation.length; a++) {
                        deviation[a] += played * upper.payoff()[high + shape.deviate(j, follower, a)];
                    }
                }
            }
        }
        double best = Double.NEGATIVE_INFINITY;
        for (double value : deviation) {
            best = Math.max(best, value);
        }
        return mass > 0 ? (best - own) / mass : 0;
    }

    /** The leader's expected payoff of one row. */
    public double leaderValue(InducedGame game, int row, double[] strategy, int at) {
        ResponseShape shape = population.shape();
        int joints = shape.joints();
        double value = 0;
        for (int p = 0; p < shape.profiles(); p++) {
            int leaderAt = game.leaderAt(row, p);
            double inner = 0;
            for (int j = 0; j < joints; j++) {
                double played = strategy[at + p * joints + j];
                inner += played > 0 ? played * game.leader()[leaderAt + j] : 0;
            }
            value += population.probability(p) * inner;
        }
        return value;
    }
}
