package walras.env.auction;

import java.util.ArrayList;
import java.util.List;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;

/** The options that every auction environment takes, and what they mean to a society. */
final class AuctionOptions {
    static final String BIDDERS = "bidders";
    static final String PLANNER = "planner";
    static final String INDEX = "index";
    static final String ONE_HOT = "one-hot";

    private AuctionOptions() {}

    /**
     * The family's options after a world's own.
     *
     * @param horizon the default; 0 lets the world choose
     * @param observations how the state can be shown, the default first
     */
    static OptionsSchema schema(List<OptionSpec> own, int horizon, double bidMax, List<String> observations) {
        List<OptionSpec> all = new ArrayList<>(own);
        all.add(OptionSpec.choice(
                "control",
                BIDDERS,
                List.of(BIDDERS, PLANNER),
                "Who chooses the primitive that acts: an auction among bidders, or one planner (the Global MDP)."));
        all.addAll(market(bidMax));
        all.add(OptionSpec.number(
                "discount", 0.99, 0, 1, "", "Weight of the next step's money in utilities and optimal values."));
        all.add(OptionSpec.integer(
                "horizon",
                horizon,
                horizon == 0 ? 0 : 1,
                1_000_000,
                "steps",
                "Steps after which an episode is truncated" + (horizon == 0 ? "; 0 for the world's own." : ".")));
        all.add(OptionSpec.choice(
                "observation",
                observations.get(0),
                observations,
                "How the state is shown: an image, its index, or a vector with one 1."));
        return new OptionsSchema(all);
    }

    private static List<OptionSpec> market(double bidMax) {
        return List.of(
                OptionSpec.choice(
                        "mechanism",
                        Mechanism.CREDIT_CONSERVING_VICKREY.word(),
                        Mechanism.words(),
                        "Who pays what in an auction."),
                OptionSpec.integer("copies", 2, 1, 64, "", "Bidders per primitive; bidder i is primitive i modulo N."),
                OptionSpec.choice(
                        "clone_sampling",
                        CloneSampling.INDEPENDENT.word(),
                        CloneSampling.words(),
                        "Whether every copy bids for itself, or copy 0's bid counts for all copies."),
                OptionSpec.number("bid_max", bidMax, 1e-6, 1e9, "credits", "The highest bid; the lowest is 0."),
                OptionSpec.choice(
                        "tie_rule", TieRule.LOWEST_INDEX.word(), TieRule.words(), "Who wins among equal bids."),
                OptionSpec.choice(
                        "settlement",
                        Settlement.UTILITY.word(),
                        Settlement.words(),
                        "Whether a sale's whole utility arrives with the next auction, or money when it flows."),
                OptionSpec.choice(
                        "truncation",
                        TruncationPricing.ZERO.word(),
                        TruncationPricing.words(),
                        "What the last winner of a cut episode is paid: nothing, or the revenue of one more auction."),
                OptionSpec.flag(
                        "dropout",
                        false,
                        "Whether a random number of bidders, at most all but two, sits out each episode."));
    }

    /** The society that the options describe. */
    static AuctionRules rules(Options options, int primitives, int horizon) {
        return new AuctionRules(
                Mechanism.of(options.text("mechanism")),
                primitives,
                options.integer("copies"),
                CloneSampling.of(options.text("clone_sampling")),
                TieRule.of(options.text("tie_rule")),
                Settlement.of(options.text("settlement")),
                TruncationPricing.of(options.text("truncation")),
                options.number("discount"),
                horizon);
    }

    static boolean planned(Options options) {
        return options.text("control").equals(PLANNER);
    }

    static boolean oneHot(Options options) {
        return options.text("observation").equals(ONE_HOT);
    }
}
