package walras.env.stackelberg.platform;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;

/** Who the environment is and what options it takes. */
final class PlatformEnvironment implements Environment {
    private static final int LEVELS_MAX = 32;
    private static final List<OptionSpec> SHARED = List.of(
            OptionSpec.choice(
                    "display_rule",
                    DisplayRule.LEARN_THRESHOLD.id(),
                    Arrays.stream(DisplayRule.values()).map(DisplayRule::id).toList(),
                    "Whom the platform displays; the leader chooses under learn_threshold and learn_binary_threshold."),
            OptionSpec.integer("price_levels", 4, 2, LEVELS_MAX, "prices", "Prices on the sellers' grid."),
            OptionSpec.number("price_min", 1.05, 0, 100, PlatformEconomy.UNIT_PRICE, "Lowest price of the grid."),
            OptionSpec.number("price_max", 1.7, 0, 100, PlatformEconomy.UNIT_PRICE, "Highest price of the grid."),
            OptionSpec.number(
                    "quality",
                    2,
                    -100,
                    100,
                    PlatformEconomy.UNIT_PRICE,
                    "Quality of every seller's good, where `qualities` is not given."),
            OptionSpec.number(
                    "outside_quality", 0, -100, 100, PlatformEconomy.UNIT_PRICE, "Quality of buying nothing."),
            OptionSpec.number("mu", .25, .05, 100, PlatformEconomy.UNIT_PRICE, "Horizontal differentiation."),
            OptionSpec.number(
                    "cost",
                    1,
                    0,
                    100,
                    PlatformEconomy.UNIT_PRICE,
                    "Marginal cost, where `costs` is not given; its mean where costs are hidden."),
            OptionSpec.number(
                    "cost_spread",
                    0,
                    0,
                    100,
                    PlatformEconomy.UNIT_PRICE,
                    "Each episode each seller's hidden cost is uniform within this distance of its mean."),
            OptionSpec.number(
                    "advantage", .3, 0, 100, PlatformEconomy.UNIT_PRICE, "How far dpdp's incumbent may be undercut."),
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
            OptionSpec.number(
                    "openness_penalty",
                    0,
                    0,
                    100,
                    PlatformEconomy.PAID,
                    "Cost to the leader of hiding all sellers, and that share of it of hiding some."));

    @Override
    public String id() {
        return "stackelberg/pricing-platform-v0";
    }

    @Override
    public String summary() {
        return "A platform decides which pricing algorithms to display, against collusion that they learn.";
    }

    @Override
    public String description() {
        return """
                Two to six sellers, with qualities and costs of their own, post prices from a grid; buyers choose by
                nested logit demand between the displayed ones and nothing. The leader (platform) sees the posted prices
                (or nothing) and names a cap: sellers at or below it are displayed. Other display rules leave it no
                choice. Sellers learn by Q-learning on the last price profile.

                With x_i = (a_i - p_i) / mu and s_g = sum over displayed j of nest g of e^(x_j / l_g), seller i of nest g
                sells e^(x_i / l_g) / s_g * s_g^(l_g) / D, D = e^(a_0 / mu) + sum_g s_g^(l_g), and consumer surplus is
                mu ln D. Goods of a nest are the more alike, the smaller its dissimilarity l_g; 1 is plain logit.

                An episode is a response phase of `response_steps` periods, which pay the leader nothing, and a reward
                phase of `reward_steps`, in which sellers play greedily and learn no more; each pays consumer surplus
                over `reward_steps`, so the return is the mean surplus. Phase, Q tables and costs are privileged: the
                leader never sees them. With `commitment` rule the leader names its answer to every price profile at
                once and one step plays the episode.

                With `followers` seat, sellers are participants: a period takes two steps, the sellers' and the
                leader's. The oracle gives Nash and joint (monopoly) prices, demands and profits by seller
                (`nash_price`, `nash_profit` and their like are means over sellers), and seller 0's profit and surplus on
                the grid with everybody displayed. Certificate, of the prices and demand alone: `nash_residual`, largest
                |m_i (1 / l - (1 / l - 1) w_i - q_i) / mu - 1| with markup m and share w within the nest; `nash_gain`, the
                most that a seller earns by one of 2,001 other prices; `monopoly_residual`, |m q_0 / mu - 1|. Best replies
                from below and from above meet within `nash_bracket`: there is one equilibrium.

                The inner sellers' tables are privileged where they have at most 65,536 numbers.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(PlatformEnvironment.class, "platform.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Stackelberg POMDP, arXiv 2210.03852",
                "Brero, Mibuari, Lepore and Parkes, Learning to Mitigate AI Collusion on Economic Platforms, NeurIPS"
                        + " 2022",
                "Anderson, de Palma and Thisse, Discrete Choice Theory of Product Differentiation, MIT Press 1992",
                "Calvano, Calzolari, Denicolo and Pastorello, Artificial Intelligence, Algorithmic Pricing, and"
                        + " Collusion, AER 2020",
                "Johnson, Rhodes and Wildenbeest, Platform Design when Sellers Use Pricing Algorithms, Econometrica"
                        + " 2023");
    }

    @Override
    public OptionsSchema options() {
        return new OptionsSchema(
                Stream.concat(SHARED.stream(), SellerOptions.specs().stream()).toList());
    }

    @Override
    public TableSize tables(Options options) {
        SellerOptions sellers = new SellerOptions(options);
        long bytes = sellers.tableEntries() * Double.BYTES
                + sellers.profiles() * options.integer("price_levels") * Double.BYTES;
        return TableSize.ofArrays(options)
                .plus(bytes + MarketTables.bytes(sellers.profiles(), sellers.count()), 0)
                .perRow(bytes, bytes);
    }

    @Override
    public Economy economy(Options options) {
        double low = options.number("price_min");
        double high = options.number("price_max");
        if (low >= high) {
            throw Problem.option("price_min", "a price below price_max " + high, low);
        }
        double[] grid = MarketTables.grid(low, high, options.integer("price_levels")); // [price]
        SellerOptions sellers = new SellerOptions(options);
        LogitMarket market = sellers.market();
        MarketTables tables = new MarketTables(market, grid);
        DisplayRule rule = Arrays.stream(DisplayRule.values())
                .filter(each -> each.id().equals(options.text("display_rule")))
                .findFirst()
                .orElseThrow();
        boolean seated = options.text("followers").equals("seat");
        boolean wholeRule = options.text("commitment").equals("rule");
        if (seated && wholeRule) {
            throw Problem.option("commitment", "stepwise where sellers have seats", "rule", "stepwise");
        }
        return new PlatformEconomy(new PlatformSettings(
                market,
                tables,
                new BuyBox(rule, grid, options.number("advantage"), tables.profiles()),
                new QSellers.Learning(
                        options.number("learning_rate"),
                        options.number("discount"),
                        options.number("exploration_decay")),
                sellers.costs(),
                options.number("cost_spread"),
                options.integer("response_steps"),
                options.integer("reward_steps"),
                seated,
                wholeRule,
                options.text("leader_observation").equals("prices"),
                options.number("openness_penalty")));
    }
}
