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
    private static final double NEAREST = 1e-12; // of the support

    private final SealedBidGame game;
    private final ContinuousValues values;
    private final double[] rates; // [places] in units of utility
    private final double power; // of the chance
    private final double start; // the lowest value that takes part
    private final double startChance; // logarithm
    private final Rise rise; // of values above the lowest that takes part

    SymmetricRents(SealedBidGame game) {
        this.game = game;
        this.values = (ContinuousValues) game.values(0);
        double kept = game.format().truthful() ? 1 : 1 - game.riskAversion();
        this.power = 1 / kept;
        this.rates = Arrays.stream(game.rates()).map(a -> Math.pow(a, kept)).toArray();
        this.start = start();
        this.startChance = logChance(start);
        this.rise = new Rise(values, start, this::logChance);
    }

    /**
     * The logarithm of H^power, H being what a value takes of the places if the highest values win them: from the chance to
     * be among the highest while that is small, and from what is missing of the first place's rate where that is.
     */
    private double logChance(double value) {
        int rivals = game.rivals();
        double log = values.logAtMost(value);
        if (rates.length == 1) {
            return power * (rivals * log + StrictMath.log(rates[0]));
        }
        double below = StrictMath.exp(log);
        double above = values.above(value);
        int common = Math.max(0, rivals + 1 - rates.length); // rivals that every place needs below
        double sum = 0;
        double missing = 0;
        double ways = 1; // to choose the rivals above
        for (int a = 0; a <= rivals; a++) {
            double rate = a < rates.length ? rates[a] : 0;
            double chosen = ways * Math.pow(above, a);
            sum += rate == 0 ? 0 : rate * chosen * Math.pow(below, rivals - a - common);
            missing += (rates[0] - rate) * chosen * Math.pow(below, rivals - a);
            ways = ways * (rivals - a) / (a + 1);
        }
        return missing < rates[0] / 2
                ? power * (StrictMath.log1p(-missing / rates[0]) + StrictMath.log(rates[0]))
                : power * ((common == 0 ? 0 : common * log) + StrictMath.log(sum));
    }

    private double chance(double value) {
        return StrictMath.exp(logChance(value));
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

    /*
     * What leaves the rent: by parts no bid is a difference of large numbers, and only ratios of H are taken. With c the
     * chance H^power, the first price's is start - (start - r) c(start)/c(v) + integral over x from start to v of 1 - c(x)/c(v).
     */
    private double bid(double value) {
        double own = logChance(value);
        boolean allPay = game.format() == Format.ALL_PAY;
        if (own == Double.NEGATIVE_INFINITY) { // nobody is below
            return allPay ? game.reserve() : start;
        }
        double first = StrictMath.exp(startChance - own); // of the lowest value's chance in the own one
        double risen = rise.of(value, own);
        return allPay
                ? game.reserve() + StrictMath.exp(own) * (start * (1 - first) + risen)
                : start - (start - game.reserve()) * first + risen;
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
        double top = bid(values.high());
        double rounding = 4 * Math.ulp(top) + (game.format() == Format.ALL_PAY ? top * game.rivals() * stuck() : 0);
        PiecewisePolynomial curve =
                PiecewisePolynomial.rounded(rounding, this::bid, values.split(start, values.high()));
        if (bid(values.high()) <= budget) {
            return all(CurveRule.of(values, curve, game.reserve()));
        }
        return all(CurveRule.pooled(values, curve, poolingFrom(budget), budget, game.reserve()));
    }

    /** What rounding of values makes of chances near the lowest value, where laws rise steeply. */
    private double stuck() {
        double near = values.low() + NEAREST * (values.high() - values.low());
        return near > values.low() ? values.density(near) * Math.ulp(values.low()) : 0;
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
        double rent = rent(value);
        return pooled - game.fee() - rent;
    }

    /** What bidding along the curve leaves. */
    private double rent(double value) {
        double bid = bid(value);
        double won = chance(value);
        return game.format() == Format.ALL_PAY ? value * won - bid - game.fee() : (value - bid) * won - game.fee();
    }

    private Profile all(BiddingRule rule) {
        return new Profile(game, List.copyOf(Collections.nCopies(game.bidders(), rule)));
    }

    /** The lowest value that takes part. */
    double screening() {
        return start;
    }
}
