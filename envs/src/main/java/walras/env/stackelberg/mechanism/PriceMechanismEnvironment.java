package walras.env.stackelberg.mechanism;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import walras.env.DType;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.stackelberg.engine.EpisodeOptions;
import walras.env.stackelberg.engine.FollowerMind;
import walras.env.stackelberg.engine.OuterEconomy;

/** {@code stackelberg/price-mechanism-v0}. */
public final class PriceMechanismEnvironment implements Environment {
    /** Published lengths of the response phase for 3 to 6 types: 25 updates of 4 sub-games per update of a pair of types. */
    private static final int[] UNIFORM_STEPS = {300, 532, 832, 1200};

    private static final int PI_STEPS = 100;

    @Override
    public String id() {
        return "stackelberg/price-mechanism-v0";
    }

    @Override
    public String summary() {
        return "Sell an item by visiting buyers one by one with posted prices, after they may have sent messages.";
    }

    @Override
    public String description() {
        return """
                Each buyer has a private type and first sends one of `messages` messages (1: none). Then the leader visits \
                buyers: every step it gives a score to each buyer and a price; the unvisited buyer of the highest score (the \
                first on ties) is offered the item, and buys if and only if its value is above the price (`purchase` strict). \
                The sub-game ends with a sale or when everyone was visited; buyers get value minus price, the leader the \
                welfare loss: the value of the item's holder minus the largest value, at most 0. Buyers learn which message \
                to send, separately for each type.

                Settings: `pi`, two buyers with values {.2 w.p. .8, 1} and {0, .4}; `uniform`, two buyers with `types` \
                equally spaced values of [0, 1]. By default the reward phase is exact, the frozen play certified, and the \
                response phase as long as published: 100 sub-games for pi, 300, 532, 832 and 1200 for 3 to 6 types.

                All other settings have more buyers, who say nothing (options of messages and phases are not used), and an \
                episode is one sale; values are divided by the largest possible one. correlated: 20 buyers, 5 items, values \
                around a common draw, `delta` the share that is common; colors: 10 red, 10 yellow and 10 blue buyers for 10 \
                red and 10 yellow items; two-worlds: 10 buyers, all of {.6, 1} or all of {.1, .4}; inventory: 20 buyers of \
                {.5, 1}, 10 items; kitchen-sink: 3 buyers and 3 items in two worlds; id: 6 buyers, 2 items, the first three \
                tell who of the others matters; additive: 10 buyers, 2 and 4 units of two goods; revenue: as correlated, the \
                seller earns the payments; max-min: 9 buyers, the seller earns the smallest value that any ended with; p1 to \
                p4: the examples of the theory.

                The oracle is exact (certificate `exact` 1) for the settings of finitely many draws, for independent \
                values (inventory, correlated with `delta` 0), and where the first best is reached (colors, kitchen-sink, \
                correlated with `delta` 1). Correlated values in between, additive, revenue and max-min leave a posterior \
                over a continuum after every answer; no exact solution is known for them, and none is given.""";
    }

    @Override
    public Guide guide() {
        return OuterEconomy.guide().and(Guide.read(PriceMechanismEnvironment.class, "price.md"));
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Reinforcement Learning of Sequential Price Mechanisms, AAAI 2021",
                "Brero et al., Stackelberg POMDP: A Reinforcement Learning Approach for Economic Design, arXiv 2210.03852",
                "Agrawal, Sethuraman and Zhang, On Optimal Ordering in the Optimal Stopping Problem, EC 2020");
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(List.of(
                OptionSpec.choice("setting", "pi", settings(), "Who the buyers are."),
                OptionSpec.integer("types", 3, 2, 8, "types", "Types of each buyer of the setting uniform."),
                OptionSpec.integer("messages", 2, 1, 4, "messages", "Messages of each buyer; 1 turns messages off."),
                OptionSpec.number("delta", .5, 0, 1, "", "How alike values are in the setting correlated."),
                OptionSpec.choice(
                        "purchase",
                        "strict",
                        List.of("strict", "weak"),
                        "A buyer buys above the price only, or at the price too."),
                OptionSpec.choice(
                        "prices",
                        "continuous",
                        List.of("continuous", "midpoints"),
                        "Any price of [0, 1], or 0 and the midpoints of adjacent values, to the nearest.")));
        specs.addAll(EpisodeOptions.specs(
                new EpisodeOptions.Defaults(0, 1, true, "certified", EpisodeOptions.QLearners.NONE)));
        return new OptionsSchema(specs);
    }

    private static List<String> settings() {
        List<String> all = new ArrayList<>(List.of("pi", "uniform"));
        all.addAll(BuyerModels.names());
        return all;
    }

    @Override
    public Economy economy(Options options) {
        Optional<BuyerModel> sale = BuyerModels.of(options.text("setting"), options.number("delta"));
        if (sale.isPresent()) {
            return new SaleEconomy(
                    options.text("setting"),
                    sale.get(),
                    options.number("delta"),
                    options.text("purchase").equals("strict"));
        }
        return messages(options);
    }

    private static Economy messages(Options options) {
        PriceSetting setting = options.text("setting").equals("pi")
                ? PriceSetting.pi()
                : PriceSetting.uniform(options.integer("types"));
        PriceRules prices = new PriceRules(setting, options.integer("messages"));
        PriceGrid grid = options.text("prices").equals("midpoints")
                ? PriceGrid.midpoints(setting.values())
                : PriceGrid.continuous();
        SaleTerms terms = new SaleTerms(options.text("purchase").equals("strict"), grid);
        PriceGame game = new PriceGame(prices, terms.strict());
        FollowerMind mind = EpisodeOptions.mind(options, game, 1);
        int steps = options.integer("response_steps");
        int n = setting.buyers();
        return new OuterEconomy(new OuterEconomy.Parts(
                game,
                EpisodeOptions.rules(options, game, mind, steps == 0 ? publishedSteps(options, game, mind) : steps),
                mind,
                observations(n, options.integer("messages")),
                new TensorSpec(
                        "offer",
                        Space.Box.of(DType.F64, 0, 1, n + 1),
                        "value",
                        "A score for each buyer, then the price for the one that is visited."),
                group -> new PriceSeat(group, game, grid),
                "The seller, who minimises the welfare loss.",
                -1,
                0,
                "value",
                () -> PriceLeaders.equilibriumValue(setting, terms, options.integer("messages")),
                () -> PriceLeaders.solve(setting, terms),
                PriceLeaders.specs(),
                context -> PriceLeaders.policy(context, setting, terms, options.integer("messages")),
                OfferGrid.choices(setting),
                group -> new OfferGrid(group, game)));
    }

    private static List<TensorSpec> observations(int n, int messages) {
        return List.of(
                new TensorSpec(
                        "messages",
                        new Space.MultiDiscrete(Collections.nCopies(n, messages)),
                        "",
                        "What each buyer said before the first visit."),
                new TensorSpec("unvisited", Space.Box.of(DType.F32, 0, 1, n), "", "1 for buyers that may be visited."),
                new TensorSpec("items_left", Space.Box.of(DType.F32, 0, 1, 1), "", "1 while the item is there."),
                new TensorSpec(
                        "allocation",
                        Space.Box.of(DType.F32, 0, 1, n, 1),
                        "",
                        "1 for the buyer that holds the item; nobody does while the leader is asked."),
                new TensorSpec(
                        "quoted_prices",
                        Space.Box.of(DType.F64, 0, 1, n, 1),
                        "value",
                        "The price that each visited buyer refused, 0 for the others."));
    }

    /** Sub-games of the published budget; for settings without one, 25 updates per expected visit of a type. */
    private static int publishedSteps(Options options, PriceGame game, FollowerMind mind) {
        int queries = mind instanceof FollowerMind.Sweeping sweeping
                ? sweeping.sweep().queries(game.shape())
                : 1;
        boolean pi = options.text("setting").equals("pi");
        int types = options.integer("types");
        if (!pi && types >= 3 && types <= 6) {
            return Math.max(queries, UNIFORM_STEPS[types - 3]);
        }
        return Math.max(queries, pi ? PI_STEPS : 100 * types * types / 3);
    }
}
