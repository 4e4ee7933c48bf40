package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everybody bids the optimal value: specification tests 4, 7 and 8. */
final class TruthfulSocietyTest {
    private static final double TOLERANCE = 1e-9;
    private static final GlobalMdp CHAIN = TabularWorlds.chain(5, 0.8);
    private static final GlobalMdp BANDIT = TabularWorlds.bandit(0.2, 0.4, 0.6, 0.8);

    /** Specification test 4. */
    @Test
    void step_bandit_paysWhatTheMechanismSays() {
        assertBandit(Mechanism.VICKREY, 1, 0.6, 0.2);
        assertBandit(Mechanism.VICKREY, 2, 0.8, 0);
        assertBandit(Mechanism.CREDIT_CONSERVING_VICKREY, 1, 0.6, 0.2);
        assertBandit(Mechanism.CREDIT_CONSERVING_VICKREY, 2, 0.8, 0);
        assertBandit(Mechanism.FIRST_PRICE, 1, 0.8, 0);
        assertBandit(Mechanism.FIRST_PRICE, 2, 0.8, 0);
        assertBandit(Mechanism.ENVIRONMENT_REWARD, 2, 0, 0.8);
    }

    private static void assertBandit(Mechanism mechanism, int copies, double price, double utility) {
        AuctionRules rules =
                AuctionRules.of(BANDIT, 0.99, 1).withMechanism(mechanism).withCopies(copies);
        Society society = new Society(BANDIT, rules, 1, 0);
        society.step(society.bids(new double[] {0.2, 0.4, 0.6, 0.8}));
        assertEquals(3, society.rows.winner[0]);
        assertEquals(price, society.rows.price[0], TOLERANCE);
        assertEquals(utility, society.paid(3), TOLERANCE);
        assertEquals(utility, society.paidToAll(), TOLERANCE, "losers get nothing");
        assertEquals(1, society.rows.terminated[0]);
        assertEquals(0, society.rows.truncated[0], "a true end at the horizon is no truncation");
    }

    /** Specification test 7. */
    @Test
    void step_chain_walksStraightToTheGoal() {
        Society society = new Society(CHAIN, AuctionRules.of(CHAIN, 0.99, 20), 1, 0);
        double[] q = GlobalMdpOracle.solve(CHAIN, 0.99).qStar(); // [S, N]
        double discounted = 0;
        double undiscounted = 0;
        for (int step = 0; step < 5; step++) {
            society.step(society.bids(q));
            assertEquals(1, society.rows.winner[0]);
            assertEquals(step + 1, society.rows.state[0]);
            discounted += Math.pow(0.99, step) * society.rows.reward[0];
            undiscounted += society.rows.reward[0];
        }
        assertEquals(1, society.rows.terminated[0]);
        assertEquals(0.768476808, discounted, TOLERANCE);
        assertEquals(0.8, undiscounted, TOLERANCE);
    }

    /** Specification test 8, solitary. */
    @Test
    void step_solitaryChain_givesThePublishedUtilities() {
        assertUtilities(Mechanism.VICKREY, 1, 0.007684768, 0.015447160, 0.015603192, 0.0157608, 0.01592);
        assertUtilities(Mechanism.CREDIT_CONSERVING_VICKREY, 1, -0.007607920, 0, 0, 0, 0.01592);
        assertUtilities(Mechanism.FIRST_PRICE, 1, 0, 0, 0, 0, 0);
        assertUtilities(Mechanism.ENVIRONMENT_REWARD, 1, 0, 0, 0, 0, 0.8);
    }

    /** Specification test 8, cloned. */
    @ParameterizedTest
    @EnumSource(names = "ENVIRONMENT_REWARD", mode = EnumSource.Mode.EXCLUDE)
    void step_clonedChain_leavesNoSurplus(Mechanism mechanism) {
        assertUtilities(mechanism, 2, 0, 0, 0, 0, 0);
    }

    private static void assertUtilities(Mechanism mechanism, int copies, double... expected) { // [T]
        double[] q = GlobalMdpOracle.solve(CHAIN, 0.99).qStar(); // [S, N]
        AuctionRules rules =
                AuctionRules.of(CHAIN, 0.99, 20).withMechanism(mechanism).withCopies(copies);
        Society society = new Society(CHAIN, rules, 1, 0);
        double[] utilities = new double[expected.length]; // [T]
        for (int step = 0; step < expected.length; step++) {
            society.step(society.bids(q));
            // A sale's utility arrives one step later; the last step brings the last sale's too, which has no revenue.
            double last = society.over() ? society.rows.reward[0] - society.rows.price[0] : 0;
            utilities[Math.max(step - 1, 0)] += society.paid(1) - last;
            utilities[step] += last;
            assertEquals(society.paid(1), society.paidToAll(), 0, "losers get exactly nothing");
        }
        assertArrayEquals(expected, utilities, TOLERANCE, mechanism.word());
    }
}
