package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where bidders end who bid what winning was worth: specification tests 13, 14, 16 and 18. */
final class ValueBidsTest {
    private static final double TOLERANCE = 1e-9;
    private static final GlobalMdp CHAIN = TabularWorlds.chain(5, 0.8);

    /** Specification test 13. */
    @ParameterizedTest
    @CsvSource({"VICKREY, 1", "VICKREY, 2", "CREDIT_CONSERVING_VICKREY, 2"})
    void fixedPoint_chain_isTheOptimalValue(Mechanism mechanism, int copies) {
        AuctionRules rules =
                AuctionRules.of(CHAIN, 0.99, 20).withMechanism(mechanism).withCopies(copies);
        double[] q = GlobalMdpOracle.solve(CHAIN, 0.99).qStar(); // [S, N]
        assertArrayEquals(q, ValueBids.from(CHAIN, rules, 1, 1000).bids(), 0);
    }

    /** Specification test 14: with one copy each, the second price is the rival's and the chain of payments breaks at once. */
    @Test
    void fixedPoint_solitaryCreditConservingChain_collapsesInOneSweep() {
        AuctionRules rules = AuctionRules.of(CHAIN, 0.99, 20).withCopies(1);
        ValueBids fixed = ValueBids.from(CHAIN, rules, 1, 1000);
        double[] expected = new double[12]; // [S, N]
        expected[4 * 2 + 1] = 0.8;
        assertArrayEquals(expected, fixed.bids(), TOLERANCE);
        assertEquals(1, fixed.sweeps());
    }

    /** Every mechanism, and bids that are moved by a hundredth. */
    @ParameterizedTest
    @CsvSource({
        "FIRST_PRICE, 1",
        "FIRST_PRICE, 2",
        "VICKREY, 1",
        "CREDIT_CONSERVING_VICKREY, 1",
        "CREDIT_CONSERVING_VICKREY, 3"
    })
    void certificate_brokenBids_tells(Mechanism mechanism, int copies) {
        AuctionRules rules =
                AuctionRules.of(CHAIN, 0.9, 20).withMechanism(mechanism).withCopies(copies);
        double[] bids = ValueBids.settled(CHAIN, rules, 1).bids(); // [S, N]
        assertEquals(0, ValueBidsCertificate.residual(CHAIN, rules, 1, bids), 1e-12);
        for (int pair = 0; pair < bids.length; pair++) {
            double[] broken = bids.clone(); // [S, N]
            broken[pair] += 0.01;
            assertTrue(ValueBidsCertificate.residual(CHAIN, rules, 1, broken) >= 0.009, "pair " + pair);
        }
    }

    /** Specification test 16. */
    @Test
    void fixedPoint_clippedDuality_sellsToTheWrongPrimitiveWithoutClones() {
        GlobalMdp duality = TabularWorlds.duality();
        AuctionRules rules = AuctionRules.of(duality, 0.5, 10);
        double[] solitary =
                ValueBids.from(duality, rules.withCopies(1), 100, 1000).bids(); // [S, N]
        assertArrayEquals(new double[] {0, 0.75, 0.5, 0.55, 0, 0}, solitary, TOLERANCE);
        double[] expected = {0, 1, 1, 0.8, 0, 0}; // [S, N]
        assertArrayEquals(expected, ValueBids.from(duality, rules, 100, 1000).bids(), TOLERANCE);
        AuctionRules vickrey = rules.withMechanism(Mechanism.VICKREY);
        assertArrayEquals(expected, ValueBids.from(duality, vickrey, 100, 1000).bids(), TOLERANCE);
        assertEquals(5.0, returnOf(duality, rules, expected), TOLERANCE);
        assertEquals(3.2, returnOf(duality, rules.withCopies(1), solitary), TOLERANCE);
    }

    private static double returnOf(GlobalMdp world, AuctionRules rules, double[] bids) { // bids [S, N]
        Society society = new Society(world, rules, 1, 0);
        double sum = 0;
        for (int step = 0; step < rules.horizon(); step++) {
            society.step(society.bids(bids));
            sum += society.rows.reward[0];
        }
        assertEquals(1, society.rows.truncated[0]);
        return sum;
    }

    /** Guards the fixed point where sweeps creep: a long chain, and a discount at which a bid of a million takes as many sweeps to reach. */
    @Test
    void settled_longChainAndDiscountNearOne_isTheOptimalValue() {
        GlobalMdp chain = TabularWorlds.chain(9_999, 0.8);
        AuctionRules rules = AuctionRules.of(chain, 0.99, 20);
        ValueBids fixed = ValueBids.settled(chain, rules, 1);
        assertTrue(fixed.settled(0.99));
        assertArrayEquals(GlobalMdpOracle.solve(chain, 0.99).qStar(), fixed.bids(), 1e-12);
        GlobalMdp duality = TabularWorlds.duality();
        AuctionRules patient = AuctionRules.of(duality, 0.9999999, 20);
        ValueBids high = ValueBids.settled(duality, patient, 1e9);
        assertTrue(high.settled(0.9999999));
        double[] q = GlobalMdpOracle.solve(duality, 0.9999999).qStar(); // [S, N]
        for (int pair = 0; pair < 6; pair++) {
            assertEquals(Math.max(0, q[pair]), high.bids()[pair], 1e-9 * 5e6);
        }
    }

    /** Specification test 18: bids and Bellman backups agree sweep by sweep, not only in the limit. */
    @Test
    void sweep_clonedCreditConservingChain_isABellmanBackup() {
        AuctionRules rules = AuctionRules.of(CHAIN, 0.99, 20);
        double[] bids = new double[12]; // [S, N]
        for (int sweep = 1; sweep <= 8; sweep++) {
            bids = ValueBids.sweep(CHAIN, rules, 1, bids);
            assertArrayEquals(new EpisodeOracle(CHAIN, sweep).q(0.99), bids, 0);
            assertEquals(sweep >= 5 ? 0.768476808 : 0, bids[1], TOLERANCE);
            assertEquals(sweep >= 6 ? 0.7607920399 : 0, bids[0], TOLERANCE);
        }
    }
}
