package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.BestReplies;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.RowRandom;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** What bidders see of an auction, its policies and its oracle; immutable but for an equilibrium that is solved once. */
final class SealedBidEconomy implements Economy, BestReplies {
    static final String BIDDERS = "bidders";
    static final String EQUILIBRIUM = "equilibrium";
    static final String TRUTHFUL = "truthful";
    static final String STRATEGY = "strategy";
    static final String FACTOR = "factor";
    private static final int MIX = 0; // purpose of the draws of an equilibrium that mixes

    private final SealedBidSettings settings;
    private final SealedBidGame game;
    private @Nullable Equilibrium solved; // null where none is known; guarded by this
    private boolean asked; // guarded by this

    SealedBidEconomy(SealedBidSettings settings) {
        this.settings = settings;
        this.game = settings.game();
    }

    @Override
    public EconomySpec spec() {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int i = 0; i < game.bidders(); i++) {
            low = Math.min(low, game.lowestSignal(i));
            high = Math.max(high, game.highestSignal(i));
        }
        Space.Box signals = Space.Box.of(DType.F64, low, high, game.bidders());
        return EconomySpec.of(bidders(low, high))
                .withMetrics(metrics())
                .withPrivileged(
                        new TensorSpec("signals", signals, "", "All signals."),
                        new TensorSpec(
                                "values",
                                Space.Box.of(DType.F64, Math.min(0, low), game.largestValue(), game.bidders()),
                                "",
                                "What a unit is worth to each bidder."))
                .withPolicies(policies());
    }

    private Group bidders(double low, double high) {
        List<TensorSpec> seen = new ArrayList<>();
        seen.add(new TensorSpec("signal", Space.Box.of(DType.F64, low, high, 1), "", "The own signal."));
        if (game.complete()) {
            seen.add(new TensorSpec("signals", Space.Box.of(DType.F64, low, high, game.bidders()), "", "All signals."));
        }
        double price = Math.max(1, game.rates()[0]) * Math.max(game.bidMax(), game.reserve());
        if (settings.feedback().shows(Feedback.OWN)) {
            seen.add(new TensorSpec(
                    "last",
                    Space.Box.of(DType.F64, 0, Math.max(price, game.rates()[0]), 3),
                    "",
                    "Of the auction before: the own bid, the rate won, the payment; 0 at first."));
        }
        if (settings.feedback().shows(Feedback.PRICES)) {
            seen.add(new TensorSpec(
                    "last_prices",
                    Space.Box.of(DType.F64, 0, price, game.places()),
                    "",
                    "Of the auction before: the price per unit of each place; 0 where nobody had it."));
        }
        if (settings.feedback().shows(Feedback.BIDS)) {
            seen.add(new TensorSpec(
                    "last_bids",
                    Space.Box.of(DType.F64, 0, game.bidMax(), game.bidders()),
                    "",
                    "Of the auction before: all bids; 0 at first."));
        }
        TensorSpec bid =
                new TensorSpec("bid", Space.Box.of(DType.F64, 0, game.bidMax()), "", "What is bid for a unit.");
        double most = game.utilityOf(game.rates()[0] * game.largestValue());
        double least = game.utilityOf(-price - game.fee());
        return Group.of(BIDDERS, game.bidders(), seen, List.of(bid), "Bid for the places, each knowing its own signal.")
                .withRewards(least, most);
    }

    private static Metric[] metrics() {
        return new Metric[] {
            Metric.ofRow("revenue", "money", "Payments and fees."),
            Metric.ofRow("welfare", "money", "Rates times the values of those who have the places."),
            Metric.ofRow("efficiency", "", "Welfare over the largest possible; NaN where that is 0."),
            Metric.ofRow("winner", "", "The bidder at rank 1; -1 where nobody takes part."),
            Metric.ofRow("price", "money per unit", "What rank 1 pays per unit; NaN where nobody takes part."),
            Metric.ofRow("sales", "places", "Places that are taken."),
            Metric.ofAgents(
                    "regret",
                    BIDDERS,
                    "utility of money",
                    "Largest expected utility at the signal less the bid's, the others playing the option `strategy` or"
                            + " else the equilibrium; NaN where none is known."),
            Metric.ofAgents(
                    "hindsight_regret",
                    BIDDERS,
                    "utility of money",
                    "Largest utility against the others' bids of this step less the reward."),
            Metric.ofAgents(
                    "bid_distance",
                    BIDDERS,
                    "money",
                    "How far the bid is from the equilibrium's; NaN where none is known.")
        };
    }

    private PolicySpec[] policies() {
        List<PolicySpec> all = new ArrayList<>();
        if (settings.commonlyKnown() || equilibrium().isPresent()) {
            all.add(PolicySpec.of(
                    EQUILIBRIUM, BIDDERS, "Bids as the oracle's equilibrium does, drawing where that mixes."));
        }
        all.add(new PolicySpec(
                TRUTHFUL,
                List.of(BIDDERS),
                OptionsSchema.of(OptionSpec.number(
                        FACTOR, 1, 0, 1e3, "", "Bids so many times the expected value, within bid_max.")),
                "Bids the expected value of a unit given the own signal."));
        if (settings.strategy() != null) {
            all.add(PolicySpec.of(STRATEGY, BIDDERS, "Bids as the option `strategy` says."));
        }
        all.add(GridLearners.hedge());
        all.add(GridLearners.exp3());
        return all.toArray(PolicySpec[]::new);
    }

    /** The equilibrium that play is measured by; empty where none is known. */
    synchronized Optional<Equilibrium> equilibrium() {
        if (!asked) {
            solved = settings.known().orElse(null);
            if (solved == null && settings.approximate() && !settings.commonlyKnown()) {
                solved = SealedBidOracle.within(settings, () -> ApproximateEquilibrium.find(game));
            }
            asked = true;
        }
        return Optional.ofNullable(solved);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new SealedBidDynamics(tensors, settings, BidBenchmark.of(this, settings, tensors));
    }

    @Override
    public Policy policy(PolicyContext context) {
        return switch (context.spec().name()) {
            case EQUILIBRIUM ->
                settings.commonlyKnown()
                        ? new KnownPositionBidders(context, game)
                        : equilibriumBidders(context, equilibrium().orElseThrow());
            case TRUTHFUL -> {
                double factor = context.options().number(FACTOR);
                yield new CurveBidders(context, game, (row, i, signal) -> factor * game.expectedValue(i, signal));
            }
            case STRATEGY -> {
                Profile profile = settings.requiredStrategy();
                yield new CurveBidders(
                        context, game, (row, i, signal) -> profile.rule(i).bid(signal));
            }
            default -> new GridLearners(context, game);
        };
    }

    /** Each bidder by itself draws where the equilibrium mixes. */
    private Policy equilibriumBidders(PolicyContext context, Equilibrium found) {
        RowRandom random = context.random();
        return new CurveBidders(context, game, (row, i, signal) -> found.draw(i, signal, random.uniform(row, MIX, i)));
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(walras.env.Profile profile) {
        return new ProfileReplies(this, settings).of(profile.players());
    }

    @Override
    public Solution solve() {
        return new SealedBidOracle(settings).solve();
    }
}
