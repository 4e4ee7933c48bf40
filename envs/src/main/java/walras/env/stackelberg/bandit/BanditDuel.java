package walras.env.stackelberg.bandit;

import java.util.Locale;
import java.util.SplittableRandom;
import walras.env.Options;

/** One long play of a leader's learner against a follower's, with Bernoulli rewards. */
final class BanditDuel {
    /** How the leader chooses. */
    enum Leader {
        EXP3,
        UCBE,
        UCB;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the follower replies. */
    enum Follower {
        /** Learns its own means: limited information. */
        UCB,
        /** Knows its own means and replies best. */
        BEST_RESPONSE,
        /** Knows both means and manipulates. */
        FBM,
        /** Learns both means, seeing the leader's rewards, and manipulates: side information. */
        FMUCB;

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean sideInformation() {
            return this == FBM || this == FMUCB;
        }
    }

    /** Learning constants: EXP3's mixing and step, UCBE's exploration, and the failure probability of the bounds. */
    record Constants(double alpha, double eta, double exploration, double delta) {
        static final Constants DEFAULT = new Constants(.01, .001, 200, .1);

        /** What a policy's options say, and the default where they say nothing. */
        static Constants of(Options options) {
            return new Constants(
                    options.has("alpha") ? options.number("alpha") : DEFAULT.alpha,
                    options.has("eta") ? options.number("eta") : DEFAULT.eta,
                    options.has("exploration") ? options.number("exploration") : DEFAULT.exploration,
                    options.has("delta") ? options.number("delta") : DEFAULT.delta);
        }
    }

    /**
     * Mean expected rewards per round; the share of rounds with the equilibrium's commitment, overall and in the last
     * tenth; and the last tenth's share of rounds with the commitment of the best manipulation.
     */
    record Outcome(
            double leaderMean,
            double followerMean,
            double equilibriumShare,
            double lateEquilibriumShare,
            double lateManipulationShare) {}

    private final BanditGame game;
    private final Constants constants;

    BanditDuel(BanditGame game, Constants constants) {
        this.game = game;
        this.constants = constants;
    }

    Outcome play(Leader leader, Follower follower, int rounds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LeaderLearner first = new LeaderLearner(leader, 1, game.leaderActions(), rounds, constants);
        FollowerLearner second = new FollowerLearner(follower, 1, game, rounds, constants);
        double leaderSum = 0;
        double followerSum = 0;
        double[] counts = new double[game.leaderActions()]; // [leader action]
        double[] late = new double[game.leaderActions()]; // [leader action]
        for (int t = 0; t < rounds; t++) {
            int a = first.choose(0, random.nextDouble());
            int b = second.reply(0, a);
            double leaderReward = random.nextDouble() < game.leaderMean(a, b) ? 1 : 0;
            double followerReward = random.nextDouble() < game.followerMean(a, b) ? 1 : 0;
            first.learn(0, a, leaderReward);
            second.learn(0, a, b, leaderReward, followerReward);
            leaderSum += game.leaderMean(a, b);
            followerSum += game.followerMean(a, b);
            counts[a] += 1.0 / rounds;
            late[a] += t >= rounds - rounds / 10 ? 10.0 / rounds : 0;
        }
        int honest = game.equilibriumLeaderAction();
        int steered = Manipulation.of(game).leaderAction();
        return new Outcome(leaderSum / rounds, followerSum / rounds, counts[honest], late[honest], late[steered]);
    }
}
