package walras.env.stackelberg.bayesian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.env.stackelberg.matrix.MatrixGame;
import walras.env.stackelberg.matrix.MatrixGames;

/** The base game as data. */
final class BayesianOptions {
    private static final double HUGE = 1e9;
    private static final double ROUNDING = 1e-9;
    private static final String PATROL = "patrol";
    private static final String[] DATA = {"prior", "leader_payoff", "follower_payoff"};
    private static final int MOST_MESSAGES = 64;

    private BayesianOptions() {}

    static List<OptionSpec> specs() {
        List<String> names = new ArrayList<>(List.of(PATROL));
        names.addAll(MatrixGames.all().keySet());
        return List.of(
                OptionSpec.choice(
                        "game",
                        PATROL,
                        names,
                        "A named game; those of stackelberg/matrix-v0 have a follower of one type."),
                OptionSpec.array(
                        "prior", 1, 2, 0, 1, "", "Chance of each type, [type] or [follower][type]; overrules game."),
                OptionSpec.array(
                        "leader_payoff",
                        3,
                        4,
                        -HUGE,
                        HUGE,
                        "payoff",
                        "The leader's payoffs [type][action][answer], or [follower][type][action][answer]."),
                OptionSpec.array(
                        "follower_payoff", 3, 4, -HUGE, HUGE, "payoff", "The followers' payoffs, of the same shape."),
                OptionSpec.integer(
                        "messages",
                        1,
                        1,
                        MOST_MESSAGES,
                        "messages",
                        "Messages a follower may send before the leader acts; a commitment names an action for each."),
                OptionSpec.choice(
                        "commitment",
                        "mixed",
                        List.of("pure", "mixed"),
                        "The leader commits to an action or to a mixture, for each message."),
                OptionSpec.number("payoff_offset", 0, -HUGE, HUGE, "payoff", "Added to every payoff of all players."),
                OptionSpec.choice(
                        "reward_unit",
                        "maximum",
                        List.of("maximum", "raw"),
                        "Rewards as shares of the largest absolute payoff, or in the payoffs' own unit."),
                OptionSpec.flag(
                        "follower_seat",
                        false,
                        "Followers are participants who see the commitment and their type; reward_steps games per episode."));
    }

    static BayesianGame game(Options options) {
        List<Optional<NumberArray>> given = Stream.of(DATA).map(options::array).toList();
        int messages = options.integer("messages");
        if (given.stream().allMatch(Optional::isEmpty)) {
            return named(options.text("game"), messages).shifted(options.number("payoff_offset"));
        }
        for (int k = 0; k < DATA.length; k++) {
            if (given.get(k).isEmpty()) {
                throw Problem.option(DATA[k], "prior, leader_payoff and follower_payoff together", "nothing");
            }
        }
        BayesianGame game = read(
                given.get(0).orElseThrow(),
                given.get(1).orElseThrow(),
                given.get(2).orElseThrow(),
                messages);
        return game.shifted(options.number("payoff_offset"));
    }

    private static BayesianGame named(String name, int messages) {
        if (!name.equals(PATROL)) {
            MatrixGame matrix = Objects.requireNonNull(MatrixGames.all().get(name));
            return new BayesianGame(1, 1, messages, new double[] {1}, new MatrixGame[] {matrix});
        }
        // A patrol watches one of three places; a burglar likes the first best, a vandal the last.
        double[] watched = {2, -3, -2, -5, 2, -2, -5, -3, 2};
        return new BayesianGame(1, 2, messages, new double[] {.6, .4}, new MatrixGame[] {
            new MatrixGame(3, 3, watched, new double[] {-4, 3, 2, 5, -4, 2, 5, 3, -4}),
            new MatrixGame(3, 3, watched, new double[] {-2, 2, 4, 1, -2, 4, 1, 2, -2})
        });
    }

    private static BayesianGame read(NumberArray prior, NumberArray leader, NumberArray follower, int messages) {
        List<Integer> shape = leader.shape();
        if (!follower.shape().equals(shape)) {
            throw Problem.option("follower_payoff", "the shape of leader_payoff, " + shape, follower.shape());
        }
        if (!prior.shape().equals(shape.subList(0, shape.size() - 2))) {
            throw Problem.option(
                    "prior",
                    "one chance per type of the payoffs, " + shape.subList(0, shape.size() - 2),
                    prior.shape());
        }
        int axis = shape.size() - 3;
        int types = shape.get(axis);
        int cells = shape.get(axis + 1) * shape.get(axis + 2);
        int followers = prior.values().length / types;
        MatrixGame[] games = new MatrixGame[followers * types];
        for (int k = 0; k < games.length; k++) {
            games[k] = new MatrixGame(
                    shape.get(axis + 1), shape.get(axis + 2), slice(leader, k, cells), slice(follower, k, cells));
        }
        return new BayesianGame(followers, types, messages, chances(prior.values(), types), games);
    }

    private static double[] slice(NumberArray numbers, int index, int size) { // [size]
        return Arrays.copyOfRange(numbers.values(), index * size, (index + 1) * size);
    }

    private static double[] chances(double[] prior, int types) { // [F, T]
        for (int from = 0; from < prior.length; from += types) {
            double sum = Arrays.stream(prior, from, from + types).sum();
            if (Math.abs(sum - 1) > ROUNDING) {
                throw Problem.option("prior", "chances of a follower's types that sum to 1", sum);
            }
        }
        return prior;
    }
}
