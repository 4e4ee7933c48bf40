package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Profile;
import walras.env.stackelberg.response.TieRule;

/**
 * Best replies of two participants in a matrix game: the leader's is the best move given how the follower answers moves, the
 * follower's is the best column for each move. The games of an episode are alike and no built-in policy remembers them, so
 * a best reply to one is a best reply to all.
 */
final class SeatedReplies {
    private final SeatedMatrixEconomy economy;
    private final MatrixGame game;
    private final Profile.Player follower;
    private final @Nullable List<double[]> moves; // equally likely, [R] each; null where they are a continuum

    SeatedReplies(SeatedMatrixEconomy economy, Profile profile) {
        this.economy = economy;
        this.game = economy.game();
        this.follower = profile.players().get(1);
        this.moves = moves(profile.players().get(0));
    }

    private @Nullable List<double[]> moves(Profile.Player leader) {
        if (!leader.plays(EconomySpec.RANDOM)) {
            return List.of(MatrixLeaders.mixture(leader, game, economy.mixed()));
        }
        return economy.mixed() ? null : vertices(game.rows());
    }

    /** The leader's, then the follower's; empty where the leader draws a mixture, whose law nobody integrates. */
    List<Optional<ReplyValue>> of() {
        if (moves == null) {
            return List.of(Optional.empty(), Optional.empty());
        }
        double own = mean(moves, this::leaderValue);
        double best = follower.plays("best-response")
                ? CheckedCommitment.equilibrium(game, economy.mixed(), 1).leaderValue()
                : vertices(game.rows()).stream()
                        .mapToDouble(this::leaderValue)
                        .max()
                        .orElseThrow();
        return List.of(
                scaled(own, best),
                scaled(
                        mean(moves, move -> dot(payoffs(move).follower, answer(move))),
                        mean(moves, move -> Arrays.stream(payoffs(move).follower)
                                .max()
                                .orElseThrow())));
    }

    private Optional<ReplyValue> scaled(double own, double best) {
        double units = economy.games() / economy.unit();
        return Optional.of(ReplyValue.exact(own * units, best * units));
    }

    private static double mean(List<double[]> moves, ToDoubleFunction<double[]> value) {
        return moves.stream().mapToDouble(value).average().orElseThrow();
    }

    private double leaderValue(double[] move) { // [R]
        return dot(payoffs(move).leader, answer(move));
    }

    private ExpectedPayoffs payoffs(double[] move) { // [R]
        ExpectedPayoffs payoffs = new ExpectedPayoffs(game);
        payoffs.take(move, 0);
        return payoffs;
    }

    /** How likely the follower plays each column. */
    private double[] answer(double[] move) { // [R] -> [C]
        return switch (follower.policy().name()) {
            case EconomySpec.RANDOM -> uniform(game.columns());
            case FixedColumns.NAME -> FixedColumns.chances(follower.options(), game.columns());
            default -> bestColumn(payoffs(move));
        };
    }

    private static double[] uniform(int columns) { // [C]
        double[] chances = new double[columns];
        Arrays.fill(chances, 1.0 / columns);
        return chances;
    }

    /** Every row for certain. */
    private static List<double[]> vertices(int rows) { // [R] each
        return IntStream.range(0, rows)
                .mapToObj(row -> {
                    double[] vertex = new double[rows];
                    vertex[row] = 1;
                    return vertex;
                })
                .toList();
    }

    private static double dot(double[] left, double[] right) { // [C] each
        double sum = 0;
        for (int c = 0; c < left.length; c++) {
            sum += left[c] * right[c];
        }
        return sum;
    }

    private double[] bestColumn(ExpectedPayoffs payoffs) { // [C]
        double[] one = new double[game.columns()];
        double tolerance = TieRule.tolerance(game.follower());
        one[TieRule.FOR_LEADER.best(payoffs.follower, 0, payoffs.leader, 0, one.length, tolerance)] = 1;
        return one;
    }
}
