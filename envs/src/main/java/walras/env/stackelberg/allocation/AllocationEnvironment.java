package walras.env.stackelberg.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.GroupTensors;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.stackelberg.engine.AnswerGrid;
import walras.env.stackelberg.engine.EpisodeOptions;
import walras.env.stackelberg.engine.FollowerMind;
import walras.env.stackelberg.engine.LeaderSeat;
import walras.env.stackelberg.engine.OuterEconomy;

/** {@code stackelberg/allocation-v0}. */
public final class AllocationEnvironment implements Environment {
    @Override
    public String id() {
        return "stackelberg/allocation-v0";
    }

    @Override
    public String summary() {
        return "Allocate an item after one message from a follower that learns what to say.";
    }

    @Override
    public String description() {
        return """
                A follower of one of `types` equally likely types sends one of `messages` messages; the leader sees the \
                message and hands out one of as many items as there are types. Both get 1 if the item's number is the type, \
                else 0. Every type has its own weights over messages. Response sub-games pay the leader nothing; the \
                `reward_steps` reward sub-games pay their share of the mean. The published response phase has 33 updates: \
                33, 66 and 99 sub-games for 1, 2 and 3 messages. Optimum: min(messages, types) / types.""";
    }

    @Override
    public Guide guide() {
        return OuterEconomy.guide().and(Guide.read(AllocationEnvironment.class, "allocation.md"));
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Stackelberg POMDP: A Reinforcement Learning Approach for Economic Design, arXiv 2210.03852");
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(List.of(
                OptionSpec.integer("types", 3, 1, 16, "types", "Types of the follower, and items."),
                OptionSpec.integer("messages", 3, 1, 16, "messages", "Messages the follower can send.")));
        specs.addAll(EpisodeOptions.specs(
                new EpisodeOptions.Defaults(99, 30, false, "argmax", EpisodeOptions.QLearners.NONE)));
        return new OptionsSchema(specs);
    }

    @Override
    public Economy economy(Options options) {
        AllocationGame game = new AllocationGame(options.integer("types"), options.integer("messages"));
        FollowerMind mind = EpisodeOptions.mind(options, game, 1);
        return new OuterEconomy(new OuterEconomy.Parts(
                game,
                EpisodeOptions.rules(options, game, mind),
                mind,
                List.of(new TensorSpec(
                        "message", new Space.Discrete(game.messages()), "", "The message that the follower sent.")),
                new TensorSpec("item", new Space.Discrete(game.types()), "", "The item to hand out."),
                AllocationEnvironment::seat,
                "The allocator, who maximises the share of followers that get their type's item.",
                0,
                1,
                "payoff",
                () -> solve(game).borneOut().table("leader_value").scalar(),
                () -> solve(game),
                List.of(PolicySpec.of(
                        "equilibrium", OuterEconomy.LEADER, "Answers message k with item k, the last item at most.")),
                context -> equilibrium(context.groupTensors(), game),
                game.types(),
                group -> grid(group, game)));
    }

    private static AnswerGrid grid(GroupTensors group, AllocationGame game) {
        int[] message = group.observation("message").i32(); // [B, 1]
        int[] item = group.action("item").i32(); // [B, 1]
        return new AnswerGrid() {
            @Override
            public int sets() {
                return game.messages();
            }

            @Override
            public int choices() {
                return game.types();
            }

            @Override
            public int set(int row) {
                return message[row];
            }

            @Override
            public void play(int row, int choice) {
                item[row] = choice;
            }
        };
    }

    private static LeaderSeat seat(GroupTensors group) {
        int[] message = group.observation("message").i32(); // [B, 1]
        int[] item = group.action("item").i32(); // [B, 1]
        return new LeaderSeat() {
            @Override
            public void answer(int row, int set, double[] answers, int at) {
                answers[at + set] = item[row];
            }

            @Override
            public void observe(int row, int set, double[] answers, int at) {
                message[row] = set;
            }
        };
    }

    private static Policy equilibrium(GroupTensors group, AllocationGame game) {
        int[] message = group.observation("message").i32(); // [B, 1]
        int[] item = group.action("item").i32(); // [B, 1]
        double[] best = solve(game).borneOut().table("optimal_item").values(); // [message]
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    item[row] = (int) best[message[row]];
                }
            }
        };
    }

    private static double value(AllocationGame game) {
        return (double) Math.min(game.messages(), game.types()) / game.types();
    }

    private static Solution solve(AllocationGame game) {
        double[] items = new double[game.messages()];
        Arrays.setAll(items, m -> Math.min(m, game.types() - 1));
        Solution answer = Solution.builder()
                .scalar("leader_value", value(game))
                .table("optimal_item", List.of("message"), List.of(items.length), items)
                .build();
        AllocationCertificate certificate = AllocationCertificate.of(game.types(), game.messages(), answer);
        return answer.extended()
                .certify("value_residual", certificate.value())
                .certify("bound_gap", certificate.bound())
                .verified(certificate.verified())
                .build();
    }
}
