package walras.env.stackelberg.response;

/**
 * Best reply to the history of play: the payoffs of an action against everything seen so far add up, and the best one is played.
 *
 * @param ties among equal sums
 * @param tolerance how close equal payoffs are, see {@link TieRule#tolerance(double, double)}; sums round more often, and are equal
 *     within a thousand times as much
 */
public record FictitiousPlay(TieRule ties, double tolerance) implements LearningRule {
    private static final double SUMS = 1000;

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        int best = favourite(table, auxiliary, at, actions);
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = a == best ? 1 : 0;
        }
    }

    @Override
    public int favourite(double[] table, double[] auxiliary, int at, int actions) {
        return ties.best(table, at, auxiliary, at, actions, SUMS * tolerance);
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        for (int a = 0; a < actions; a++) {
            table[at + a] += view.utility[view.from + a];
            auxiliary[at + a] += view.leader[view.from + a];
        }
    }
}
