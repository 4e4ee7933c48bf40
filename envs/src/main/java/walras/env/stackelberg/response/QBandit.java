package walras.env.stackelberg.response;

/**
 * Q-learning of actions that nothing follows: {@code Q(b) += rate (u(b) - Q(b))} for the played action, the largest Q with chance
 * {@code 1 - e}, else any, {@code e = exp(-decay t)} after t plays. The table holds Q, the auxiliary array counts plays.
 *
 * @param rate step size
 * @param decay rate per play at which exploration fades
 */
public record QBandit(double rate, double decay) implements LearningRule {

    public QBandit {
        if (!(rate > 0) || !(decay >= 0)) {
            throw new IllegalArgumentException(
                    "rate, decay: expected rate > 0 and decay >= 0, got " + rate + ", " + decay);
        }
    }

    @Override
    public boolean bandit() {
        return true;
    }

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        double plays = 0;
        for (int a = 0; a < actions; a++) {
            plays += auxiliary[at + a];
        }
        double explored = Math.exp(-decay * plays);
        int best = favourite(table, auxiliary, at, actions);
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = explored / actions + (a == best ? 1 - explored : 0);
        }
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        int played = at + view.played;
        table[played] += rate * (view.utility[view.from + view.played] - table[played]);
        auxiliary[played]++;
    }
}
