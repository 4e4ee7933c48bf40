package walras.env.stackelberg.bandit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified. */
class BanditCertificateTest {
    private static final long SEED = 26;

    private static Solution solve(BanditGame game) {
        return new BanditEconomy(
                        new BanditSettings(game, BanditDuel.Follower.UCB, true, true, 10, BanditDuel.Constants.DEFAULT))
                .solve();
    }

    /** Means of a few values only, so that ties are common, with copies of rows. */
    private static BanditGame hard(SplittableRandom random) {
        int rows = 1 + random.nextInt(5);
        int columns = 1 + random.nextInt(5);
        double[] leader = new double[rows * columns];
        double[] follower = new double[rows * columns];
        int levels = 1 + random.nextInt(4);
        IntStream.range(0, leader.length).forEach(k -> {
            leader[k] = (double) random.nextInt(levels + 1) / levels;
            follower[k] = (double) random.nextInt(levels + 1) / levels;
        });
        return new BanditGame(rows, columns, leader, follower);
    }

    // Manipulation pays no less than honesty also where the leader's equilibrium is not its only best commitment.
    @Test
    void verified_gamesFullOfTies_areBorneOut() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int k = 0; k < 300; k++) {
            Solution solved = solve(hard(random));
            assertTrue(solved.verified(), "seed " + SEED + ", game " + k + ": " + solved);
        }
    }

    @Test
    void verified_brokenSolvers_areFound() {
        BanditGame game = BanditGame.manipulable();
        Solution right = solve(game);
        assertTrue(right.verified());
        for (String table : new String[] {
            "leader_value",
            "follower_value",
            "manipulation_leader_value",
            "manipulation_follower_value",
            "commitment_value"
        }) {
            for (Solution broken : Tampered.each(right, table, .01)) {
                assertFalse(BanditCertificate.of(game, broken).verified(), table);
            }
        }
        assertFalse(BanditCertificate.of(game, honest(right)).verified()); // leaves the manipulation's 1 for .1
        assertFalse(BanditCertificate.of(game, Tampered.with(right, "manipulation_rule", 0, 0))
                .verified()); // the leader would not come
        assertFalse(BanditCertificate.of(game, Tampered.with(right, "equilibrium_leader_action", 1))
                .verified());
        assertFalse(BanditCertificate.of(game, Tampered.with(right, "equilibrium_follower_action", 1))
                .verified());
    }

    /** An answer that calls honesty the best manipulation. */
    private static Solution honest(Solution right) {
        Solution same = Tampered.with(right, "manipulation_leader_action", 0);
        same = Tampered.with(same, "manipulation_follower_action", 0);
        same = Tampered.with(same, "manipulation_leader_value", .3);
        same = Tampered.with(same, "manipulation_follower_value", .1);
        return Tampered.with(same, "manipulation_rule", 0, 1);
    }
}
