package walras.env.auction;

import java.util.List;
import java.util.function.Function;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.TableSize;

/** An auction environment whose world is a table. */
final class TabularEnvironment implements Environment {
    static final String PAPER =
            "Chang, Kaushik, Weinberg, Griffiths, Levine: Decentralized Reinforcement Learning: Global"
                    + " Decision-Making via Local Economic Transactions. ICML 2020, arXiv:2007.02382.";
    static final String RULES =
            """


            At every step each of `copies` x N bidders makes a sealed bid for the state. The highest bid wins, its primitive acts, and the
            winner of the step before is paid: see `mechanism` for who pays what, `settlement` for when, `truncation` for what a cut episode's
            last winner gets. With `control` = `planner` there is no auction: one agent chooses the primitive and earns the environment's reward.
            """;

    private final String id;
    private final String guide;
    private final String summary;
    private final String description;
    private final OptionsSchema options;
    private final Function<Options, TabularTask> task;

    /** @param guide the resource with the world's own model */
    TabularEnvironment(
            String id,
            String guide,
            String summary,
            String description,
            OptionsSchema options,
            Function<Options, TabularTask> task) {
        this.id = id;
        this.guide = guide;
        this.summary = summary;
        this.description = description;
        this.options = options;
        this.task = task;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String description() {
        return description + RULES;
    }

    @Override
    public Guide guide() {
        return Guide.read(TabularEnvironment.class, "society.md", "tabular.md", guide);
    }

    @Override
    public List<String> sources() {
        return List.of(PAPER);
    }

    @Override
    public OptionsSchema options() {
        return options;
    }

    @Override
    public TableSize tables(Options chosen) {
        return TabularSize.of(chosen);
    }

    @Override
    public Economy economy(Options chosen) {
        TabularTask made = task.apply(chosen);
        if (chosen.number("discount") == 1) {
            // Only an undiscounted world can lack values; better to say so here than in the middle of an episode.
            made.oracle();
        }
        return AuctionOptions.planned(chosen) ? new PlannerEconomy(made) : new BiddersEconomy(made, chosen);
    }

    /** The options that every tabular world has after its own. */
    static OptionsSchema schema(int horizon, double bidMax, OptionSpec... own) {
        return AuctionOptions.schema(
                List.of(own), horizon, bidMax, List.of(AuctionOptions.INDEX, AuctionOptions.ONE_HOT));
    }
}
