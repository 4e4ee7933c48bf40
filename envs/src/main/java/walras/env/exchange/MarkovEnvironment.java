package walras.env.exchange;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.TableSize;
import walras.env.exchange.markov.MarkovModel;

/** {@code exchange/markov-v0}: who it is and what options it takes. */
final class MarkovEnvironment implements Environment {
    @Override
    public String id() {
        return "exchange/markov-v0";
    }

    @Override
    public String summary() {
        return "A Markov exchange economy: a planner moves the context of markets in which consumers trade.";
    }

    @Override
    public String description() {
        return """
                A planner and N consumers live through H steps. At each step the context s fixes tastes and endowments; the
                planner chooses an action b, consumers report tastes (`market` "report") or propose bundles and prices
                ("proposal"), the auctioneer clears the market, and the context moves by P_h(s' | s, b). Trades do not move the
                context and b does not enter utilities. A consumer is paid its utility plus `noise` times a standard normal,
                the planner the sum of what consumers are paid. The episode terminates after H steps. The oracle is the joint
                optimum: the certified equilibrium at every (step, state) and the planner's best reply by dynamic programming;
                given `policy`, `allocation` or `prices`, it also measures that play's suboptimality exactly.
                The metric `suboptimality` is exact: it counts what consumers forgo at the prices, and what the planner forgoes,
                taking (step, state) pairs that the row has not yet visited as played optimally.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(MarkovEnvironment.class, "market.md", "markov.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Z. Liu, M. Lu, Z. Wang, M. Jordan, Z. Yang, Welfare Maximization in Competitive Equilibrium:"
                        + " Reinforcement Learning for Markov Exchange Economy, ICML 2022.",
                "A. Ayoub et al., Model-Based Reinforcement Learning with Value-Targeted Regression, ICML 2020.",
                "M. Uehara, W. Sun, Pessimistic Model-based Offline RL: PAC Bounds and Posterior Sampling, 2021.");
    }

    @Override
    public OptionsSchema options() {
        return ModelOptions.OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        return ModelOptions.tables(options);
    }

    @Override
    public Economy economy(Options options) {
        MarkovModel model = new ModelOptions(options).model();
        return new MarkovEconomy(
                model,
                PlayOptions.of(options, model),
                MarketMode.of(options.text("market")),
                options.number("noise"),
                options.number("tolerance"));
    }
}
