package walras.env.stackelberg.bandit;

import walras.env.Solution;

/**
 * What the answer is worth, from the tables and the means alone, in the unit of rewards. Among equals the lowest index is played, by
 * either side.
 *
 * @param follower what the follower gains by another reply to the equilibrium's commitment
 * @param leader what the leader gains by another commitment, each answered by the follower's lowest best reply
 * @param value by how much the stated values miss the means
 * @param rule what the leader gains by another commitment against the manipulating rule
 * @param manipulation what the follower gains by a pair that some rule makes the leader's only best choice
 * @param order by how much an inequality fails: manipulating pays the follower no less than honesty
 */
record BanditCertificate(double follower, double leader, double value, double rule, double manipulation, double order) {
    private static final double TOLERANCE = 1e-12;

    static BanditCertificate of(BanditGame game, Solution answer) {
        int action = at(answer, "equilibrium_leader_action");
        int reply = at(answer, "equilibrium_follower_action");
        int target = at(answer, "manipulation_leader_action");
        int pleased = at(answer, "manipulation_follower_action");
        double[] replies = answer.table("manipulation_rule").values(); // [leader action]
        double[] commitments = answer.table("commitment_value").values(); // [leader action]
        double follower = 0;
        double leader = 0;
        double rule = replies[target] == pleased ? 0 : Double.NaN;
        double value = values(game, answer, action, reply, target, pleased);
        for (int a = 0; a < game.leaderActions(); a++) {
            double honest = game.leaderMean(a, lowestBest(game, a));
            value = Math.max(value, Math.abs(honest - commitments[a]));
            leader = Math.max(leader, honest - game.leaderMean(action, reply));
            double bent = game.leaderMean(a, (int) replies[a]);
            rule = Math.max(rule, bent - game.leaderMean(target, pleased));
        }
        for (int b = 0; b < game.followerActions(); b++) {
            follower = Math.max(follower, game.followerMean(action, b) - game.followerMean(action, reply));
        }
        double stated = answer.table("manipulation_follower_value").scalar();
        return new BanditCertificate(
                follower,
                leader,
                value,
                rule,
                Math.max(0, enforceable(game) - stated),
                Math.max(0, answer.table("follower_value").scalar() - stated));
    }

    boolean verified() {
        return java.util.stream.DoubleStream.of(follower, leader, value, rule, manipulation, order)
                .allMatch(residual -> residual <= TOLERANCE);
    }

    private static int at(Solution answer, String name) {
        return (int) answer.table(name).scalar();
    }

    private static double values(BanditGame game, Solution answer, int action, int reply, int target, int pleased) {
        double[] stated = {
            answer.table("leader_value").scalar() - game.leaderMean(action, reply),
            answer.table("follower_value").scalar() - game.followerMean(action, reply),
            answer.table("manipulation_leader_value").scalar() - game.leaderMean(target, pleased),
            answer.table("manipulation_follower_value").scalar() - game.followerMean(target, pleased)
        }; // [value]
        double worst = 0;
        for (double miss : stated) {
            worst = Math.max(worst, Math.abs(miss));
        }
        return worst;
    }

    private static int lowestBest(BanditGame game, int action) {
        int best = game.followerActions() - 1;
        for (int b = best - 1; b >= 0; b--) {
            best = game.followerMean(action, b) >= game.followerMean(action, best) ? b : best;
        }
        return best;
    }

    /** The most that the follower can have of a pair that beats the worst that it can do to the leader everywhere else. */
    private static double enforceable(BanditGame game) {
        double most = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < game.leaderActions(); a++) {
            double threat = Double.NEGATIVE_INFINITY;
            for (int other = 0; other < game.leaderActions(); other++) {
                double least = Double.POSITIVE_INFINITY;
                for (int b = 0; b < game.followerActions(); b++) {
                    least = Math.min(least, game.leaderMean(other, b));
                }
                threat = other == a ? threat : Math.max(threat, least);
            }
            for (int b = 0; b < game.followerActions(); b++) {
                most = game.leaderMean(a, b) > threat ? Math.max(most, game.followerMean(a, b)) : most;
            }
        }
        return most;
    }
}
