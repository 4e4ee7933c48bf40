package walras.env.stackelberg.bayesian;

import walras.env.Interruption;
import walras.env.stackelberg.matrix.MatrixGame;

/**
 * What a menu of actions, one for each message, is worth, from the menu and the game alone, in shares of the leader's payoff range.
 * Types reply best; of replies that they are as good as indifferent between, the leader gets one within what they pay it.
 *
 * @param value by how much the stated value is outside what such replies pay
 * @param gap what another menu pays more whichever of its very best replies types have
 */
record MenuCertificate(double value, double gap) {

    /** Of a menu {@code [M]} and its stated value, against all menus as long. */
    static MenuCertificate of(BayesianGame game, int[] menu, double stated) {
        double unit = BayesianCertificate.range(game.leaderPayoffs()) * game.followers();
        double low = paid(game, menu, false, BayesianCertificate.TOLERANCE);
        double high = paid(game, menu, true, BayesianCertificate.TOLERANCE);
        double best = best(game, new int[menu.length], 0, 0);
        return new MenuCertificate(
                Math.max(0, Math.max(low - stated, stated - high)) / unit, Math.max(0, best - stated) / unit);
    }

    boolean verified() {
        return value <= BayesianCertificate.TOLERANCE && gap <= BayesianCertificate.TOLERANCE;
    }

    /** The most of all menus that begin like this one and whose actions do not descend. */
    private static double best(BayesianGame game, int[] menu, int at, int from) { // [M]
        if (at == menu.length) {
            Interruption.check("optimum");
            return paid(game, menu, true, 0);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int action = from; action < game.rows(); action++) {
            menu[at] = action;
            best = Math.max(best, best(game, menu, at + 1, action));
        }
        return best;
    }

    /** What types within a share of their payoff range of the best pay the leader at most, or at least. */
    private static double paid(BayesianGame game, int[] menu, boolean most, double share) { // [M]
        double sum = 0;
        for (int type = 0; type < game.all(); type++) {
            MatrixGame played = game.games()[type];
            double top = Double.NEGATIVE_INFINITY;
            for (int action : menu) {
                for (int answer = 0; answer < game.answers(); answer++) {
                    top = Math.max(top, played.follower(action, answer));
                }
            }
            double enough = top - share * BayesianCertificate.range(played.follower());
            double leader = most ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            for (int action : menu) {
                for (int answer = 0; answer < game.answers(); answer++) {
                    double own = played.leader(action, answer);
                    boolean taken = played.follower(action, answer) >= enough;
                    leader = taken ? most ? Math.max(leader, own) : Math.min(leader, own) : leader;
                }
            }
            sum += game.prior()[type] * leader;
        }
        return sum;
    }
}
