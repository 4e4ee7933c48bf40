package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.env.Solution;

/** The mixed equilibrium in games that have been got wrong: ties, equivalent rows, players in units of their own. */
class StrongCommitmentProgramTest {

    private static MatrixGame game(double[][] leader, double[][] follower) {
        return MatrixGame.of(leader, follower);
    }

    private static void assertValue(double value, MatrixGame game) {
        MixedEquilibrium mixed = StrongCommitmentProgram.solve(game);
        assertEquals(value, mixed.leaderValue(), 1e-12);
        assertTrue(CommitmentCertificate.of(game, mixed).verified());
    }

    // The first is passed by its own pure value if equal rows confuse the solver; the last differ by 1e5 between the
    // players.
    @Test
    void solve_tiesCopiesAndScales_findsTheValue() {
        assertValue(2, game(new double[][] {{0, 1}, {2, 1}, {0, 1}}, new double[][] {{2, 2}, {2, 0}, {2, 2}}));
        assertValue(2, game(new double[][] {{0}, {2}, {0}}, new double[][] {{1}, {1}, {1}}));
        assertValue(5, game(new double[][] {{5, 5}, {3, 3}}, new double[][] {{1e-6, 6e-6}, {9e-6, 1e-6}}));
        assertValue(7, game(new double[][] {{7, 1}, {3, 3}}, new double[][] {{0, 0}, {0, 0}}));
        assertValue(-3e-9, game(new double[][] {{-3e-9, -4e-9}}, new double[][] {{1e9, 1e9}}));
    }

    // A follower's column that is a best reply at one mixture only must survive the rounding of its units.
    @Test
    void solve_columnThatIsBestAtOnePoint_survivesUnits() {
        double[][] leader = {{0, 0, 3}, {0, 0, 5}};
        double[][] follower = {{1, 0, .5}, {0, 1, .5}};
        for (double factor : new double[] {1, .1, 1e-9, 3e7}) {
            for (double constant : new double[] {0, 7, -1000}) {
                double[][] other = new double[2][3];
                for (int k = 0; k < 6; k++) {
                    other[k / 3][k % 3] = factor * (follower[k / 3][k % 3] + constant);
                }
                MixedEquilibrium mixed = StrongCommitmentProgram.solve(game(leader, other));
                assertEquals(4, mixed.leaderValue(), 1e-9);
                assertArrayEquals(new double[] {.5, .5}, mixed.commitment(), 1e-9);
            }
        }
    }

    // Large and dense: exact numbers grow, and must not grow out of hand.
    @Test
    void solve_largeDenseGame_isVerified() {
        SplittableRandom random = new SplittableRandom(3);
        int size = 30;
        MatrixGame dense = new MatrixGame(
                size,
                size,
                random.doubles(size * size).toArray(),
                random.doubles(size * size).toArray());
        MixedEquilibrium mixed = StrongCommitmentProgram.solve(dense);
        assertTrue(CommitmentCertificate.of(dense, mixed).verified());
    }

    @ParameterizedTest
    @EnumSource(HardGames.Kind.class)
    void solve_hardGames_agreesWithEnumeration(HardGames.Kind kind) {
        check(kind, 300);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(HardGames.Kind.class)
    void solve_manyHardGames_agreesWithEnumeration(HardGames.Kind kind) {
        check(kind, 10_000);
    }

    private static void check(HardGames.Kind kind, int cases) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("hard games " + kind + ": seed " + seed + ", " + cases + " cases");
        SplittableRandom random = new SplittableRandom(seed);
        for (int k = 0; k < cases; k++) {
            MatrixGame game = HardGames.draw(kind, random);
            String which = kind + ", seed " + seed + ", case " + k;
            double expected = VertexEnumeration.value(game);
            MixedEquilibrium plain = StrongCommitmentProgram.solve(game);
            assertEquals(expected, plain.leaderValue(), 1e-12 * (1 + Math.abs(expected)), which);
            HardGames.Unit leader = HardGames.Unit.draw(random);
            HardGames.Unit follower = HardGames.Unit.draw(random);
            checkUnits(which, HardGames.in(leader, follower, game), leader, plain, kind == HardGames.Kind.DENSE);
        }
    }

    private static void checkUnits(
            String which, MatrixGame game, HardGames.Unit leader, MixedEquilibrium plain, boolean dense) {
        Solution solution = MatrixSolution.of(game, 1);
        double doubt = 1e-9 * (leader.factor() + Math.abs(leader.constant()) * 1e-3);
        assertEquals(1, solution.certificate().get("verified"), which);
        assertEquals(
                leader.of(plain.leaderValue()),
                solution.table("mixed_leader_value").scalar(),
                doubt,
                which);
        assertArrayEquals(plain.commitment(), solution.table("mixed_commitment").values(), dense ? 1e-6 : 1e-15, which);
        assertEquals(plain.column(), (int) solution.table("mixed_column").scalar(), which);
        double pure = solution.table("leader_value").scalar();
        assertTrue(solution.table("mixed_leader_value").scalar() >= pure - 1e-15 * Math.abs(pure), which);
        assertTrue(solution.table("phase_leak_value").scalar() >= pure, which);
    }
}
