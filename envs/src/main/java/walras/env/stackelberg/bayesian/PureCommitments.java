package walras.env.stackelberg.bayesian;

import java.util.Arrays;
import walras.env.Interruption;
import walras.env.Problem;
import walras.env.stackelberg.matrix.MatrixOracle;
import walras.env.stackelberg.response.TieRule;

/** Actions to commit to, types replying in the leader's favour when indifferent; raw units. */
final class PureCommitments {
    private static final int MOST_MENUS = 100_000;

    private final BayesianGame game;
    private final MatrixOracle[] oracles; // [F * T]
    private final double tolerance;

    PureCommitments(BayesianGame game) {
        this.game = game;
        oracles = Arrays.stream(game.games())
                .map(matrix -> new MatrixOracle(matrix, TieRule.FOR_LEADER))
                .toArray(MatrixOracle[]::new);
        tolerance = TieRule.tolerance(game.leaderPayoffs());
    }

    /** What the leader expects of {@code played} where types reply to {@code taught}. */
    private double value(int taught, int played) {
        double sum = 0;
        for (int type = 0; type < oracles.length; type++) {
            sum += game.prior()[type] * game.games()[type].leader(played, oracles[type].reply(taught));
        }
        return sum;
    }

    /** The value of each action against every message {@code [R]}. */
    double[] valueByRow() {
        double[] value = new double[game.rows()];
        Arrays.setAll(value, r -> value(r, r));
        return value;
    }

    /** The best action, the first on ties. */
    int row() {
        double[] value = valueByRow();
        int best = 0;
        for (int r = 1; r < value.length; r++) {
            best = value[r] > value[best] + tolerance ? r : best;
        }
        return best;
    }

    /** What a leader collects that plays one action to teach and another to collect. */
    double phaseLeakValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int taught = 0; taught < game.rows(); taught++) {
            Interruption.check("optimum");
            for (int played = 0; played < game.rows(); played++) {
                best = Math.max(best, value(taught, played));
            }
        }
        return best;
    }

    /** The best action for each message {@code [M]}, the first on ties. */
    int[] menu() {
        int[] menu = new int[game.messages()];
        double menus = 1;
        for (int k = 1; k <= menu.length; k++) {
            menus = menus * (game.rows() + k - 1) / k;
        }
        if (menus > MOST_MENUS) {
            throw Problem.limit(
                    "pure commitment with messages, solved exactly",
                    "at most " + MOST_MENUS + " sets of actions",
                    game.rows() + " actions and " + menu.length + " messages");
        }
        int[] best = menu.clone();
        double value = menuValue(menu);
        while (next(menu)) {
            Interruption.check("optimum");
            double reached = menuValue(menu);
            if (reached > value + tolerance) {
                value = reached;
                best = menu.clone();
            }
        }
        return best;
    }

    /** The next nondecreasing menu; false after the last. */
    private boolean next(int[] menu) {
        int at = menu.length - 1;
        while (at >= 0 && menu[at] == game.rows() - 1) {
            at--;
        }
        if (at < 0) {
            return false;
        }
        Arrays.fill(menu, at, menu.length, menu[at] + 1);
        return true;
    }

    /** What the leader expects of an action for each message {@code [M]}. */
    double menuValue(int[] menu) {
        double sum = 0;
        for (int type = 0; type < oracles.length; type++) {
            int width = game.answers();
            double[] own = new double[menu.length * width]; // [M, C]
            double[] leader = new double[own.length]; // [M, C]
            for (int c = 0; c < own.length; c++) {
                own[c] = game.games()[type].follower(menu[c / width], c % width);
                leader[c] = game.games()[type].leader(menu[c / width], c % width);
            }
            double ties = TieRule.tolerance(game.games()[type].follower());
            sum += game.prior()[type] * leader[TieRule.FOR_LEADER.best(own, 0, leader, 0, own.length, ties)];
        }
        return sum;
    }
}
