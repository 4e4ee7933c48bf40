package walras.env.stackelberg.response;

/**
 * What one follower saw in one update; reused by its owner, never kept by a rule.
 *
 * <p>{@code utility}, {@code leader} and {@code mixed} hold `A` entries from {@code from}.
 */
public final class Feedback {
    final double[] utility; // [n, A] payoff of each own action; a bandit rule may read only the played one
    final double[] leader; // [n, A] leader's payoff of each own action
    final double[] mixed; // [n, A] the strategy in force
    int from;
    int played;

    Feedback(ResponseShape shape) {
        int size = shape.followers() * shape.actions();
        utility = new double[size];
        leader = new double[size];
        mixed = new double[size];
    }
}
