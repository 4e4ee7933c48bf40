package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What a bid brings a bidder of private values before it knows the others' signals, computed from the others' rules and the
 * rules of the auction alone: nothing here knows what an equilibrium is. With A the expected rate of the places won, and the
 * payments of truthful formats by the envelope, {@code b A(b) - integral of A from r to b}.
 */
final class InterimPayoff {
    private final SealedBidGame game;
    private final int bidder;
    private final List<BiddingRule> rivals;
    private final double[] breaks; // [breaks] the reserve and those of the rivals' laws, ascending
    private final PiecewisePolynomial area; // of A, from the reserve on
    private final @Nullable PositionPayments positions; // of the one format that needs them
    private @Nullable RiskAverseUtility averse; // once asked for; guarded by this

    InterimPayoff(SealedBidGame game, int bidder, List<BiddingRule> rules) {
        this.game = game;
        this.bidder = bidder;
        this.rivals = new ArrayList<>(rules);
        this.rivals.remove(bidder);
        this.breaks = DoubleStream.concat(
                        DoubleStream.of(game.reserve()),
                        rivals.stream().flatMapToDouble(rule -> Arrays.stream(rule.breaks())))
                .sorted()
                .distinct()
                .toArray();
        double reserve = game.reserve();
        double[] ends = DoubleStream.concat(
                        DoubleStream.of(reserve), Arrays.stream(breaks).filter(x -> x > reserve))
                .toArray(); // [pieces + 1]
        this.area = game.format().truthful()
                ? PiecewisePolynomial.of(this::rate, ends)
                : PiecewisePolynomial.of(x -> 0, reserve);
        this.positions = game.format() == Format.GENERALISED_SECOND_PRICE ? new PositionPayments(rivals, game) : null;
    }

    /** Bids at which the payoff has a jump or a kink, ascending. */
    double[] breaks() { // [breaks]
        return breaks.clone();
    }

    /** Bids that rivals make with a chance of their own. */
    double[] atoms() { // [atoms]
        return rivals.stream()
                .flatMapToDouble(rule -> Arrays.stream(rule.atoms()))
                .sorted()
                .distinct()
                .toArray();
    }

    /** True if such a bid takes part. */
    boolean takesPart(double bid) {
        return bid >= game.reserve() && (game.fee() == 0 || bid > 0);
    }

    /** The expected rate of the places that a bid wins. */
    double rate(double bid) {
        return odds(bid, game.rates(), false);
    }

    /** The chance that a bid wins a place. */
    double winning(double bid) {
        double[] ones = new double[game.rates().length]; // [places]
        Arrays.fill(ones, 1);
        return odds(bid, ones, false);
    }

    private double odds(double bid, double[] rates, boolean above) { // [places]
        double[] below = new double[rivals.size()]; // [rivals]
        double[] level = new double[rivals.size()]; // [rivals]
        double under = 0;
        double with = 0;
        long laws = 1;
        for (int j = 0; j < rivals.size(); j++) {
            BiddingRule rival = rivals.get(j);
            if (j == 0 || rival != rivals.get(j - 1)) { // bidders that are alike share a rule
                under = rival.below(bid);
                with = rival.atMost(bid);
                laws++;
            }
            boolean ahead = j >= bidder; // the rival's own index is higher
            switch (above ? TieOrder.AFTER : game.tieOrder(ahead)) {
                case AFTER -> below[j] = with;
                case BEFORE -> below[j] = under;
                case DRAWN -> {
                    below[j] = under;
                    level[j] = with - under;
                }
            }
        }
        Effort.spend(10 * laws + (long) rivals.size() * Math.min(rates.length, rivals.size()));
        return PlaceOdds.rate(below, level, rates);
    }

    /** Whether a rival with the same bid ranks before the bidder, after it, or by lot. */
    enum TieOrder {
        BEFORE,
        AFTER,
        DRAWN
    }

    /** The expected payment of a bid that takes part, without the fee. */
    double payment(double bid) {
        return payment(bid, false);
    }

    private double payment(double bid, boolean above) {
        return switch (game.format()) {
            case FIRST_PRICE -> bid * odds(bid, game.rates(), above);
            case ALL_PAY -> bid;
            case SECOND_PRICE, UNIFORM_PRICE, VCG -> bid * odds(bid, game.rates(), above) - areaTo(bid);
            case GENERALISED_SECOND_PRICE -> Objects.requireNonNull(positions).of(bid);
        };
    }

    private double areaTo(double bid) {
        double beyond = Math.max(0, bid - area.to());
        return area.integral(bid) + beyond * game.rates()[0];
    }

    /** Expected utility of a bid at a value; 0 where it stays out. */
    double utility(double value, double bid) {
        return takesPart(bid) ? utility(value, bid, false) : 0;
    }

    /** The supremum over bids just above this one: rivals that are level count as below. */
    double utilityAbove(double value, double bid) {
        return takesPart(Math.nextUp(bid)) ? utility(value, bid, true) : 0;
    }

    private double utility(double value, double bid, boolean above) {
        if (game.riskAversion() > 0) {
            return averse().of(value, bid, above);
        }
        return value * odds(bid, game.rates(), above) - payment(bid, above) - game.fee();
    }

    /** Expected utilities at a value of risk averse bidders in truthful formats, for bids that take part, ascending. */
    double[] utilities(double value, double[] bids, double[] winning) { // [bids], [bids] -> [bids]
        return averse().along(value, bids, winning);
    }

    /** Expected utility at a value of risk averse bidders who pay what they bid, for a bid that takes part. */
    double utility(double value, double bid, double[] places) { // [places]
        return averse().payingOwnBid(value, bid, places);
    }

    private synchronized RiskAverseUtility averse() {
        RiskAverseUtility made = averse;
        if (made == null) {
            made = new RiskAverseUtility(this);
            averse = made;
        }
        return made;
    }

    /** The chance of each place. */
    double[] places(double bid, boolean above) { // [places]
        int count = game.rates().length;
        double[] chances = new double[count]; // [places]
        for (int k = 0; k < count; k++) {
            double[] unit = new double[count]; // [places]
            unit[k] = 1;
            chances[k] = odds(bid, unit, above);
        }
        return chances;
    }

    SealedBidGame game() {
        return game;
    }
}
