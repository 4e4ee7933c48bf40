package walras.env.auction;

import java.util.List;
import walras.env.Environment;
import walras.env.OptionSpec;

/** The environments of the published tabular worlds. */
final class PublishedWorlds {
    /** Contains every optimal value of the duality world at the default discount. */
    private static final double DUALITY_BID_MAX = 100;

    private PublishedWorlds() {}

    static Environment bandit() {
        return new TabularEnvironment(
                "auction/bandit-v0",
                "bandit.md",
                "One auction for one choice: the primitive that pays most should win.",
                """
                One state and one step. Primitive i pays `rewards[i]` and the episode terminates; state 1 marks the end. The optimal value of
                a primitive is its reward.""",
                TabularEnvironment.schema(
                        1,
                        1,
                        OptionSpec.array("rewards", 1, 1, -1e9, 1e9, "", "What each primitive pays, [primitive].")
                                .withDefault(List.of(0.2, 0.4, 0.6, 0.8))),
                options -> new TabularTask(
                        TabularWorlds.bandit(
                                options.array("rewards").orElseThrow().values()),
                        options.number("discount"),
                        options.integer("horizon"),
                        AuctionOptions.oneHot(options)));
    }

    static Environment chain() {
        return new TabularEnvironment(
                "auction/chain-v0",
                "chain.md",
                "A corridor: primitives step left and right, and only the last step right pays.",
                """
                States `0 .. states - 1`, start at 0. Primitive 0 steps left (and stays in state 0), primitive 1 steps right. Entering the
                last state pays `goal_reward` and terminates; the horizon is 4 (`states` - 1) steps unless given. Left and right differ little in
                value, so noisy bids find the task hard.""",
                TabularEnvironment.schema(
                        0,
                        1,
                        OptionSpec.integer("states", 6, 2, 10_000, "states", "Length of the corridor, goal included."),
                        OptionSpec.number("goal_reward", 0.8, -1e9, 1e9, "", "What entering the last state pays.")),
                options -> {
                    int states = options.integer("states");
                    int horizon = options.integer("horizon");
                    return new TabularTask(
                            TabularWorlds.chain(states - 1, options.number("goal_reward")),
                            options.number("discount"),
                            horizon == 0 ? 4 * (states - 1) : horizon,
                            AuctionOptions.oneHot(options));
                });
    }

    static Environment duality() {
        return new TabularEnvironment(
                "auction/duality-v0",
                "duality.md",
                "Two primitives that must sell to each other: without clones each does better to keep the state it holds.",
                """
                States 0 and 1 and an absorbing state 2, start at 0. In state 0 primitive 0 leads to 2 for nothing, primitive 1 to 1 for 0.5; in
                state 1 primitive 0 leads to 0 for 0.5, primitive 1 stays for 0.3; in state 2 everything costs 1, for ever. The optimum alternates. No
                state is terminal, the horizon cuts. Optimal values are about 0.5 / (1 - `discount`), so `bid_max` has to grow with the discount.""",
                TabularEnvironment.schema(10, DUALITY_BID_MAX),
                options -> new TabularTask(
                        TabularWorlds.duality(),
                        options.number("discount"),
                        options.integer("horizon"),
                        AuctionOptions.oneHot(options)));
    }
}
