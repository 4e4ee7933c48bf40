package walras.env.stackelberg.response;

/** Plays in proportion to positive cumulative regret, uniformly when no regret is positive (Hart and Mas-Colell, 2000). */
public record RegretMatching() implements LearningRule {

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        double total = 0;
        for (int a = 0; a < actions; a++) {
            double positive = Math.max(table[at + a], 0);
            mixed[to + a] = positive;
            total += positive;
        }
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = total > 0 ? mixed[to + a] / total : 1.0 / actions;
        }
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        double own = 0;
        for (int a = 0; a < actions; a++) {
            own += view.mixed[view.from + a] * view.utility[view.from + a];
        }
        for (int a = 0; a < actions; a++) {
            table[at + a] += view.utility[view.from + a] - own;
        }
    }
}
