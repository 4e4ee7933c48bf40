package walras.env.stackelberg.matrix;

import walras.env.Problem;
import walras.env.Solution;
import walras.env.stackelberg.response.TieRule;

/**
 * The commitment that an `equilibrium` leader plays and that `distance` is measured against. Only what the session needs is solved, a
 * row by enumeration or a mixture by its programs, and nothing is handed out that its certificate does not bear out.
 *
 * @param answer a row, a row per state, or a distribution over rows
 * @param leaderValue raw units
 */
@SuppressWarnings("ArrayRecordComponent")
record CheckedCommitment(double[] answer, double leaderValue) {

    /** The equilibrium; a row per state where there are several rounds. */
    static CheckedCommitment equilibrium(MatrixGame game, boolean mixed, int rounds) {
        if (rounds > 1) {
            Solution solved = MatrixSolution.of(game, rounds).borneOut();
            return new CheckedCommitment(
                    solved.table("repeated_leader_table").values(),
                    solved.table("repeated_leader_value").scalar());
        }
        return mixed ? mixture(game, StrongCommitmentProgram::solve) : row(game);
    }

    /** The best mixture that makes the follower prefer its column by a share of its payoff range; no equilibrium, but a commitment to it. */
    static CheckedCommitment strict(MatrixGame game, double margin) {
        if (margin == 0) {
            return mixture(game, StrongCommitmentProgram::solve);
        }
        MixedEquilibrium found = new MatrixOracle(game, TieRule.FOR_LEADER).mixedEquilibrium(margin);
        CommitmentCertificate certificate = CommitmentCertificate.of(game, found);
        return checked(found.commitment(), found.leaderValue(), certificate.obeyed(), certificate);
    }

    static CheckedCommitment mixture(MatrixGame game, CommitmentSolver solver) {
        MixedEquilibrium found = solver.solve(game);
        CommitmentCertificate certificate = CommitmentCertificate.of(game, found);
        return checked(found.commitment(), found.leaderValue(), certificate.verified(), certificate);
    }

    private static CheckedCommitment row(MatrixGame game) {
        MatrixOracle oracle = new MatrixOracle(game, TieRule.FOR_LEADER);
        int row = oracle.equilibriumRow();
        int column = oracle.reply(row);
        RowCertificate certificate =
                RowCertificate.of(game, row, column, game.leader(row, column), game.follower(row, column));
        return checked(new double[] {row}, game.leader(row, column), certificate.verified(), certificate);
    }

    private static CheckedCommitment checked(
            double[] answer, double leaderValue, boolean verified, Object certificate) {
        if (!verified) {
            throw Problem.unverified("equilibrium", certificate);
        }
        return new CheckedCommitment(answer, leaderValue);
    }
}
