package walras.env.exchange.learning;

import walras.env.exchange.markov.MarkovModel;

/**
 * Empirical frequencies. Optimism is a bonus {@code scale (H-h-1) sqrt(log(1+k) / n)}, or the best distribution within
 * {@code ||q - P_hat||_1 <= scale sqrt(2 (S log 2 + log(2 H S A K / delta)) / n)} (as in UCRL2).
 */
public final class CountTransitions implements TransitionLearner {
    /** How counts are turned into optimism. */
    public enum Bonus {
        /** A bonus on the expected value. */
        SQUARE_ROOT,
        /** The best distribution in an L1 ball. */
        BALL
    }

    private final int horizon;
    private final int states;
    private final int actions;
    private final Bonus bonus;
    private final double scale;
    private final double delta;
    private final double[] count; // [H, S, A, S]
    private final double[] total; // [H, S, A]
    private final L1Ball ball;

    /** No observations. */
    public CountTransitions(MarkovModel model, Bonus bonus, double scale, double delta) {
        horizon = model.horizon();
        states = model.states();
        actions = model.actions();
        this.bonus = bonus;
        this.scale = scale;
        this.delta = delta;
        count = new double[horizon * states * actions * states];
        total = new double[horizon * states * actions];
        ball = new L1Ball(states);
    }

    @Override
    public double optimistic(int step, int state, int action, double[] value, int episode) {
        int cell = (step * states + state) * actions + action;
        int next = (step + 1) * states;
        double n = Math.max(1, total[cell]);
        if (bonus == Bonus.BALL) {
            double log = states * Math.log(2) + Math.log(2.0 * horizon * states * actions * (episode + 1) / delta);
            double radius = total[cell] == 0 ? 2 : scale * Math.sqrt(2 * log / n);
            return ball.best(count, cell * states, total[cell], value, next, radius);
        }
        double sum = 0;
        for (int t = 0; t < states; t++) {
            double chance = total[cell] > 0 ? count[cell * states + t] / n : 1.0 / states;
            sum += chance * value[next + t];
        }
        return sum + scale * (horizon - step - 1) * Math.sqrt(Math.log(1.0 + episode) / n);
    }

    @Override
    public void observe(int step, int state, int action, int next, double[] value) {
        int cell = (step * states + state) * actions + action;
        count[cell * states + next]++;
        total[cell]++;
    }

    @Override
    public void memory(ArrayVisitor visitor) {
        visitor.visit("count", count);
        visitor.visit("total", total);
    }
}
