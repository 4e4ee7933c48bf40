package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Section 4.3 of the stackelberg specification: sublinear regret of the optimistic pair, and its baseline. */
final class NewsvendorDuelTest {
    private static final NewsvendorMarket MARKET = new NewsvendorMarket(10, 1, Noise.NORMAL, .5);
    private static final NewsvendorDuel DUEL = new NewsvendorDuel(MARKET);

    private static NewsvendorDuel.Outcome optimists(int rounds) {
        return DUEL.play(SupplierLearner.Kind.OFUL, RetailerLearner.Kind.OFUL, rounds, 3);
    }

    /** Sublinear: four times the rounds cost well under four times the regret. */
    @Test
    void play_optimisticPair_regretIsSublinear() {
        NewsvendorDuel.Outcome brief = optimists(1000);
        NewsvendorDuel.Outcome lasting = optimists(4000);
        assertTrue(lasting.followerRegret() < 2.5 * brief.followerRegret(), brief + " " + lasting);
        assertTrue(lasting.leaderRegret() < 3 * brief.leaderRegret() + 1, brief + " " + lasting);
    }

    @Test
    void play_optimisticPair_nearsEquilibrium() {
        NewsvendorMarket.Equilibrium equilibrium = MARKET.equilibrium();
        NewsvendorDuel.Outcome outcome = optimists(10_000);
        double reply = MARKET.bestReply(outcome.lateWholesalePrice()).quantity();
        assertEquals(reply, outcome.lateQuantity(), .15);
        double earned = MARKET.leaderProfit(outcome.lateWholesalePrice());
        assertEquals(equilibrium.leaderProfit(), earned, .02 * equilibrium.leaderProfit());
    }

    @Test
    void play_banditBaseline_regretsMore() {
        NewsvendorDuel.Outcome baseline = DUEL.play(SupplierLearner.Kind.UCB, RetailerLearner.Kind.UCB, 4000, 3);
        NewsvendorDuel.Outcome optimists = optimists(4000);
        assertTrue(baseline.leaderRegret() > 3 * optimists.leaderRegret(), baseline + " " + optimists);
        assertTrue(baseline.followerRegret() > 3 * optimists.followerRegret(), baseline + " " + optimists);
    }
}
