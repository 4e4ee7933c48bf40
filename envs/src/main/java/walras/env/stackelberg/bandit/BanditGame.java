package walras.env.stackelberg.bandit;

import java.util.SplittableRandom;

/** Mean rewards of a two-player bandit in which the leader commits to one action and the follower sees it. */
final class BanditGame {
    private final int leaderActions;
    private final int followerActions;
    private final double[] leaderMeans; // [leader action, follower action]
    private final double[] followerMeans; // [leader action, follower action]

    BanditGame(int leaderActions, int followerActions, double[] leaderMeans, double[] followerMeans) {
        this.leaderActions = leaderActions;
        this.followerActions = followerActions;
        this.leaderMeans = leaderMeans.clone();
        this.followerMeans = followerMeans.clone();
    }

    /** The game in which following one's own interest costs the follower most (Yu and Chen 2024, table 1). */
    static BanditGame manipulable() {
        return new BanditGame(2, 2, new double[] {.3, .1, .2, .3}, new double[] {.1, .05, 1, .1});
    }

    /** The game in which two UCB learners stay at the wrong commitment (Yu and Chen 2024, table 2). */
    static BanditGame trap() {
        return new BanditGame(2, 2, new double[] {.95, .9, 1, 0}, new double[] {.3, .2, .8, .79});
    }

    /** Means uniform on [0, 1], independent. */
    static BanditGame random(int leaderActions, int followerActions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int cells = leaderActions * followerActions;
        double[] leader = random.doubles(cells).toArray();
        double[] follower = random.doubles(cells).toArray();
        return new BanditGame(leaderActions, followerActions, leader, follower);
    }

    int leaderActions() {
        return leaderActions;
    }

    int followerActions() {
        return followerActions;
    }

    double leaderMean(int leaderAction, int followerAction) {
        return leaderMeans[leaderAction * followerActions + followerAction];
    }

    double followerMean(int leaderAction, int followerAction) {
        return followerMeans[leaderAction * followerActions + followerAction];
    }

    /** The follower's best reply to a commitment; the lowest index on ties. */
    int bestReply(int leaderAction) {
        int best = 0;
        for (int b = 1; b < followerActions; b++) {
            best = followerMean(leaderAction, b) > followerMean(leaderAction, best) ? b : best;
        }
        return best;
    }

    /** The leader's best commitment against best replies; the lowest index on ties. */
    int equilibriumLeaderAction() {
        int best = 0;
        for (int a = 1; a < leaderActions; a++) {
            best = commitmentValue(a) > commitmentValue(best) ? a : best;
        }
        return best;
    }

    /** What a commitment earns the leader when the follower replies in its own interest. */
    double commitmentValue(int leaderAction) {
        return leaderMean(leaderAction, bestReply(leaderAction));
    }

    /** The smallest distance of the follower's best mean to any other reply's, over all commitments. */
    double followerGap() {
        double gap = Double.POSITIVE_INFINITY;
        for (int a = 0; a < leaderActions; a++) {
            int best = bestReply(a);
            for (int b = 0; b < followerActions; b++) {
                gap = b == best ? gap : Math.min(gap, followerMean(a, best) - followerMean(a, b));
            }
        }
        return gap;
    }

    /** The equilibrium's advantage for the leader over every other commitment. */
    double leaderGap() {
        int equilibrium = equilibriumLeaderAction();
        double gap = Double.POSITIVE_INFINITY;
        for (int a = 0; a < leaderActions; a++) {
            gap = a == equilibrium ? gap : Math.min(gap, commitmentValue(equilibrium) - commitmentValue(a));
        }
        return gap;
    }
}
