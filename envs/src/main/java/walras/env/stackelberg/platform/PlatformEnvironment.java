package walras.env.stackelberg.platform;

import java.util.Arrays;
import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;

/** Who the environment is and what options it takes. */
final class PlatformEnvironment implements Environment {
    private static final int LEVELS_MAX = 32;
    private static final long SELLER_BYTES = 24; // of a profile and a price: the Q values of two sellers, and the like
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.choice(
                    "display_rule",
                    DisplayRule.LEARN_THRESHOLD.id(),
                    Arrays.stream(DisplayRule.values()).map(DisplayRule::id).toList(),
                    "Whom the platform displays; the leader chooses under learn_threshold and learn_binary_threshold."),
            OptionSpec.integer("price_levels", 4, 2, LEVELS_MAX, "prices", "Prices on the sellers' grid."),
            OptionSpec.number("price_min", 1.05, 0, 100, "", "Lowest price of the grid."),
            OptionSpec.number("price_max", 1.7, 0, 100, "", "Highest price of the grid."),
            OptionSpec.number("quality", 2, -100, 100, "", "Quality of both sellers' goods."),
            OptionSpec.number("outside_quality", 0, -100, 100, "", "Quality of buying nothing."),
            OptionSpec.number("mu", .25, .05, 100, "", "Horizontal differentiation."),
            OptionSpec.number("cost", 1, 0, 100, "", "Marginal cost; its mean where costs are hidden."),
            OptionSpec.number(
                    "cost_spread",
                    0,
                    0,
                    100,
                    "",
                    "Each episode each seller's hidden cost is uniform within this distance of `cost`."),
            OptionSpec.number("advantage", .3, 0, 100, "", "How far dpdp's incumbent may be undercut."),
            OptionSpec.choice(
                    "followers",
                    "q-learning",
                    List.of("q-learning", "seat"),
                    "Sellers learn inside, or are participants on the group `sellers`."),
            OptionSpec.number("learning_rate", .25, 0, 1, "", "Step size of the inner sellers."),
            OptionSpec.number("discount", .95, 0, .999, "", "Discount of the inner sellers."),
            OptionSpec.number("exploration_decay", 1e-4, 0, 1, "1/period", "Inner sellers explore with e^(-decay t)."),
            OptionSpec.choice(
                    "commitment",
                    "stepwise",
                    List.of("stepwise", "rule"),
                    "A step is a period and the leader answers it, or one step plays a whole rule."),
            OptionSpec.choice(
                    "leader_observation",
                    "prices",
                    List.of("prices", "none"),
                    "What the leader's answer may depend on."),
            OptionSpec.integer("response_steps", 50_000, 0, 10_000_000, "periods", "Periods in which sellers learn."),
            OptionSpec.integer("reward_steps", 30, 1, 100_000, "periods", "Periods that pay the leader."),
            OptionSpec.number("openness_penalty", 0, 0, 100, "", "Cost to the leader of hiding both sellers."));

    @Override
    public String id() {
        return "stackelberg/pricing-platform-v0";
    }

    @Override
    public String summary() {
        return "A platform decides which of two pricing algorithms to display, against collusion that they learn.";
    }

    @Override
    public String description() {
        return """
                Two sellers post prices from a grid; buyers choose by logit demand between the displayed ones and
                nothing. The leader (platform) sees the posted prices (or nothing) and names a cap: sellers at or below
                it are displayed. Other display rules leave it no choice. Sellers learn by Q-learning on the last price
                profile.

                An episode is a response phase of `response_steps` periods, which pay the leader nothing, and a reward
                phase of `reward_steps`, in which sellers play greedily and learn no more; each pays consumer surplus
                over `reward_steps`, so the return is the mean surplus. Phase, Q tables and costs are privileged: the
                leader never sees them. With `commitment` rule the leader names its answer to every price profile at
                once and one step plays the episode.

                With `followers` seat, sellers are participants: a period takes two steps, the sellers' and the
                leader's. The oracle gives Nash and monopoly prices and profits, and profits and surplus on the grid
                with both sellers displayed.""";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Stackelberg POMDP, arXiv 2210.03852",
                "Brero, Mibuari, Lepore and Parkes, Learning to Mitigate AI Collusion on Economic Platforms, NeurIPS"
                        + " 2022",
                "Calvano, Calzolari, Denicolo and Pastorello, Artificial Intelligence, Algorithmic Pricing, and"
                        + " Collusion, AER 2020",
                "Johnson, Rhodes and Wildenbeest, Platform Design when Sellers Use Pricing Algorithms, Econometrica"
                        + " 2023");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        long levels = options.integer("price_levels");
        long profiles = levels * levels;
        return TableSize.ofArrays(options)
                .plus(profiles * levels * SELLER_BYTES, 0)
                .perRow(profiles * levels * SELLER_BYTES, profiles * levels * SELLER_BYTES);
    }

    @Override
    public Economy economy(Options options) {
        double low = options.number("price_min");
        double high = options.number("price_max");
        if (low >= high) {
            throw Problem.option("price_min", "a price below price_max " + high, low);
        }
        double[] grid = MarketTables.grid(low, high, options.integer("price_levels")); // [price]
        double quality = options.number("quality");
        LogitMarket market = new LogitMarket(
                new double[] {quality, quality}, options.number("outside_quality"), options.number("mu"));
        DisplayRule rule = Arrays.stream(DisplayRule.values())
                .filter(each -> each.id().equals(options.text("display_rule")))
                .findFirst()
                .orElseThrow();
        boolean seated = options.text("followers").equals("seat");
        boolean wholeRule = options.text("commitment").equals("rule");
        if (seated && wholeRule) {
            throw Problem.option("commitment", "stepwise where sellers have seats", "rule");
        }
        return new PlatformEconomy(new PlatformSettings(
                market,
                new MarketTables(market, grid),
                new BuyBox(rule, grid, options.number("advantage")),
                new QSellers.Learning(
                        options.number("learning_rate"),
                        options.number("discount"),
                        options.number("exploration_decay")),
                options.number("cost"),
                options.number("cost_spread"),
                options.integer("response_steps"),
                options.integer("reward_steps"),
                seated,
                wholeRule,
                options.text("leader_observation").equals("prices"),
                options.number("openness_penalty")));
    }
}
