package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import walras.env.Solution;

/** A solver that is broken in any one way must not be verified. */
class CommitmentCertificateTest {
    private static final MatrixGame MAINTAIN =
            Objects.requireNonNull(MatrixGames.all().get("maintain"));
    private static final MixedEquilibrium RIGHT = StrongCommitmentProgram.solve(MAINTAIN);

    private static MixedEquilibrium with(double[] commitment, int column, double leader, double follower) {
        return new MixedEquilibrium(commitment, column, leader, follower, RIGHT.dual());
    }

    private static double verdict(CommitmentSolver solver) {
        Solution solution = MatrixSolution.of(MAINTAIN, 1, solver);
        return Objects.requireNonNull(solution.certificate().get("verified"));
    }

    @Test
    void verified_rightAnswer_isOne() {
        assertEquals(1, verdict(game -> RIGHT));
    }

    @Test
    void verified_brokenSolvers_isNought() {
        List<MixedEquilibrium> broken = List.of(
                with(new double[] {0, 1, 0}, 1, 10, 5), // feasible, not optimal
                with(new double[] {0, 1, 0}, 0, 30, 0), // the follower would leave
                with(new double[] {.25, .75, .25}, 0, 27.5, 3.75), // no distribution
                with(new double[] {.25, 1, -.25}, 0, 35, 3.75), // a negative weight
                with(RIGHT.commitment(), 0, 27.6, 3.75), // the value is not the commitment's
                with(RIGHT.commitment(), 7, 27.5, 3.75), // there is no such column
                with(new double[] {Double.NaN, 0, 0}, 0, 27.5, 3.75),
                new MixedEquilibrium(
                        RIGHT.commitment(), 0, 27.5, 3.75, new double[9])); // nothing shows that it is the best
        for (MixedEquilibrium answer : broken) {
            assertEquals(0, verdict(game -> answer), answer.toString());
        }
    }

    // The residual says which condition failed.
    @Test
    void of_suboptimalCommitment_opensTheGap() {
        CommitmentCertificate certificate = CommitmentCertificate.of(MAINTAIN, with(new double[] {0, 1, 0}, 1, 10, 5));
        assertEquals(17.5 / 30, certificate.gap(), 1e-12);
        assertEquals(0, certificate.regret());
        assertTrue(CommitmentCertificate.of(MAINTAIN, RIGHT).gap() <= 1e-15);
    }
}
