package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import walras.env.Solution;
import walras.env.stackelberg.response.TieRule;

/** The oracle's tables, raw units of the payoff matrices. */
final class MatrixSolution {
    private MatrixSolution() {}

    static Solution of(MatrixGame game, int rounds) {
        MatrixOracle oracle = new MatrixOracle(game, TieRule.FOR_LEADER);
        double[] byRow = oracle.leaderValueByRow();
        int row = oracle.equilibriumRow();
        int column = oracle.reply(row);
        MixedEquilibrium mixed = oracle.mixedEquilibrium();
        double[] nash = oracle.pureNash().stream()
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
        Solution.Builder tables = Solution.builder()
                .table("leader_value_by_row", List.of("row"), List.of(game.rows()), byRow)
                .scalar("equilibrium_row", row)
                .scalar("equilibrium_column", column)
                .scalar("leader_value", byRow[row])
                .scalar("follower_value", game.follower(row, column))
                .table("mixed_commitment", List.of("row"), List.of(game.rows()), mixed.commitment())
                .scalar("mixed_leader_value", mixed.leaderValue())
                .scalar("mixed_follower_value", mixed.followerValue())
                .scalar("mixed_column", mixed.column())
                .scalar("phase_leak_value", oracle.phaseLeakValue())
                .table("nash", List.of("equilibrium", "player"), List.of(nash.length / 2, 2), nash)
                .certify("payoff_scale", game.scale())
                .certify("normalised_leader_value", byRow[row] / game.scale());
        if (rounds > 1) {
            repeated(tables, new RepeatedMatrixOracle(game, rounds));
        }
        return tables.build();
    }

    private static void repeated(Solution.Builder tables, RepeatedMatrixOracle oracle) {
        RepeatedMatrixOracle.Solution best = oracle.stationary();
        double[] table = Arrays.stream(best.leaderTable()).asDoubleStream().toArray();
        double[] reply = Arrays.stream(best.followerTable()).asDoubleStream().toArray();
        tables.scalar("repeated_leader_value", best.leaderValue())
                .scalar("repeated_follower_value", best.followerValue())
                .table("repeated_leader_table", List.of("state"), List.of(table.length), table)
                .table("repeated_follower_table", List.of("state"), List.of(reply.length), reply)
                .scalar("repeated_phase_leak_value", oracle.stationaryLeakValue())
                .scalar("finite_horizon_leader_value", oracle.finiteHorizonValue())
                .scalar("finite_horizon_phase_leak_value", oracle.finiteHorizonLeakValue());
    }
}
