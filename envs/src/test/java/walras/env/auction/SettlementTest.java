package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the money goes: specification tests 9 and 24. */
final class SettlementTest {
    private static final double TOLERANCE = 1e-9;
    private static final int CASES = 2000;

    static Stream<Arguments> mechanismsAndSettlements() {
        return Arrays.stream(Mechanism.values()).flatMap(mechanism -> Arrays.stream(Settlement.values())
                .map(settlement -> Arguments.of(mechanism, settlement)));
    }

    /**
     * Specification test 9: what all bidders are paid, discounted to the sale it belongs to, is the return less the first price, plus what the mechanism creates.
     * Random worlds, bids, copies, discounts and horizons.
     */
    @ParameterizedTest
    @MethodSource("mechanismsAndSettlements")
    void step_anyBids_telescopes(Mechanism mechanism, Settlement settlement) {
        Random random = new Random(9);
        for (int trial = 0; trial < CASES; trial++) {
            GlobalMdp world = RandomWorlds.world(random, 2 + random.nextInt(4), 1 + random.nextInt(4), 0);
            AuctionRules rules = AuctionRules.of(world, random.nextDouble(), 1 + random.nextInt(12))
                    .withMechanism(mechanism)
                    .withSettlement(settlement)
                    .withCopies(1 + random.nextInt(3))
                    .withCloneSampling(CloneSampling.INDEPENDENT);
            assertTelescopes(new Society(world, rules, 1, 0), random);
        }
    }

    private static void assertTelescopes(Society society, Random random) {
        AuctionRules rules = society.rules;
        double paid = 0;
        double expected = 0;
        double factor = 1;
        for (int step = 0; step < rules.horizon(); step++) {
            society.step(random.doubles(rules.bidders()).toArray());
            AuctionRows rows = society.rows;
            double last = society.over() ? rows.reward[0] - rows.price[0] : 0;
            // Utility of the sale before arrives now; the last sale's arrives in its own step.
            paid += rules.settlement() == Settlement.CASH
                    ? factor * society.paidToAll()
                    : (step == 0 ? 0 : factor / rules.discount() * (society.paidToAll() - last)) + factor * last;
            double firstPrice = step == 0 ? rows.price[0] : 0;
            double created = step == 0 ? 0 : rows.revenue[0] - rows.price[0];
            expected += factor * (rows.reward[0] - firstPrice + created);
            assertEquals(created, rows.created[0], TOLERANCE);
            factor *= rules.discount();
        }
        assertEquals(1, society.rows.truncated[0]);
        assertEquals(expected, paid, 1e-8);
    }

    /** Specification test 9, conservation: the two mechanisms that hand on what is paid create nothing, solitary Vickrey does. */
    @Test
    void step_anyBids_createsCreditUnderVickreyOnly() {
        assertEquals(0, created(Mechanism.FIRST_PRICE), TOLERANCE);
        assertEquals(0, created(Mechanism.CREDIT_CONSERVING_VICKREY), TOLERANCE);
        assertEquals(0.8 - 0.3, created(Mechanism.VICKREY), TOLERANCE);
    }

    private static double created(Mechanism mechanism) {
        GlobalMdp world = TabularWorlds.duality();
        AuctionRules rules =
                AuctionRules.of(world, 0.99, 10).withMechanism(mechanism).withCopies(1);
        Society society = new Society(world, rules, 1, 0);
        society.step(0.3, 0.8);
        assertEquals(0, society.rows.created[0], "nobody owned the first state");
        society.step(0.8, 0.3);
        return society.rows.created[0];
    }

    /** A cut episode ends with one more auction that pays the last owner and nobody else; no primitive acts in it. */
    @ParameterizedTest
    @EnumSource(Settlement.class)
    void step_truncationByAuction_paysTheLastOwner(Settlement settlement) {
        GlobalMdp world = TabularWorlds.duality();
        AuctionRules rules = AuctionRules.of(world, 0.9, 1)
                .withTruncationPricing(TruncationPricing.AUCTION)
                .withSettlement(settlement)
                .withCopies(1);
        Society society = new Society(world, rules, 1, 0);
        society.step(0.1, 0.7);
        assertEquals(0, society.rows.truncated[0]);
        double first = society.paid(1);
        society.step(0.6, 0.4);
        assertEquals(1, society.rows.truncated[0]);
        assertEquals(1, society.rows.state[0], "nobody acts");
        assertEquals(0, society.rows.reward[0]);
        assertEquals(0, society.rows.price[0]);
        assertEquals(0, society.paid(0));
        double revenue = settlement == Settlement.CASH ? 0.4 : 0.9 * 0.4;
        assertEquals(0.5 - 0.1 + revenue, first + society.paid(1), TOLERANCE);
    }

    /** Specification test 24: a lone bidder pays nothing. */
    @Test
    void step_oneBidder_hasNoPrice() {
        GlobalMdp world = TabularWorlds.bandit(0.5);
        Society society = new Society(world, AuctionRules.of(world, 0.99, 1).withCopies(1), 1, 0);
        society.step(0.9);
        assertEquals(0, society.rows.price[0]);
        assertEquals(0.5, society.paid(0));
    }

    /** Specification test 24: who sits where does not matter, except to the names of the winners. */
    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void step_permutedBidders_permutesPayments(Mechanism mechanism) {
        Random random = new Random(24);
        for (int trial = 0; trial < 200; trial++) {
            double[] rewards = random.doubles(4).toArray(); // [N]
            double[] bids = random.doubles(4).toArray(); // [m]
            double[] paid = bandit(mechanism, rewards, bids);
            double[] rotated = bandit(mechanism, rotated(rewards), rotated(bids));
            assertArrayEquals(rotated(paid), rotated, 0);
        }
    }

    private static double[] bandit(Mechanism mechanism, double[] rewards, double[] bids) { // [N], [m] -> [m]
        GlobalMdp world = TabularWorlds.bandit(rewards);
        AuctionRules rules =
                AuctionRules.of(world, 0.99, 1).withMechanism(mechanism).withCopies(1);
        Society society = new Society(world, rules, 1, 0);
        society.step(bids);
        return society.rows.paid.clone();
    }

    private static double[] rotated(double[] values) { // [m]
        double[] rotated = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rotated[(i + 1) % values.length] = values[i];
        }
        return rotated;
    }

    /** Specification test 24: a bidder below the second price is as good as absent, and what its primitive would do is irrelevant. */
    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void step_irrelevantBidder_changesNothing(Mechanism mechanism) {
        double[] without = bandit(mechanism, new double[] {0.5, 0.7}, new double[] {0.6, 0.4});
        for (double reward : new double[] {-3, 0.2, 9}) {
            double[] with = bandit(mechanism, new double[] {0.5, 0.7, reward}, new double[] {0.6, 0.4, 0.39});
            assertArrayEquals(new double[] {without[0], without[1], 0}, with, 0);
        }
    }

    /** The tie rules: without them equal bids would go to whichever the loop happens to meet. */
    @Test
    void step_equalBids_followsTheTieRule() {
        GlobalMdp world = TabularWorlds.bandit(0.1, 0.2, 0.3);
        assertEquals(0, winner(world, TieRule.LOWEST_INDEX, 0));
        assertEquals(2, winner(world, TieRule.HIGHEST_INDEX, 0));
        assertEquals(0, winner(world, TieRule.RANDOM, 0.49));
        assertEquals(2, winner(world, TieRule.RANDOM, 0.51));
    }

    private static int winner(GlobalMdp world, TieRule rule, double draw) {
        AuctionRules rules = AuctionRules.of(world, 0.99, 1).withCopies(1).withTieRule(rule);
        Society society = new Society(world, rules, 1, 0);
        society.rows.tieDraw[0] = draw;
        society.step(0.5, 0.4, 0.5);
        assertEquals(0.5, society.rows.second[0]);
        return society.rows.winner[0];
    }
}
