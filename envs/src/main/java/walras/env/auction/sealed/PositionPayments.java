package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The generalised second price against independent rivals: at rank k, a_k times the next bid. The mean of the next bid is
 * the own bid less the integral of its law below. Where rivals follow one rule of law P, that law is P^m for m rivals below,
 * and the integrals of the powers are kept.
 */
final class PositionPayments {
    private final List<BiddingRule> rivals;
    private final SealedBidGame game;
    private final double[] known; // [rivals] their bids where each makes one; else empty
    private final double[] breaks; // [breaks] from the reserve on
    private final List<PiecewisePolynomial> powers =
            new ArrayList<>(); // of the law, 0 to all rivals; empty if rules differ

    PositionPayments(List<BiddingRule> rivals, SealedBidGame game) {
        this.rivals = rivals;
        this.game = game;
        boolean certain = rivals.stream().allMatch(rule -> rule instanceof TypeRule type && type.certain());
        this.known = certain ? rivals.stream().mapToDouble(rule -> rule.bid(0)).toArray() : new double[0];
        this.breaks = DoubleStream.concat(
                        DoubleStream.of(game.reserve()),
                        rivals.stream()
                                .flatMapToDouble(rule -> Arrays.stream(rule.breaks()))
                                .filter(x -> x > game.reserve()))
                .sorted()
                .distinct()
                .toArray();
        boolean alike = !certain && rivals.stream().allMatch(rule -> rule == rivals.get(0));
        for (int m = 0; alike && rivals.size() > 1 && m <= rivals.size(); m++) {
            int power = m;
            powers.add(PiecewisePolynomial.of(x -> Math.pow(rivals.get(0).atMost(x), power), breaks));
        }
    }

    double of(double bid) {
        return known.length > 0 ? ofKnown(bid) : ofRandom(bid);
    }

    /** Where every rival makes one bid: the rate of the place behind those that bid more, times the next bid. */
    private double ofKnown(double bid) {
        int above = 0;
        double next = game.reserve();
        for (double rival : known) {
            above += rival > bid ? 1 : 0;
            next = rival > bid ? next : Math.max(next, rival);
        }
        return above < game.places() ? game.rates()[above] * next : 0;
    }

    private double ofRandom(double bid) {
        double[] above = new double[rivals.size()]; // [rivals]
        Arrays.setAll(above, j -> 1 - rivals.get(j).atMost(bid));
        if (powers.isEmpty()) {
            double[] stretches = DoubleStream.concat(
                            DoubleStream.of(bid), Arrays.stream(breaks).filter(x -> x < bid))
                    .sorted()
                    .toArray(); // [stretches + 1]
            return bid * weighed(above, bid) - Expectation.over(x -> weighed(above, x), stretches);
        }
        double sum = 0;
        double ways = 1; // of choosing the rivals above
        for (int k = 0; k <= rivals.size(); k++) {
            double rate = k < game.places() ? game.rates()[k] : 0;
            int under = rivals.size() - k;
            double below = Math.pow(1 - above[0], under);
            double beyond = Math.max(0, bid - breaks[breaks.length - 1]);
            double next = bid * below - powers.get(under).integral(bid) - beyond;
            sum += rate * ways * Math.pow(above[0], k) * next;
            ways = ways * under / (k + 1);
        }
        return sum;
    }

    /** Sum over k of a_k P(k-1 rivals above the bid, all others at most x). */
    private double weighed(double[] above, double x) { // [rivals]
        Effort.spend(10L * rivals.size() + (long) rivals.size() * rivals.size() / 4);
        double[] counts = new double[rivals.size() + 1]; // [rivals + 1] how many are above
        counts[0] = 1;
        for (int j = 0; j < rivals.size(); j++) {
            double under = Math.min(1 - above[j], rivals.get(j).atMost(x));
            for (int k = j + 1; k > 0; k--) {
                counts[k] = counts[k] * under + counts[k - 1] * above[j];
            }
            counts[0] *= under;
        }
        double sum = 0;
        for (int k = 0; k < counts.length && k < game.places(); k++) {
            sum += game.rates()[k] * counts[k];
        }
        return sum;
    }
}
