package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.NumberArray;
import walras.env.Options;
import walras.env.Problem;
import walras.env.auction.TieRule;

/**
 * What was chosen: the game, and how it is repeated, shown and solved.
 *
 * @param redraws true if signals last one auction
 * @param strategy bids at equally spaced signals, {@code [bidders][points]}; null if none was given
 */
record SealedBidSettings(
        SealedBidGame game,
        int rounds,
        boolean redraws,
        Feedback feedback,
        double @Nullable [][] strategy, // [bidders][points]
        int oraclePoints,
        boolean approximate) {

    static SealedBidSettings of(Options options) {
        SealedBidGame game = game(options);
        requireFitting(game);
        return new SealedBidSettings(
                game,
                options.integer("rounds"),
                options.text("redraw").equals("step"),
                Feedback.of(options.text("feedback")),
                strategy(options, game),
                options.integer("oracle_points"),
                options.flag("approximate"));
    }

    private static SealedBidGame game(Options options) {
        int bidders = options.integer("bidders");
        Dependence dependence = Dependence.of(options.text("dependence"));
        List<ValueDistribution> values = new SignalLaws(options).read();
        SealedBidGame open = new SealedBidGame(
                bidders,
                Format.of(options.text("format")),
                rates(options),
                dependence,
                values,
                options.number("gamma"),
                options.number("noise"),
                options.text("information").equals("complete"),
                options.number("reserve"),
                options.number("entry_fee"),
                budgets(options),
                options.number("risk_aversion"),
                options.number("bid_max"),
                TieRule.of(options.text("tie_rule")));
        return open.bidMax() > 0 ? open : open.withBidMax(open.largestValue());
    }

    private static double[] rates(Options options) { // [places]
        int units = options.integer("units");
        double[] given = options.array("click_rates").map(NumberArray::values).orElse(new double[0]); // [places]
        if (given.length > 0 && units != 1) {
            throw Problem.option("units", "1, or no click_rates", units, 1);
        } else if (given.length > SealedBidOptions.PLACES_MAX) {
            throw Problem.option("click_rates", "at most " + SealedBidOptions.PLACES_MAX + " places", given.length);
        }
        for (int k = 1; k < given.length; k++) {
            if (given[k] > given[k - 1]) {
                throw Problem.option("click_rates", "rates that do not rise", Arrays.toString(given));
            }
        }
        if (given.length > 0) {
            return given;
        }
        double[] ones = new double[units]; // [places]
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] budgets(Options options) { // [bidders]
        if (options.has("budget")) {
            return SignalLaws.perBidder(options, "budget");
        }
        double[] none = new double[options.integer("bidders")]; // [bidders]
        Arrays.fill(none, Double.POSITIVE_INFINITY);
        return none;
    }

    private static void requireFitting(SealedBidGame game) {
        Format format = game.format();
        if (game.places() > 1 && (format == Format.SECOND_PRICE || format == Format.ALL_PAY)) {
            throw Problem.option(
                    "units", "1 place for " + format.word() + "; uniform-price and vcg sell more", game.places(), 1);
        } else if (format == Format.UNIFORM_PRICE && !game.equalRates()) {
            throw Problem.option("click_rates", "equal rates for uniform-price; vcg takes others", "rates that differ");
        } else if (game.dependence() == Dependence.INTERDEPENDENT && game.gamma() > game.rivals()) {
            throw Problem.option(
                    "gamma", "at most bidders - 1 = " + game.rivals(), game.gamma(), (double) game.rivals());
        } else if (game.bidMax() <= 0) {
            throw Problem.option("bid_max", "more than 0, since the largest value is 0", 0, 1.0);
        }
        if (game.dependence() == Dependence.MINERAL_RIGHTS) {
            requireMinerals(game);
        }
    }

    private static void requireMinerals(SealedBidGame game) {
        ValueDistribution values = game.values(0);
        boolean uniform = values instanceof ContinuousValues.Power power && power.power() == 1;
        if (!uniform || !game.values().stream().allMatch(values::equals)) {
            throw Problem.option("distribution", "one uniform law for mineral-rights", "another", SignalLaws.UNIFORM);
        } else if (values.high() - values.low() < 2 * game.noise()) {
            throw Problem.option(
                    "noise",
                    "at most half of value_high - value_low",
                    game.noise(),
                    (values.high() - values.low()) / 2);
        }
    }

    private static double @Nullable [][] strategy(Options options, SealedBidGame game) { // [bidders][points]
        NumberArray given = options.array("strategy").orElse(null);
        if (given == null) {
            return null;
        }
        boolean continuous = game.dependence() == Dependence.PRIVATE
                && game.values().stream().noneMatch(ValueDistribution::discrete);
        if (!continuous) {
            throw Problem.option(
                    "strategy",
                    "private values of a continuous law",
                    game.dependence().word());
        }
        int points = given.shape().get(given.rank() - 1);
        if (points < 2
                || points > SealedBidOptions.POINTS_MAX
                || (given.rank() == 2 && given.shape().get(0) != game.bidders())) {
            throw Problem.option(
                    "strategy",
                    "2 to " + SealedBidOptions.POINTS_MAX + " points, for all or for each of " + game.bidders()
                            + " bidders",
                    given.shape());
        }
        double[][] rows = new double[game.bidders()][]; // [bidders][points]
        for (int i = 0; i < rows.length; i++) {
            int first = given.rank() == 2 ? i * points : 0;
            rows[i] = Arrays.copyOfRange(given.values(), first, first + points);
            requireRising(rows[i], game);
        }
        return rows;
    }

    private static void requireRising(double[] bids, SealedBidGame game) { // [points]
        for (int k = 0; k < bids.length; k++) {
            if ((k > 0 && bids[k] < bids[k - 1]) || bids[k] > game.bidMax()) {
                throw Problem.option(
                        "strategy", "bids that never fall, at most bid_max " + game.bidMax(), Arrays.toString(bids));
            }
        }
    }

    /** The equilibrium, if one is known. */
    Optional<Equilibrium> known() {
        if (commonlyKnown()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SealedBidOracle.within(this, () -> EquilibriumSolver.solve(game)));
        } catch (Problem unknown) { // BAD_OPTION is the solver's word for a case that it does not cover
            if (unknown.kind() != Problem.Kind.INVALID) {
                throw unknown;
            }
            return Optional.empty();
        }
    }

    /** True if values are known to all and the same in every auction. */
    boolean fixed() {
        return game.values().stream().allMatch(each -> each.points().length == 1);
    }

    /** True for positions whose random values all see: bids then depend on all of them, so that there is no table. */
    boolean commonlyKnown() {
        return game.format() == Format.GENERALISED_SECOND_PRICE && game.complete() && !fixed();
    }

    /** The profile that {@code strategy} describes; null if none was given. */
    @Nullable
    Profile strategyProfile() {
        double[][] given = strategy;
        if (given == null) {
            return null;
        }
        List<BiddingRule> rules = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            boolean again = i > 0
                    && Arrays.equals(given[i], given[i - 1])
                    && game.values(i).equals(game.values(i - 1))
                    && game.budgets()[i] == game.budgets()[i - 1];
            double budget = game.budgets()[i];
            double[] bids =
                    Arrays.stream(given[i]).map(bid -> Math.min(bid, budget)).toArray();
            rules.add(again ? rules.get(i - 1) : KnotRule.spaced((ContinuousValues) game.values(i), bids));
        }
        return new Profile(game, rules);
    }

    /** The profile that the option gives, for those that play it. */
    Profile requiredStrategy() {
        Profile profile = strategyProfile();
        if (profile == null) {
            throw Problem.option("strategy", "bids, for the policy `strategy`", "nothing");
        }
        return profile;
    }
}
