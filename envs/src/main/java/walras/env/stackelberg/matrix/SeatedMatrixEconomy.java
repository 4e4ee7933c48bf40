package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import walras.env.Backend;
import walras.env.BestReplies;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;
import walras.env.stackelberg.response.TieRule;

/**
 * The matrix game between two participants: the leader moves, the follower sees the move and answers, game after game.
 *
 * @param game raw payoffs
 * @param games games of an episode
 * @param unit what payoffs are divided by
 * @param named the unit of what comes out
 * @param solution the oracle
 */
record SeatedMatrixEconomy(
        MatrixGame game, boolean mixed, int games, double unit, String named, Supplier<Solution> solution)
        implements Economy, BestReplies {
    static final String FOLLOWER = "follower";

    @Override
    public EconomySpec spec() {
        int rows = game.rows();
        TensorSpec state = new TensorSpec(
                "state",
                new Space.Discrete(1 + rows * game.columns()),
                "",
                "0 before the first game, else 1 + row * columns + column of the last one; of the likeliest row if mixed.");
        TensorSpec seen = new TensorSpec(
                "commitment",
                Space.Box.of(DType.F64, 0, 1, rows),
                "",
                "The leader's weight of each row in this game; zeros while the leader has not moved.");
        Group leader = Group.ofPlanner(
                        OuterEconomy.LEADER,
                        List.of(state),
                        List.of(
                                mixed
                                        ? new TensorSpec(
                                                "commitment",
                                                Space.Box.of(DType.F64, 0, 1, rows),
                                                "",
                                                "Weight of each row; normalised to sum 1.")
                                        : new TensorSpec("row", new Space.Discrete(rows), "", "The row to play.")),
                        "The row player, who moves first.")
                .withRewards(low(game.leader()), high(game.leader()));
        Group follower = Group.of(
                        FOLLOWER,
                        1,
                        List.of(state, seen),
                        List.of(new TensorSpec(
                                "column", new Space.Discrete(game.columns()), "", "The column to play.")),
                        "The column player, who sees the leader's move.")
                .withRewards(low(game.follower()), high(game.follower()));
        return EconomySpec.of(leader, follower)
                .withMetrics(Metric.ofRow(
                        "follower_regret",
                        named,
                        "Best expected payoff against the leader's move, less the follower's."))
                .withPolicies(policies());
    }

    private static PolicySpec[] policies() {
        List<PolicySpec> all = new java.util.ArrayList<>(MatrixLeaders.specs(0));
        all.add(PolicySpec.of("best-response", FOLLOWER, "Answers best, in the leader's favour when indifferent."));
        all.add(FixedColumns.spec(FOLLOWER));
        return all.toArray(PolicySpec[]::new);
    }

    private double low(double[] payoff) {
        return Math.min(0, Arrays.stream(payoff).min().orElse(0) / unit);
    }

    private double high(double[] payoff) {
        return Math.max(0, Arrays.stream(payoff).max().orElse(0) / unit);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new SeatedMatrixDynamics(this, tensors);
    }

    @Override
    public Policy policy(PolicyContext context) {
        if (!context.group().name().equals(FOLLOWER)) {
            return MatrixLeaders.policy(context, game, mixed, 1);
        }
        if (context.spec().name().equals(FixedColumns.NAME)) {
            return new FixedColumns(context, game.columns());
        }
        double[] commitment = context.groupTensors().observation("commitment").f64(); // [B, 1, R]
        int[] column = context.groupTensors().action("column").i32(); // [B, 1]
        double tolerance = TieRule.tolerance(game.follower());
        ThreadLocal<ExpectedPayoffs> expected = ThreadLocal.withInitial(() -> new ExpectedPayoffs(game));
        return rows -> {
            ExpectedPayoffs payoffs = expected.get();
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    payoffs.take(commitment, row * game.rows());
                    column[row] =
                            TieRule.FOR_LEADER.best(payoffs.follower, 0, payoffs.leader, 0, game.columns(), tolerance);
                }
            }
        };
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return new SeatedReplies(this, profile).of();
    }

    @Override
    public Solution solve() {
        return solution.get();
    }
}
