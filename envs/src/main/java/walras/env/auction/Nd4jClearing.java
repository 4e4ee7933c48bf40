package walras.env.auction;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;
import walras.env.nd4j.Nd4jTable;

/**
 * Records who wins an auction and what the two highest bids are: bids are one vector a bidder, and bidders are heard
 * one after another, as in a tournament. Choices are made by multiplying with 0 or 1, which is exact.
 *
 * <p>Where copies bid what their primitive bids, nobody is absent and no lot is drawn, one voice stands for all copies:
 * the second highest bid is the highest.
 */
final class Nd4jClearing {
    private final Nd4jProgram program;
    private final AuctionRules rules;
    private final boolean dropout;
    private final int rows;
    private final int voices;
    private final INDArray scratch; // [B]
    private final INDArray wins; // [B]

    Nd4jClearing(Nd4jProgram program, AuctionRules rules, boolean dropout, int rows) {
        this.program = program;
        this.rules = rules;
        this.dropout = dropout;
        this.rows = rows;
        voices = voices(rules, dropout);
        scratch = Nd4jProgram.zeros(rows);
        wins = Nd4jProgram.zeros(rows);
    }

    /** How many bidders have to be heard, the first ones. */
    static int voices(AuctionRules rules, boolean dropout) {
        boolean every = dropout || rules.tieRule() == TieRule.RANDOM || rules.cloneSampling() != CloneSampling.EXACT;
        return every ? rules.bidders() : rules.primitives();
    }

    /**
     * Records the winner and the two highest bids.
     *
     * @param bids [voices] vectors [B] of bids, which are not negative, or -1 of an absent bidder
     * @param tie [B] uniform in [0, 1)
     * @return [B] the primitive of the winner
     */
    INDArray record(INDArray[] bids, INDArray tie, INDArray winner, INDArray top, INDArray second) { // [B] each
        boolean last = rules.tieRule() == TieRule.HIGHEST_INDEX;
        INDArray best = bids[last ? voices - 1 : 0];
        for (int heard = 1; heard < voices; heard++) {
            INDArray bid = bids[last ? voices - 1 - heard : heard];
            recordSecond(second, best, bid, heard == 1);
            if (rules.tieRule() != TieRule.RANDOM) {
                recordWinner(winner, best, bid, heard);
            }
            best = program.apply("maximum", top, best, bid);
        }
        if (voices == 1) {
            program.plus(top, best, 0);
        }
        if (voices < rules.bidders()) {
            program.plus(second, top, 0);
        } else if (dropout) {
            program.atLeast(second, second, 0);
        }
        if (rules.tieRule() == TieRule.RANDOM) {
            recordDrawn(bids, tie, winner, top);
        } else if (last) {
            program.minusFrom(winner, winner, rules.bidders() - 1);
        }
        return recordPrimitive(winner);
    }

    private void recordSecond(INDArray second, INDArray best, INDArray bid, boolean first) { // [B] each
        if (voices == rules.bidders()) {
            INDArray loser = program.apply("minimum", first ? second : scratch, best, bid);
            if (!first) {
                program.apply("maximum", second, second, loser);
            }
        }
    }

    /** How many were heard before the winner. */
    private void recordWinner(INDArray winner, INDArray best, INDArray bid, int heard) { // [B] each
        program.apply("subtract", scratch, bid, best);
        program.above(heard == 1 ? winner : wins, scratch, 0);
        if (heard > 1) {
            program.times(wins, wins, heard);
            program.apply("maximum", winner, winner, wins);
        }
    }

    /**
     * The winner is the first whose rank among the tied is above the drawn one, so that as many come before as have no
     * higher rank.
     */
    private void recordDrawn(INDArray[] bids, INDArray tie, INDArray winner, INDArray top) { // [B] each
        int m = rules.bidders();
        INDArray[] lost = new INDArray[m]; // [m] of [B]: how many of the bids 0 to i are below the top
        for (int i = 0; i < m; i++) {
            program.apply("subtract", scratch, top, bids[i]);
            lost[i] = program.above(Nd4jProgram.zeros(rows), scratch, 0);
            if (i > 0) {
                program.apply("add", lost[i], lost[i], lost[i - 1]);
            }
        }
        INDArray count = program.minusFrom(scratch, lost[m - 1], m);
        INDArray position = program.apply("multiply", Nd4jProgram.zeros(rows), count, tie);
        program.apply("minimum", position, position, program.plus(count, count, -0.5));
        program.times(winner, position, 0);
        for (int i = 0; i < m; i++) {
            program.minusFrom(scratch, lost[i], i + 1);
            program.apply("subtract", scratch, scratch, position);
            program.apply("add", winner, winner, program.above(wins, scratch, 0));
        }
        program.minusFrom(winner, winner, m);
    }

    private INDArray recordPrimitive(INDArray winner) { // [B]
        boolean first = voices < rules.bidders() && rules.tieRule() == TieRule.LOWEST_INDEX;
        boolean itself = first || rules.copies() == 1;
        int[] primitive = IntStream.range(0, rules.bidders())
                .map(i -> i % rules.primitives())
                .toArray(); // [bidders]
        return itself ? winner : new Nd4jTable(program, winner).whole(Nd4jProgram.zeros(rows), primitive);
    }
}
