package walras.env.stackelberg.bandit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import walras.env.stackelberg.bandit.BanditDuel.Constants;
import walras.env.stackelberg.bandit.BanditDuel.Follower;
import walras.env.stackelberg.bandit.BanditDuel.Leader;
import walras.env.stackelberg.bandit.BanditDuel.Outcome;

/** Invariant 34 of the stackelberg specification: 100,000 rounds, 5 seeds. */
final class BanditDuelTest {
    private static final int ROUNDS = 100_000;

    private static double mean(BanditGame game, Leader leader, Follower follower, ToDoubleFunction<Outcome> figure) {
        BanditDuel duel = new BanditDuel(game, Constants.DEFAULT);
        return IntStream.range(0, 5)
                .mapToObj(seed -> duel.play(leader, follower, ROUNDS, seed))
                .mapToDouble(figure)
                .average()
                .orElseThrow();
    }

    @Test
    void play_table1Exp3Ucb_reachesEquilibrium() {
        BanditGame game = BanditGame.manipulable();
        assertEquals(.277, mean(game, Leader.EXP3, Follower.UCB, Outcome::leaderMean), .006);
        assertEquals(.994, mean(game, Leader.EXP3, Follower.UCB, Outcome::lateEquilibriumShare), .004);
    }

    @Test
    void play_table1Exp3Fbm_reachesManipulation() {
        BanditGame game = BanditGame.manipulable();
        assertEquals(.929, mean(game, Leader.EXP3, Follower.FBM, Outcome::followerMean), .015);
        assertEquals(.994, mean(game, Leader.EXP3, Follower.FBM, Outcome::lateManipulationShare), .004);
    }

    @Test
    void play_table1UcbeFmucb_nearsManipulation() {
        assertEquals(.899, mean(BanditGame.manipulable(), Leader.UCBE, Follower.FMUCB, Outcome::followerMean), .03);
    }

    /** Theorem 1: two UCB learners stay at the wrong commitment, with linear regret. */
    @Test
    void play_table2UcbUcb_staysStuck() {
        BanditGame game = BanditGame.trap();
        double leader = mean(game, Leader.UCB, Follower.UCB, Outcome::leaderMean);
        assertEquals(.9484, leader, .002);
        assertEquals(.001, mean(game, Leader.UCB, Follower.UCB, Outcome::equilibriumShare), .002);
        assertTrue(1 - leader > .045);
    }

    @Test
    void play_table2UcbeOrExp3_staysStuckToo() {
        BanditGame game = BanditGame.trap();
        assertTrue(mean(game, Leader.UCBE, Follower.UCB, Outcome::equilibriumShare) < .1);
        assertTrue(mean(game, Leader.EXP3, Follower.UCB, Outcome::equilibriumShare) < .1);
    }
}
