package walras.env.stackelberg.engine;

/**
 * Tabular Q-learning: {@code Q(s,a) += alpha (r + discount max Q(s',.) - Q(s,a))}, random with chance {@code exp(-decay t)}.
 *
 * @param alpha step size
 * @param discount weight of the next state; nothing follows a sub-game's last move
 * @param decay rate per move at which exploration fades
 */
public record QLearning(double alpha, double discount, double decay) {

    double exploration(int moves) {
        return Math.exp(-decay * moves);
    }
}
