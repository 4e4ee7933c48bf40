package walras.env.stackelberg.response;

/**
 * Best reply to the latest sweep: exact for one follower, best-response dynamics for several.
 *
 * @param ties among equal payoffs
 * @param tolerance how close equal payoffs are, see {@link TieRule#tolerance(double, double)}
 */
public record BestResponse(TieRule ties, double tolerance) implements LearningRule {

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        int best = favourite(table, auxiliary, at, actions);
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = a == best ? 1 : 0;
        }
    }

    @Override
    public int favourite(double[] table, double[] auxiliary, int at, int actions) {
        return ties.best(table, at, auxiliary, at, actions, tolerance);
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        System.arraycopy(view.utility, view.from, table, at, actions);
        System.arraycopy(view.leader, view.from, auxiliary, at, actions);
    }
}
