package walras.env.stackelberg.newsvendor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
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
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.engine.RoundSeat;
import walras.env.stackelberg.newsvendor.NewsvendorMarket.Reply;

/** What participants see of the market, its policies and its oracle; immutable. */
final class NewsvendorEconomy implements Economy, BestReplies {
    static final String LEADER = "leader";
    static final String FOLLOWER = "follower";
    static final String EQUILIBRIUM = "equilibrium";
    static final String CONSTANT = "constant";
    static final String BEST_RESPONSE = "best-response";
    static final String STANDING_ORDER = "standing-order";
    static final String WHOLESALE_PRICE = "wholesale_price";
    static final String RETAIL_PRICE = "retail_price";
    static final String QUANTITY = "quantity";
    private static final String UNIT_PRICE = "money per unit";
    private static final String PROFIT = "money per round";
    private static final Space REAL = Space.Box.of(DType.F64, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private final NewsvendorSettings settings;

    NewsvendorEconomy(NewsvendorSettings settings) {
        this.settings = settings;
    }

    private Space upTo(double high) {
        return Space.Box.of(DType.F64, 0, high);
    }

    @Override
    public EconomySpec spec() {
        Group[] groups = settings.seated() ? new Group[] {leader(), follower()} : new Group[] {leader()};
        return EconomySpec.of(groups)
                .withMetrics(
                        Metric.ofRow("wholesale_price", UNIT_PRICE, "The price a posted in the round."),
                        Metric.ofRow("quantity", "units", "The order b."),
                        Metric.ofRow("retail_price", UNIT_PRICE, "The price p that the retailer asked."),
                        Metric.ofRow("demand", "units", "Demand that came."),
                        Metric.ofRow("leader_regret", PROFIT, "Equilibrium profit less a b of the best reply to a."),
                        Metric.ofRow(
                                "follower_regret",
                                PROFIT,
                                "Expected profit of the best reply to a less that of the reply."),
                        Metric.ofRow("equilibrium_distance", UNIT_PRICE, "|a - the equilibrium's wholesale price|."))
                .withPolicies(policies())
                .withTimeLimit(settings.horizon() * (settings.seated() ? 2 : 1));
    }

    private Group leader() {
        double choke = settings.market().chokePrice();
        List<TensorSpec> seen = List.of(
                new TensorSpec("last_wholesale_price", upTo(choke), UNIT_PRICE, "The round before's; 0 at first."),
                new TensorSpec("last_quantity", upTo(quantityMax()), "units", "What it sold; 0 at first."),
                new TensorSpec(
                        "last_retail_price", upTo(priceMax()), UNIT_PRICE, "What the retailer asked; 0 at first."),
                new TensorSpec("last_demand", REAL, "units", "Demand that came; 0 at first."));
        TensorSpec action = new TensorSpec("wholesale_price", upTo(choke), UNIT_PRICE, "The price a of a unit.");
        return Group.ofPlanner(LEADER, seen, List.of(action), "The supplier, paid a b.")
                .withRewards(0, choke * quantityMax());
    }

    private Group follower() {
        List<TensorSpec> seen = List.of(
                new TensorSpec(
                        "wholesale_price", upTo(settings.market().chokePrice()), UNIT_PRICE, "The price a to answer."),
                new TensorSpec("last_retail_price", upTo(priceMax()), UNIT_PRICE, "The round before's; 0 at first."),
                new TensorSpec("last_demand", REAL, "units", "Demand that came; 0 at first."));
        List<TensorSpec> actions = List.of(
                new TensorSpec("retail_price", upTo(priceMax()), UNIT_PRICE, "The price p to ask."),
                new TensorSpec("quantity", upTo(quantityMax()), "units", "The order b."));
        return Group.of(FOLLOWER, 1, seen, actions, "The retailer, paid p min(b, D) - a b.");
    }

    private double priceMax() {
        return 2 * settings.market().chokePrice();
    }

    /** More than any sane order: the largest mean demand that learners believe in, and ten deviations of noise. */
    private double quantityMax() {
        return 2 * settings.market().theta0() + 10 * settings.market().noiseStd();
    }

    private PolicySpec[] policies() {
        List<PolicySpec> all = new ArrayList<>();
        all.add(PolicySpec.of(EQUILIBRIUM, LEADER, "Posts the equilibrium's wholesale price."));
        all.add(PolicySpec.of("oful", LEADER, "LNPG: optimistic revenue on a grid, orders linear in the price.")
                .learning());
        all.add(PolicySpec.of("ucb", LEADER, "UCB1 over a grid of prices.").learning());
        double choke = settings.market().chokePrice();
        all.add(new PolicySpec(
                CONSTANT,
                List.of(LEADER),
                OptionsSchema.of(OptionSpec.number(WHOLESALE_PRICE, choke / 2, 0, choke, UNIT_PRICE, "The price a.")),
                "Posts one given wholesale price."));
        if (settings.seated()) {
            all.add(PolicySpec.of(BEST_RESPONSE, FOLLOWER, "Knows demand and replies best."));
            all.add(PolicySpec.of("follower-oful", FOLLOWER, "LNPG: the price with the largest optimistic profit.")
                    .learning());
            all.add(PolicySpec.of("follower-ucb", FOLLOWER, "UCB1 over a grid of prices and orders.")
                    .learning());
            all.add(new PolicySpec(
                    STANDING_ORDER,
                    List.of(FOLLOWER),
                    OptionsSchema.of(
                            OptionSpec.number(
                                    RETAIL_PRICE, .75 * choke, 0, priceMax(), UNIT_PRICE, "The price p to ask."),
                            OptionSpec.number(
                                    QUANTITY,
                                    settings.market().theta0() / 4,
                                    0,
                                    quantityMax(),
                                    "units",
                                    "The order b.")),
                    "Orders and asks the same whatever the wholesale price."));
        }
        return all.toArray(PolicySpec[]::new);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        boolean measured = tensors.wants("leader_regret") || tensors.wants("equilibrium_distance");
        return new NewsvendorDynamics(tensors, settings, measured ? equilibrium() : null, quantityMax(), priceMax());
    }

    @Override
    public Policy policy(PolicyContext context) {
        double posted =
                switch (context.spec().name()) {
                    case EQUILIBRIUM -> equilibrium().wholesalePrice();
                    case CONSTANT -> context.options().number(WHOLESALE_PRICE);
                    default -> Double.NaN;
                };
        if (context.spec().name().equals(STANDING_ORDER)) {
            return new StandingOrder(context);
        }
        return context.group().name().equals(LEADER)
                ? RoundSeat.leader(context.groupTensors(), new SupplierPolicy(context, settings, posted))
                : RoundSeat.follower(
                        context.groupTensors(), new RetailerPolicy(context, settings, quantityMax(), priceMax()));
    }

    /** The equilibrium, for those that play it or measure against it. */
    private NewsvendorMarket.Equilibrium equilibrium() {
        solve().borneOut();
        return settings.market().equilibrium();
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return new NewsvendorReplies(settings).of(profile, settings.retailer());
    }

    @Override
    public Solution solve() {
        NewsvendorMarket market = settings.market();
        NewsvendorMarket.Equilibrium equilibrium = market.equilibrium();
        int points = settings.grid().points();
        double[] wholesale = new double[points]; // [wholesale]
        Arrays.setAll(wholesale, settings.grid()::at);
        Reply[] replies = Arrays.stream(wholesale).mapToObj(market::bestReply).toArray(Reply[]::new);
        Solution answer = Solution.builder()
                .scalar("wholesale_price", equilibrium.wholesalePrice())
                .scalar("retail_price", equilibrium.reply().price())
                .scalar("quantity", equilibrium.reply().quantity())
                .scalar("leader_profit", equilibrium.leaderProfit())
                .scalar("follower_profit", equilibrium.reply().profit())
                .scalar("integrated_profit", market.integratedProfit())
                .table("wholesale_grid", List.of("wholesale"), List.of(points), wholesale)
                .table("reply_quantity", List.of("wholesale"), List.of(points), of(replies, Reply::quantity))
                .table("reply_price", List.of("wholesale"), List.of(points), of(replies, Reply::price))
                .table("reply_profit", List.of("wholesale"), List.of(points), of(replies, Reply::profit))
                .build();
        NewsvendorCertificate certificate = NewsvendorCertificate.of(market, answer);
        return answer.extended()
                .certify("value_residual", certificate.value())
                .certify("reply_gain", certificate.follower())
                .certify("deviation_gain", certificate.leader())
                .certify("order_violation", certificate.order())
                .verified(certificate.verified())
                .build();
    }

    private static double[] of(Reply[] replies, ToDoubleFunction<Reply> number) { // [wholesale] -> [wholesale]
        return Arrays.stream(replies).mapToDouble(number).toArray();
    }
}
