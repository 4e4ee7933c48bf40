package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified, nor played by. */
class RepeatedCertificateTest {
    private static final long SEED = 29;
    private static final MatrixGame DILEMMA =
            Objects.requireNonNull(MatrixGames.all().get("prisoners-dilemma"));

    @Test
    void verified_gamesFullOfTies_areBorneOut() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int k = 0; k < 100; k++) {
            double scale = Math.pow(10, random.nextInt(19) - 9);
            MatrixGame game = new MatrixGame(2, 2, ties(random, scale), ties(random, 1));
            Solution solved = MatrixSolution.of(game, 1 + random.nextInt(6));
            assertTrue(solved.verified(), "seed " + SEED + ", game " + k + ": " + solved.certificate());
        }
    }

    private static double[] ties(SplittableRandom random, double scale) { // [2, 2]
        return random.ints(4, -1, 3).mapToDouble(x -> scale * x).toArray();
    }

    @Test
    void verified_brokenSolvers_areFound() {
        Solution right = MatrixSolution.of(DILEMMA, 5);
        assertTrue(right.verified());
        for (String table : new String[] {
            "repeated_leader_value", "repeated_follower_value", "finite_horizon_leader_value",
        }) {
            for (double by : new double[] {-.01, .01}) {
                Solution broken = Tampered.each(right, table, by).get(0);
                assertFalse(RepeatedCertificate.of(DILEMMA, 5, broken).verified(), table);
            }
        }
        Solution leak = Tampered.with(right, "repeated_phase_leak_value", 0);
        assertFalse(RepeatedCertificate.of(DILEMMA, 5, leak).verified());
        double[] defect = {1, 1, 1, 1, 1}; // [state]
        double each = 5 * DILEMMA.leader(1, 1);
        Solution worse =
                Tampered.with(Tampered.with(right, "repeated_leader_table", defect), "repeated_leader_value", each);
        worse = Tampered.with(Tampered.with(worse, "repeated_follower_table", defect), "repeated_follower_value", each);
        RepeatedCertificate certificate = RepeatedCertificate.of(DILEMMA, 5, worse);
        assertTrue(certificate.value() == 0 && certificate.gap() > .01, certificate.toString());
        assertFalse(certificate.verified());
    }

    // What the `equilibrium` leader of a session plays is refused where the solver is broken.
    @Test
    void mixture_ofABrokenSolver_isRefused() {
        MixedEquilibrium right = StrongCommitmentProgram.solve(DILEMMA);
        assertTrue(CheckedCommitment.mixture(DILEMMA, game -> right).leaderValue() == right.leaderValue());
        MixedEquilibrium poorer = new MixedEquilibrium(new double[] {.5, .5}, 0, 0, 0, right.dual());
        Problem refused = org.junit.jupiter.api.Assertions.assertThrows(
                Problem.class, () -> CheckedCommitment.mixture(DILEMMA, game -> poorer));
        assertTrue(refused.reason().equals("UNVERIFIED"), refused.getMessage());
    }
}
