package walras.env.stackelberg.response;

/**
 * EXP3 with explicit exploration: {@code y(b) += rate * u(b) / x(b)} for the played action, {@code x = (1 - alpha) softmax(y) + alpha/A}
 * (Auer et al., 2002, in the form of Yu and Chen, 2024).
 *
 * @param rate step size
 * @param alpha share of uniform exploration
 */
public record Exp3(double rate, double alpha) implements LearningRule {

    public Exp3 {
        if (!(rate > 0) || !(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException(
                    "rate, alpha: expected rate > 0 and 0 <= alpha <= 1, got " + rate + ", " + alpha);
        }
    }

    @Override
    public boolean bandit() {
        return true;
    }

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        double largest = table[at];
        for (int a = 1; a < actions; a++) {
            largest = Math.max(largest, table[at + a]);
        }
        double total = 0;
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = Math.exp(table[at + a] - largest);
            total += mixed[to + a];
        }
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = (1 - alpha) * mixed[to + a] / total + alpha / actions;
        }
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        int played = view.played;
        table[at + played] += rate * view.utility[view.from + played] / view.mixed[view.from + played];
    }
}
