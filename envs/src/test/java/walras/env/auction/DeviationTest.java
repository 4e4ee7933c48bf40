package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gains by lying: specification tests 5, 6, 11, 12 and 17. */
final class DeviationTest {
    private static final double TOLERANCE = 1e-9;
    private static final GlobalMdp CHAIN = TabularWorlds.chain(5, 0.8);
    private static final double[] CHAIN_Q = GlobalMdpOracle.solve(CHAIN, 0.99).qStar(); // [S, N]
    private static final double[] REWARDS = {0.2, 0.4, 0.6, 0.8}; // [N]
    private static final double[] REWARDS_BY_STATE = {0.2, 0.4, 0.6, 0.8, 0, 0, 0, 0}; // [S, N]
    private static final GlobalMdp BANDIT = TabularWorlds.bandit(REWARDS);

    /** Specification test 5. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void deviation_secondPriceBandit_neverGains(int copies) {
        AuctionRules rules =
                AuctionRules.of(BANDIT, 0.99, 1).withCopies(copies).withCloneSampling(CloneSampling.INDEPENDENT);
        for (int bidder = 0; bidder < rules.bidders(); bidder++) {
            assertEquals(
                    0, bestGain(BANDIT, rules, REWARDS_BY_STATE, 0, bidder, 101).gain(), TOLERANCE);
        }
    }

    /** Specification test 5: the supremum 0.2 is not reached, the grid stops one cent above the rival. */
    @Test
    void deviation_firstPriceBandit_gainsByShading() {
        AuctionRules rules = AuctionRules.of(BANDIT, 0.99, 1)
                .withMechanism(Mechanism.FIRST_PRICE)
                .withCopies(1);
        Deviation best = bestGain(BANDIT, rules, REWARDS_BY_STATE, 0, 3, 101);
        assertEquals(0.19, best.gain(), TOLERANCE);
        assertEquals(0.61, best.bid(), TOLERANCE);
    }

    /** Specification test 6: no draw of values, rivals and deviation makes a lie pay in a second-price auction. */
    @Test
    void deviation_randomSecondPriceAuctions_neverGains() {
        Random random = new Random(6);
        for (int trial = 0; trial < 20_000; trial++) {
            int bidders = 2 + random.nextInt(4);
            double[] values = random.doubles(bidders).toArray(); // [N]
            double[] bids = random.doubles(bidders).toArray(); // [m]
            GlobalMdp world = TabularWorlds.bandit(values);
            AuctionRules rules = AuctionRules.of(world, 0.99, 1)
                    .withMechanism(Mechanism.VICKREY)
                    .withCopies(1);
            double lying = utility(world, rules, bids);
            bids[0] = values[0];
            double honest = utility(world, rules, bids);
            assertTrue(lying <= honest, "trial " + trial + ": " + lying + " > " + honest);
        }
    }

    private static double utility(GlobalMdp world, AuctionRules rules, double[] bids) { // bids [m]
        Society society = new Society(world, rules, 1, 0);
        society.step(bids);
        return society.paid(0);
    }

    /** Specification test 11. */
    @Test
    void deviation_ownLaterBid_inflatesOwnRevenueUnderVickreyOnly() {
        for (int copies = 1; copies <= 2; copies++) {
            assertEquals(0.198, selfInflation(Mechanism.VICKREY, copies), TOLERANCE);
            assertEquals(0, selfInflation(Mechanism.CREDIT_CONSERVING_VICKREY, copies), TOLERANCE);
            assertEquals(0, selfInflation(Mechanism.FIRST_PRICE, copies), TOLERANCE);
        }
    }

    /** The gain of the bidder that wins in states 3 and 4 from bidding 1.0 instead of 0.8 in state 4. */
    private static double selfInflation(Mechanism mechanism, int copies) {
        AuctionRules rules = AuctionRules.of(CHAIN, 0.99, 20)
                .withMechanism(mechanism)
                .withCopies(copies)
                .withCloneSampling(CloneSampling.INDEPENDENT)
                .withSettlement(Settlement.CASH);
        Society society = new Society(CHAIN, rules, 2, 3);
        society.step(society.bids(CHAIN_Q));
        double[] bids = new double[2 * rules.bidders()]; // [B, m]
        System.arraycopy(society.bids(CHAIN_Q, 4), 0, bids, 0, rules.bidders());
        System.arraycopy(society.bids(CHAIN_Q, 4), 0, bids, rules.bidders(), rules.bidders());
        bids[1] = 1.0;
        society.stepRows(bids);
        return 0.99 * (society.paid(1) - society.paid(rules.bidders() + 1));
    }

    /** Specification test 12: truth is a best reply to truth, state by state. */
    @Test
    void deviation_chainTruthfulEquilibrium_offersNoGain() {
        assertEquals(0, bestGain(Mechanism.VICKREY, 1).gain(), TOLERANCE);
        assertEquals(0, bestGain(Mechanism.VICKREY, 2).gain(), TOLERANCE);
        assertEquals(0, bestGain(Mechanism.CREDIT_CONSERVING_VICKREY, 2).gain(), TOLERANCE);
        assertEquals(0, bestGain(Mechanism.FIRST_PRICE, 2).gain(), TOLERANCE);
    }

    /** Specification test 12: without clones two mechanisms reward lies. */
    @Test
    void deviation_solitaryChain_offersThePublishedGains() {
        Deviation conserving = bestGain(Mechanism.CREDIT_CONSERVING_VICKREY, 1);
        assertEquals(0.0076079, conserving.gain(), 1e-7);
        assertEquals(0, conserving.state());
        Deviation first = bestGain(Mechanism.FIRST_PRICE, 1);
        assertEquals(0.015239, first.gain(), 1e-6);
        assertEquals(1, first.state());
        assertEquals(0.761, first.bid(), TOLERANCE);
    }

    /** Specification test 17: with clones the newcomer is paid what the incumbents bid for the state it leaves. */
    @Test
    void deviation_dualityEntry_paysWithClonesOnly() {
        assertEquals(0.398, entry(2, 30.2), TOLERANCE);
        assertEquals(0.5 - 30, entry(1, 30.2), TOLERANCE);
    }

    private static double entry(int copies, double bidAtStart) {
        GlobalMdp duality = TabularWorlds.duality();
        AuctionRules rules =
                AuctionRules.of(duality, 0.99, 10).withCopies(copies).withCloneSampling(CloneSampling.INDEPENDENT);
        Society society = new Society(duality, rules, 1, 1);
        double[] incumbents = {0, bidAtStart, 0, 30}; // [S, N]
        double[] entering = society.bids(incumbents); // [m]
        entering[0] = 31;
        society.step(entering);
        assertEquals(0, society.rows.winner[0]);
        society.step(society.bids(incumbents));
        return society.paid(0);
    }

    private record Deviation(int state, double bid, double gain) {}

    private static Deviation bestGain(Mechanism mechanism, int copies) {
        AuctionRules rules = AuctionRules.of(CHAIN, 0.99, 20)
                .withMechanism(mechanism)
                .withCopies(copies)
                .withCloneSampling(CloneSampling.INDEPENDENT);
        Deviation best = new Deviation(0, 0, 0);
        for (int state = 0; state < 5; state++) {
            for (int bidder = 0; bidder < rules.bidders(); bidder++) {
                Deviation found = bestGain(CHAIN, rules, CHAIN_Q, state, bidder, 1001);
                best = found.gain() > best.gain() ? found : best;
            }
        }
        return best;
    }

    /** The best one-shot deviation of one bidder from truth in one state, over a grid on [0, 1]: one row per bid, and a truthful one last. */
    private static Deviation bestGain(
            GlobalMdp world, AuctionRules rules, double[] q, int state, int bidder, int grid) { // q [S, N]
        Society society = new Society(world, rules, grid + 1, state);
        int m = rules.bidders();
        double[] bids = new double[(grid + 1) * m]; // [B, m]
        for (int row = 0; row <= grid; row++) {
            System.arraycopy(society.bids(q, state), 0, bids, row * m, m);
            if (row < grid) {
                bids[row * m + bidder] = row / (grid - 1.0);
            }
        }
        society.stepRows(bids);
        double[] utilities = new double[grid + 1]; // [B]
        for (int row = 0; row <= grid; row++) {
            utilities[row] = society.rows.paid[row * m + bidder];
        }
        int[] owners = society.rows.owner.clone(); // [B]
        double[] sold = society.rows.sold.clone(); // [B]
        double[] pending = society.rows.pending.clone(); // [B]
        double[] share = society.rows.share.clone(); // [B]
        double[] later = new double[bids.length]; // [B, m]
        for (int row = 0; row <= grid; row++) {
            int next = Math.min(society.rows.state[row], q.length / rules.primitives() - 1);
            System.arraycopy(society.bids(q, next), 0, later, row * m, m);
        }
        society.stepRows(later);
        for (int row = 0; row <= grid; row++) {
            if (sold[row] == 1 && owners[row] == bidder) {
                utilities[row] += pending[row] + share[row] * society.rows.revenue[row];
            }
        }
        double best = Arrays.stream(utilities, 0, grid).max().orElseThrow();
        int at = 0;
        while (utilities[at] < best) {
            at++;
        }
        return new Deviation(state, at / (grid - 1.0), best - utilities[grid]);
    }
}
