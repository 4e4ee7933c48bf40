package walras.env.auction.sealed;

import java.util.List;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.auction.TieRule;

/** What users can choose. */
final class SealedBidOptions {
    static final int BIDDERS_MAX = 64;
    static final int PLACES_MAX = 64;
    static final int POINTS_MAX = 2001;
    private static final double MONEY_MAX = 1e9;

    static final OptionsSchema SCHEMA = OptionsSchema.of(
            OptionSpec.integer("bidders", 2, 2, BIDDERS_MAX, "bidders", "How many bid."),
            OptionSpec.choice(
                    "format",
                    Format.FIRST_PRICE.word(),
                    Format.words(),
                    "Who pays what: the own bid, the next one, everybody the own bid, the highest bid without a place, the"
                            + " rate times the next bid, or what one's presence takes from the others."),
            OptionSpec.integer("units", 1, 1, PLACES_MAX, "units", "Places, each of rate 1."),
            OptionSpec.array(
                    "click_rates",
                    1,
                    1,
                    1e-9,
                    MONEY_MAX,
                    "",
                    "Rates of the places, positive and not rising; instead of units."),
            OptionSpec.choice(
                    "dependence",
                    Dependence.PRIVATE.word(),
                    Dependence.words(),
                    "How values come from signals: the own signal; plus `gamma` times the mean of the others'; the mean of"
                            + " all; or one value for all that signals surround."),
            OptionSpec.number(
                    "gamma", .5, 0, BIDDERS_MAX, "", "Weight of the others' mean signal; at most bidders - 1."),
            OptionSpec.number(
                    "noise", .1, 1e-9, MONEY_MAX, "", "Mineral rights: signals are within this of the value."),
            OptionSpec.choice("distribution", SignalLaws.UNIFORM, SignalLaws.words(), "The law of signals."),
            money("value_low", "Lower end of the support: one number, or one for each bidder.")
                    .withDefault(0.0),
            money("value_high", "Upper end of the support: one number, or one for each bidder.")
                    .withDefault(1.0),
            OptionSpec.number("power", 1, 1e-2, 1e3, "", "Law `power`: F is the share of the support to this power."),
            OptionSpec.number("rate", 1, 1e-6, 1e3, "", "Law `truncated-exponential`: its rate."),
            OptionSpec.number("log_mean", 0, -20, 20, "", "Law `truncated-lognormal`: mean of the logarithm."),
            OptionSpec.number(
                    "log_std", 1, 1e-2, 20, "", "Law `truncated-lognormal`: standard deviation of the logarithm."),
            OptionSpec.array("value_grid", 1, 1, 0, MONEY_MAX, "", "Law `discrete`: the signals, rising."),
            OptionSpec.array("value_weights", 1, 1, 1e-12, MONEY_MAX, "", "Law `discrete`: their weights."),
            OptionSpec.array(
                    "valuations", 1, 1, 0, MONEY_MAX, "", "Law `fixed`: the values, one per bidder, known to all."),
            OptionSpec.choice("information", "private", List.of("private", "complete"), "Whether all see all signals."),
            OptionSpec.number("reserve", 0, 0, MONEY_MAX, "", "The least bid that takes part."),
            OptionSpec.number(
                    "entry_fee", 0, 0, MONEY_MAX, "", "Paid by whoever takes part; a bid of 0 then stays out."),
            money("budget", "The most that a bid counts for: one number, or one for each bidder; none if not given."),
            OptionSpec.number("risk_aversion", 0, 0, .99, "", "rho: utility of money x is sign(x) |x|^(1 - rho)."),
            OptionSpec.number("bid_max", 0, 0, MONEY_MAX, "", "The largest bid; 0 for the largest possible value."),
            OptionSpec.choice(
                    "tie_rule",
                    TieRule.RANDOM.word(),
                    List.of(TieRule.RANDOM.word(), TieRule.LOWEST_INDEX.word(), TieRule.HIGHEST_INDEX.word()),
                    "Who ranks first among equal bids."),
            OptionSpec.integer("rounds", 1, 1, 1_000_000, "auctions", "Auctions of an episode."),
            OptionSpec.choice(
                    "redraw", "step", List.of("step", "episode"), "Whether signals last an auction or an episode."),
            OptionSpec.choice(
                    "feedback",
                    Feedback.NONE.word(),
                    Feedback.words(),
                    "What bidders see of the auction before: nothing; the own bid, rate and payment; also prices; also all"
                            + " bids."),
            OptionSpec.array(
                    "strategy",
                    1,
                    2,
                    0,
                    MONEY_MAX,
                    "",
                    "Bids at equally spaced signals over the support, linear between, not falling: [point] for all or"
                            + " [bidder][point]. Evaluated by `solve`, played by the policy `strategy`."),
            OptionSpec.integer(
                    "oracle_points", 101, 2, POINTS_MAX, "points", "Signals at which the oracle's tables stand."),
            OptionSpec.flag(
                    "approximate",
                    false,
                    "Where no solution is known: iterated best reply on a grid, with the gain that is left."));

    private SealedBidOptions() {}

    private static OptionSpec money(String name, String sentence) {
        return OptionSpec.array(name, 0, 1, 0, MONEY_MAX, "", sentence);
    }
}
