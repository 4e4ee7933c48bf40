package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Rows;

/** The two backends are one kernel: same bits, every option, every size. A difference would give a session another history on another machine. */
final class AuctionKernelsTest {
    private static final int STEPS = 6;

    static Stream<Arguments> everyOption() {
        return Arrays.stream(Mechanism.values()).flatMap(mechanism -> Arrays.stream(TieRule.values())
                .flatMap(ties -> Arrays.stream(CloneSampling.values()).flatMap(clones -> Stream.of(1, 2)
                        .map(copies -> Arguments.of(mechanism, ties, clones, copies)))));
    }

    @ParameterizedTest
    @MethodSource("everyOption")
    void step_everyRule_agreesBitForBit(Mechanism mechanism, TieRule ties, CloneSampling clones, int copies) {
        assertSame(RandomWorlds.world(new Random(1), 5, 3, 1), mechanism, ties, clones, copies);
        // Small and certain: ND4J's kernel steps these two itself.
        assertSame(TabularWorlds.duality(), mechanism, ties, clones, copies);
        assertSame(TabularWorlds.chain(3, -0.7), mechanism, ties, clones, copies);
    }

    private static void assertSame(
            GlobalMdp world, Mechanism mechanism, TieRule ties, CloneSampling clones, int copies) {
        AuctionRules rules = AuctionRules.of(world, 0.9, 3)
                .withMechanism(mechanism)
                .withTieRule(ties)
                .withCloneSampling(clones)
                .withCopies(copies);
        // Settlements and truncations in both pairings, one for each number of copies.
        boolean first = copies == 1;
        TruncationPricing zero = TruncationPricing.ZERO;
        TruncationPricing auction = TruncationPricing.AUCTION;
        assertSame(
                world,
                rules.withSettlement(Settlement.UTILITY).withTruncationPricing(first ? zero : auction),
                false,
                7);
        assertSame(world, rules.withSettlement(Settlement.CASH).withTruncationPricing(first ? auction : zero), true, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1024, 20_000}) // the last in two parts
    void step_everySize_agreesBitForBit(int batch) {
        GlobalMdp random = RandomWorlds.world(new Random(2), 6, 4, 2);
        assertSame(random, AuctionRules.of(random, 0.9, 5).withCloneSampling(CloneSampling.INDEPENDENT), false, batch);
        GlobalMdp chain = TabularWorlds.chain(5, 0.8);
        assertSame(chain, AuctionRules.of(chain, 0.99, 20), true, batch);
    }

    /** A lone bidder has no rival to be second. */
    @Test
    void step_oneBidder_agreesBitForBit() {
        GlobalMdp bandit = TabularWorlds.bandit(0.3);
        assertSame(bandit, AuctionRules.of(bandit, 0.9, 1).withCopies(1), false, 7);
    }

    private static void assertSame(GlobalMdp world, AuctionRules rules, boolean dropout, int batch) {
        AuctionRows fusedRows = new AuctionRows(batch, rules.bidders(), rules.discount());
        AuctionRows nd4jRows = new AuctionRows(batch, rules.bidders(), rules.discount());
        FusedAuctionKernel fused = new FusedAuctionKernel(rules, dropout, new TabularWorld(world, rules), batch);
        Nd4jAuctionKernel nd4j = new Nd4jAuctionKernel(rules, dropout, new TabularWorld(world, rules), batch);
        Random random = new Random(3);
        byte[] stepping = new byte[batch]; // [B]
        Rows which = new Rows(0, batch, stepping);
        double[] bids = new double[batch * rules.bidders()]; // [B, m]
        for (int step = 0; step < STEPS; step++) {
            draw(fusedRows, nd4jRows, world, random, dropout, step == 0);
            for (int row = 0; row < batch; row++) {
                stepping[row] = (byte) (batch == 1 || random.nextInt(5) > 0 ? 1 : 0);
            }
            // Few distinct bids, so that ties are common, and a negative zero among them.
            Arrays.setAll(bids, at -> random.nextInt(6) == 0 ? -0.0 : random.nextInt(3) / 3.0);
            fused.step(bids, fusedRows, which);
            nd4j.step(bids, nd4jRows, which);
            assertSame(fusedRows, nd4jRows, rules + " step " + step);
            for (int row = 0; row < batch; row++) {
                fusedRows.age[row] += stepping[row];
                nd4jRows.age[row] += stepping[row];
            }
        }
    }

    private static void draw(
            AuctionRows left, AuctionRows right, GlobalMdp world, Random random, boolean dropout, boolean all) {
        for (int row = 0; row < left.rows; row++) {
            if (all || left.terminated[row] + left.truncated[row] > 0) {
                int start = world.start(random.nextDouble());
                left.begin(row, start);
                right.begin(row, start);
                left.age[row] = 0;
                right.age[row] = 0;
                left.terminated[row] = right.terminated[row] = 0;
                left.truncated[row] = right.truncated[row] = 0;
            }
            left.transitionDraw[row] = random.nextDouble();
            left.tieDraw[row] = random.nextDouble();
            for (int i = 0; i < left.bidders; i++) {
                left.active[row * left.bidders + i] = (byte) (!dropout || i == 0 || random.nextBoolean() ? 1 : 0);
            }
        }
        System.arraycopy(left.transitionDraw, 0, right.transitionDraw, 0, left.rows);
        System.arraycopy(left.tieDraw, 0, right.tieDraw, 0, left.rows);
        System.arraycopy(left.active, 0, right.active, 0, left.active.length);
    }

    private static void assertSame(AuctionRows left, AuctionRows right, String where) {
        assertArrayEquals(left.winner, right.winner, where);
        assertArrayEquals(left.state, right.state, where);
        assertArrayEquals(left.owner, right.owner, where);
        assertArrayEquals(left.terminated, right.terminated, where);
        assertArrayEquals(left.truncated, right.truncated, where);
        assertBits(left.top, right.top, where);
        assertBits(left.second, right.second, where);
        assertBits(left.price, right.price, where);
        assertBits(left.revenue, right.revenue, where);
        assertBits(left.reward, right.reward, where);
        assertBits(left.seller, right.seller, where);
        assertBits(left.created, right.created, where);
        assertBits(left.pending, right.pending, where);
        assertBits(left.sold, right.sold, where);
        assertBits(left.share, right.share, where);
        assertBits(left.paid, right.paid, where);
    }

    private static void assertBits(double[] left, double[] right, String where) {
        assertArrayEquals(
                Arrays.stream(left).mapToLong(Double::doubleToRawLongBits).toArray(),
                Arrays.stream(right).mapToLong(Double::doubleToRawLongBits).toArray(),
                where);
    }
}
