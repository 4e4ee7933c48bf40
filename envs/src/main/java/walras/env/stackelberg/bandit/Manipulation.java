package walras.env.stackelberg.bandit;

import java.util.Arrays;

/**
 * FBM and FMUCB: the response rule that makes the leader choose what the follower likes best. Pairs are tried in the
 * order of the follower's (optimistic) mean; a pair stands if, with the leader's worst (pessimistic) reply everywhere
 * else, no other commitment pays the leader as much. With exact means this is the follower's best manipulation, as long as
 * the leader's equilibrium is the only one.
 */
final class Manipulation {
    private final int leaderActions;
    private final int followerActions;
    private final boolean[] deleted; // [leader action, follower action]
    private final int[] replies; // [leader action]
    private int target;
    private boolean stands; // some pair does

    Manipulation(int leaderActions, int followerActions) {
        this.leaderActions = leaderActions;
        this.followerActions = followerActions;
        this.deleted = new boolean[leaderActions * followerActions];
        this.replies = new int[leaderActions];
    }

    /** The best manipulation with known means. */
    static Manipulation of(BanditGame game) {
        int cells = game.leaderActions() * game.followerActions();
        double[] leader = new double[cells]; // [leader action, follower action]
        double[] follower = new double[cells]; // [leader action, follower action]
        for (int cell = 0; cell < cells; cell++) {
            leader[cell] = game.leaderMean(cell / game.followerActions(), cell % game.followerActions());
            follower[cell] = game.followerMean(cell / game.followerActions(), cell % game.followerActions());
        }
        Manipulation manipulation = new Manipulation(game.leaderActions(), game.followerActions());
        manipulation.solve(follower, 0, leader, leader, 0);
        manipulation.keepHonest(game);
        return manipulation;
    }

    /** Where ties leave no pair that the leader prefers, or none that pays the follower as much as honesty, honesty is best. */
    private void keepHonest(BanditGame game) {
        int honest = game.equilibriumLeaderAction();
        double worth = game.followerMean(honest, game.bestReply(honest));
        if (!stands || game.followerMean(target, replies[target]) < worth) {
            target = honest;
            Arrays.setAll(replies, game::bestReply);
        }
    }

    /**
     * Solves for one game whose cells start at {@code at}: the follower's index {@code follower[at + cell]}, the
     * leader's pessimistic means {@code pessimistic[from + cell]} and its plain means {@code means[from + cell]}.
     */
    void solve(double[] follower, int at, double[] pessimistic, double[] means, int from) {
        Arrays.fill(deleted, false);
        int cells = leaderActions * followerActions;
        for (int a = 0; a < leaderActions; a++) {
            replies[a] = worst(pessimistic, from, a);
        }
        for (int tries = 0; tries < cells; tries++) {
            int best = favourite(follower, at);
            target = best / followerActions;
            stands = rival(pessimistic, from, target) < means[from + best];
            if (stands || tries == cells - 1) {
                replies[target] = best % followerActions;
                return;
            }
            deleted[best] = true;
        }
    }

    private int favourite(double[] follower, int at) {
        int best = -1;
        for (int cell = 0; cell < deleted.length; cell++) {
            if (!deleted[cell] && (best < 0 || follower[at + cell] > follower[at + best])) {
                best = cell;
            }
        }
        return best;
    }

    private int worst(double[] pessimistic, int from, int leaderAction) {
        int at = from + leaderAction * followerActions;
        int worst = 0;
        for (int b = 1; b < followerActions; b++) {
            worst = pessimistic[at + b] < pessimistic[at + worst] ? b : worst;
        }
        return worst;
    }

    /** The most that another commitment than {@code target} pays the leader under its worst replies. */
    private double rival(double[] pessimistic, int from, int targetAction) {
        double rival = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < leaderActions; a++) {
            if (a != targetAction) {
                rival = Math.max(rival, pessimistic[from + a * followerActions + replies[a]]);
            }
        }
        return rival;
    }

    /** The commitment that the rule aims at. */
    int leaderAction() {
        return target;
    }

    /** The reply to a commitment. */
    int reply(int leaderAction) {
        return replies[leaderAction];
    }
}
