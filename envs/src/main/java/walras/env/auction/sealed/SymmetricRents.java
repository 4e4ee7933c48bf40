package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Bidders of private values that are alike: the rent of a value is the integral of H from the lowest value that takes part,
 * H being the expected rate of the places if the highest values win, and the bid is what leaves that rent. With risk
 * aversion rho the first price has the rent of H^(1/(1-rho)), rates being raised to 1-rho. A common budget below the top bid
 * makes the values above z bid the budget, where z is as well off on the curve as among them.
 */
final class SymmetricRents {
    private static final int HALVINGS = 200;
    /** Where H is smaller, doubles have no ratios of it left, and no bid matters. */
    private static final double NEGLIGIBLE = 1e-200;

    private final SealedBidGame game;
    private final ContinuousValues values;
    private final double[] rates; // [places] in units of utility
    private final double power; // of the chance
    private final double start; // the lowest value that takes part
    private final double base; // its rent
    private final double first; // the lowest value whose H is not negligible
    private final double firstBid; // its bid; NaN where it is the lowest value that takes part

    SymmetricRents(SealedBidGame game) {
        this.game = game;
        this.values = (ContinuousValues) game.values(0);
        double kept = game.format().truthful() ? 1 : 1 - game.riskAversion();
        this.power = 1 / kept;
        this.rates = Arrays.stream(game.rates()).map(a -> Math.pow(a, kept)).toArray();
        this.start = start();
        this.base = Math.max(0, entryRent(start));
        this.first = first();
        this.firstBid = first > start ? onCurve(first) : Double.NaN;
    }

    /** H: what a value takes of the places if the highest values win them. */
    private double rate(double value) {
        double[] below = new double[game.rivals()]; // [rivals]
        Arrays.fill(below, values.atMost(value));
        double[] none = new double[game.rivals()]; // [rivals]
        return PlaceOdds.rate(below, none, rates);
    }

    private double chance(double value) {
        return Math.pow(rate(value), power);
    }

    /** The rent over the chance: in ratios to H at the value itself, which keep their digits however small H is. */
    private double margin(double value) {
        double own = rate(value);
        return base / Math.pow(own, power)
                + Expectation.over(x -> Math.pow(rate(x) / own, power), start, Math.max(start, value));
    }

    /** What the lowest value that takes part is left with. */
    private double entryRent(double value) {
        return game.format() == Format.ALL_PAY
                ? value * chance(value) - game.reserve() - game.fee()
                : (value - game.reserve()) * chance(value) - game.fee();
    }

    /** Values from the support's top on never take part. */
    private double start() {
        double low = values.low();
        double high = values.high();
        if (game.fee() == 0 && game.format() != Format.ALL_PAY) {
            return Math.max(low, Math.min(game.reserve(), high));
        } else if (entryRent(low) >= 0) {
            return low;
        }
        for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
            double middle = low + (high - low) / 2;
            if (entryRent(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double first() {
        double low = start;
        double high = values.high();
        if (start >= high || rate(low) >= NEGLIGIBLE) {
            return start;
        }
        for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
            double middle = low + (high - low) / 2;
            if (rate(middle) < NEGLIGIBLE) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Below the first value that matters bids rise evenly from the lowest. */
    private double bid(double value) {
        if (value >= first) {
            return onCurve(value);
        }
        double lowest = game.format() == Format.ALL_PAY ? game.reserve() : start;
        return lowest + (firstBid - lowest) * (value - start) / (first - start);
    }

    private double onCurve(double value) {
        double chance = chance(value);
        return game.format() == Format.ALL_PAY
                ? (value - margin(value)) * chance - game.fee()
                : value - margin(value) - (game.fee() == 0 ? 0 : game.fee() / chance);
    }

    /** One rule for all. */
    Profile profile() {
        if (start >= values.high()) {
            return all(KnotRule.truthful(values, values.high(), Double.POSITIVE_INFINITY));
        }
        double budget = game.leastBudget();
        if (game.format().truthful()) {
            return all(KnotRule.truthful(values, start, budget));
        }
        if (game.placesForAll()) {
            double least = game.reserve();
            return all(
                    budget < least
                            ? KnotRule.truthful(values, values.high(), budget) // nobody takes part
                            : new KnotRule(values, new double[] {start, values.high()}, new double[] {least, least
                            })); // [2], [2]
        }
        double rounding = 4 * Math.ulp(values.high());
        PiecewisePolynomial curve = PiecewisePolynomial.rounded(rounding, this::bid, start, first, values.high());
        if (bid(values.high()) <= budget) {
            return all(CurveRule.of(values, curve, game.reserve()));
        }
        return all(CurveRule.pooled(values, curve, poolingFrom(budget), budget, game.reserve()));
    }

    /** The value that is as well off bidding the budget with all above as on the curve. */
    private double poolingFrom(double budget) {
        double low = start;
        double high = values.high();
        if (poolingGain(low, budget) >= 0) {
            return low;
        }
        for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
            double middle = low + (high - low) / 2;
            if (poolingGain(middle, budget) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double poolingGain(double value, double budget) {
        double[] below = new double[game.rivals()]; // [rivals]
        Arrays.fill(below, values.atMost(value));
        double[] level = new double[game.rivals()]; // [rivals]
        Arrays.fill(level, 1 - values.atMost(value));
        double chance = Math.pow(PlaceOdds.rate(below, level, rates), power);
        double pooled = game.format() == Format.ALL_PAY ? value * chance - budget : (value - budget) * chance;
        double rent = value < first ? 0 : margin(value) * chance(value);
        return pooled - game.fee() - rent;
    }

    private Profile all(BiddingRule rule) {
        return new Profile(game, List.copyOf(Collections.nCopies(game.bidders(), rule)));
    }

    /** The lowest value that takes part. */
    double screening() {
        return start;
    }
}
