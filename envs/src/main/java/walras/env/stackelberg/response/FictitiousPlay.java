package walras.env.stackelberg.response;

/**
 * Best reply to the history of play: the payoffs of an action against everything seen so far add up, and the best one is played.
 *
 * @param ties among equal sums
 */
public record FictitiousPlay(TieRule ties) implements LearningRule {

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        int best = favourite(table, auxiliary, at, actions);
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = a == best ? 1 : 0;
        }
    }

    @Override
    public int favourite(double[] table, double[] auxiliary, int at, int actions) {
        return ties.best(table, at, auxiliary, at, actions);
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        for (int a = 0; a < actions; a++) {
            table[at + a] += view.utility[view.from + a];
            auxiliary[at + a] += view.leader[view.from + a];
        }
    }
}
