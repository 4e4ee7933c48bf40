package walras.env.stackelberg.bandit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Invariants 31 and 33 of the stackelberg specification, and the optimality and averages of section 4.2. */
final class BanditGameTest {
    @Test
    void table1_equilibriumManipulationAndGaps_matchSpecification() {
        BanditGame game = BanditGame.manipulable();
        Manipulation manipulation = Manipulation.of(game);
        assertEquals(0, game.equilibriumLeaderAction());
        assertEquals(0, game.bestReply(0));
        assertEquals(.3, game.commitmentValue(0));
        assertEquals(.1, game.followerMean(0, 0));
        assertEquals(1, manipulation.leaderAction());
        assertEquals(1, manipulation.reply(0));
        assertEquals(0, manipulation.reply(1));
        assertEquals(.2, game.leaderMean(1, 0));
        assertEquals(1, game.followerMean(1, 0));
        assertEquals(.05, game.followerGap(), 1e-12);
        assertEquals(.1, game.leaderGap(), 1e-12);
        assertEquals(16_000, 2 / Math.pow(Math.min(game.followerGap(), game.leaderGap()), 3), 1e-6);
    }

    @Test
    void table2_equilibriumIsBestManipulation_matchesSpecification() {
        BanditGame game = BanditGame.trap();
        Manipulation manipulation = Manipulation.of(game);
        assertEquals(1, game.equilibriumLeaderAction());
        assertEquals(0, game.bestReply(1));
        assertEquals(1, manipulation.leaderAction());
        assertEquals(0, manipulation.reply(1));
        assertEquals(.01, game.followerGap(), 1e-12);
        assertEquals(.05, game.leaderGap(), 1e-12);
        assertEquals(2e6, 2 / Math.pow(Math.min(game.followerGap(), game.leaderGap()), 3), 1e-3);
    }

    /** Guards the deletion order: every response rule of a 3 x 3 game is tried, 300 games. */
    @Test
    void manipulation_randomGames_isOptimalAmongAllRules() {
        for (int seed = 0; seed < 300; seed++) {
            BanditGame game = BanditGame.random(3, 3, seed);
            Manipulation manipulation = Manipulation.of(game);
            int target = manipulation.leaderAction();
            assertEquals(bruteForce(game), game.followerMean(target, manipulation.reply(target)), 0, "seed " + seed);
        }
    }

    private static double bruteForce(BanditGame game) {
        double best = Double.NEGATIVE_INFINITY;
        for (int rule = 0; rule < 27; rule++) {
            int[] reply = {rule % 3, rule / 3 % 3, rule / 9}; // [leader action]
            int chosen = 0;
            for (int a = 1; a < 3; a++) {
                chosen = game.leaderMean(a, reply[a]) > game.leaderMean(chosen, reply[chosen]) ? a : chosen;
            }
            best = Math.max(best, game.followerMean(chosen, reply[chosen]));
        }
        return best;
    }

    /**
     * Section 4.2: over random 5 x 5 games the follower gains .1092 on average, in 69.6 %, and the leader loses .1785.
     */
    @Test
    void manipulation_manyRandomGames_gainsAsSpecified() {
        int games = 20_000;
        double follower = 0;
        double leader = 0;
        int positive = 0;
        for (int seed = 0; seed < games; seed++) {
            BanditGame game = BanditGame.random(5, 5, seed);
            Manipulation manipulation = Manipulation.of(game);
            int honest = game.equilibriumLeaderAction();
            int target = manipulation.leaderAction();
            int reply = manipulation.reply(target);
            double gain = game.followerMean(target, reply) - game.followerMean(honest, game.bestReply(honest));
            follower += gain / games;
            leader += (game.leaderMean(target, reply) - game.commitmentValue(honest)) / games;
            positive += gain > 1e-12 ? 1 : 0;
        }
        assertEquals(.1092, follower, .004);
        assertEquals(-.1785, leader, .006);
        assertEquals(.696, positive / (double) games, .012);
    }

    @Test
    void exponentialWeights_oneStep_matchesSpecification() {
        ExponentialWeights weights = new ExponentialWeights(1, 2, .01, .001);
        weights.learn(0, 0, 1);
        assertEquals(.5005000, weights.weight(0, 0), 1e-7);
        assertEquals(.5004950, weights.probability(0, 0), 1e-7);
    }

    @Test
    void confidence_oneObservation_matchesSpecification() {
        Confidence confidence = new Confidence(1e5, .1);
        assertEquals(5.256522, Math.sqrt(confidence.single()), 1e-6);
        assertEquals(5.513947, Math.sqrt(confidence.joint(2, 2)), 1e-6);
    }

    /** Guards against a draw that skips the mixing: every action keeps at least alpha / A. */
    @Test
    void choose_extremeScores_keepsUniformShare() {
        ExponentialWeights weights = new ExponentialWeights(1, 4, .2, 50);
        weights.learn(0, 2, 1);
        int[] counts = new int[4]; // [action]
        for (int k = 0; k < 1000; k++) {
            counts[weights.choose(0, (k + .5) / 1000)]++;
        }
        assertEquals(50, counts[0]);
        assertEquals(850, counts[2]);
        assertTrue(weights.probability(0, 2) < 1);
    }
}
