package walras.env.stackelberg.newsvendor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.TableSize;

/** Who the environment is and what options it takes. */
final class NewsvendorEnvironment implements Environment {
    private static final String SEAT = "seat";
    private static final long PRICE_BYTES = 64; // what a learner keeps of a price
    private static final long ROW_BYTES = 512; // what a retailer inside keeps
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("theta0", 10, .01, 1e6, "units", "Mean demand at price 0."),
            OptionSpec.number("theta1", 1, 1e-3, 1e3, "units per money", "What mean demand loses per unit of price."),
            OptionSpec.number(
                    "noise_std",
                    1,
                    0,
                    1e6,
                    "units",
                    "True standard deviation of demand, whatever the law; 0 is no noise."),
            OptionSpec.choice(
                    "noise",
                    "normal",
                    Arrays.stream(Noise.values()).map(Noise::id).toList(),
                    "Law of demand's noise; uniform noise of standard deviation s lies in [-s sqrt(3), s sqrt(3)], so"
                            + " +-1 is noise_std 0.57735026919."),
            OptionSpec.choice(
                    "follower",
                    "best-response",
                    followers(),
                    "Who replies: a retailer inside the environment, or a participant on the seat `follower`."),
            OptionSpec.integer("horizon", 1000, 1, 1_000_000, "rounds", "Rounds of an episode."),
            OptionSpec.integer("grid", 40, 2, 1000, "prices", "Wholesale prices that the learners choose from."));

    private static List<String> followers() {
        List<String> ids = new ArrayList<>(Arrays.stream(RetailerLearner.Kind.values())
                .map(RetailerLearner.Kind::id)
                .toList());
        ids.add(SEAT);
        return ids;
    }

    @Override
    public String id() {
        return "stackelberg/newsvendor-v0";
    }

    @Override
    public String summary() {
        return "A supplier posts a wholesale price, a retailer answers with an order and a retail price; demand is"
                + " unknown.";
    }

    @Override
    public String description() {
        return """
                Demand is `theta0 - theta1 p + noise`. In every round the leader (supplier) posts a wholesale price a;
                the follower (retailer) orders b and sells at p. Demand comes; the leader is paid `a b`, the follower
                `p min(b, D) - a b`.

                The follower lives inside (`follower` best-response, oful, ucb) and a step is a round; or it sits on
                the seat `follower`, and a round takes two steps, the leader's and then the follower's (`active` says
                whose). Rewards come with the last step of a round. Episodes are truncated after `horizon` rounds.

                The oracle gives the Stackelberg equilibrium in expectation for normal, uniform or no noise. A retailer
                for whom no order pays orders nothing.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(NewsvendorEnvironment.class, "newsvendor.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Liu and Rong, No-Regret Learning for Stackelberg Equilibrium Computation in Newsvendor Pricing Games,"
                        + " 2024",
                "Petruzzi and Dada, Pricing and the Newsvendor Problem, Operations Research 1999",
                "Abbasi-Yadkori, Pal and Szepesvari, Improved Algorithms for Linear Stochastic Bandits, NeurIPS 2011");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        long prices = options.integer("grid");
        return TableSize.ofArrays(options).plus(prices * PRICE_BYTES, 0).perRow(ROW_BYTES, prices * PRICE_BYTES);
    }

    @Override
    public Economy economy(Options options) {
        String follower = options.text("follower");
        RetailerLearner.@Nullable Kind inside = Arrays.stream(RetailerLearner.Kind.values())
                .filter(kind -> kind.id().equals(follower))
                .findFirst()
                .orElse(null);
        Noise named = Arrays.stream(Noise.values())
                .filter(kind -> kind.id().equals(options.text("noise")))
                .findFirst()
                .orElseThrow();
        double std = named == Noise.NONE ? 0 : options.number("noise_std");
        NewsvendorMarket market = new NewsvendorMarket(
                options.number("theta0"), options.number("theta1"), std > 0 ? named : Noise.NONE, std);
        PriceGrid grid = new PriceGrid(market.chokePrice(), options.integer("grid"));
        return new NewsvendorEconomy(new NewsvendorSettings(market, inside, options.integer("horizon"), grid));
    }
}
