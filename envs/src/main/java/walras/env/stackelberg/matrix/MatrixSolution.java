package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import walras.env.Solution;
import walras.env.stackelberg.response.TieRule;

/** The oracle's tables, raw units of the payoff matrices. */
final class MatrixSolution {
    private MatrixSolution() {}

    static Solution of(MatrixGame game, int rounds) {
        return of(game, rounds, StrongCommitmentProgram::solve);
    }

    static Solution of(MatrixGame game, int rounds, CommitmentSolver solver) {
        MixedEquilibrium mixed = solver.solve(game);
        Solution answer = answer(game, mixed);
        CommitmentCertificate certificate = CommitmentCertificate.of(game, mixed);
        RowCertificate rows = RowCertificate.of(game, answer);
        Solution.Builder tables = answer.extended()
                .certify("payoff_scale", game.scale())
                .certify("normalised_leader_value", answer.table("leader_value").scalar() / game.scale())
                .certify("feasibility_residual", certificate.feasibility())
                .certify("follower_regret", certificate.regret())
                .certify("value_residual", Math.max(certificate.value(), rows.value()))
                .certify("duality_gap", certificate.gap())
                .certify("pure_follower_regret", rows.regret())
                .certify("pure_gap", rows.gap())
                .certify("nash_residual", rows.nash())
                .certify("order_violation", rows.order());
        boolean verified = certificate.verified() && rows.verified();
        if (rounds > 1) {
            repeated(tables, new RepeatedMatrixOracle(game, rounds));
            RepeatedCertificate played = RepeatedCertificate.of(game, rounds, tables.build());
            tables.certify("repeated_value_residual", played.value())
                    .certify("repeated_follower_regret", played.regret())
                    .certify("repeated_gap", played.gap())
                    .certify("finite_horizon_residual", played.finite())
                    .certify("repeated_order_violation", played.order());
            verified = verified && played.verified();
        }
        return tables.verified(verified).build();
    }

    private static Solution answer(MatrixGame game, MixedEquilibrium mixed) {
        MatrixOracle oracle = new MatrixOracle(game, TieRule.FOR_LEADER);
        double[] byRow = oracle.leaderValueByRow();
        int row = oracle.equilibriumRow();
        int column = oracle.reply(row);
        double[] nash = oracle.pureNash().stream()
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
        List<Integer> square = List.of(game.columns(), game.columns());
        return Solution.builder()
                .table("leader_value_by_row", List.of("row"), List.of(game.rows()), byRow)
                .scalar("equilibrium_row", row)
                .scalar("equilibrium_column", column)
                .scalar("leader_value", byRow[row])
                .scalar("follower_value", game.follower(row, column))
                .table("mixed_commitment", List.of("row"), List.of(game.rows()), mixed.commitment())
                .scalar("mixed_leader_value", mixed.leaderValue())
                .scalar("mixed_follower_value", mixed.followerValue())
                .scalar("mixed_column", mixed.column())
                .table("mixed_dual", List.of("reply", "column"), square, mixed.dual())
                .scalar("phase_leak_value", oracle.phaseLeakValue())
                .table("nash", List.of("equilibrium", "player"), List.of(nash.length / 2, 2), nash)
                .build();
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
