package walras.env.stackelberg.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs with ties, copies and zeros, where a simplex that rounds goes astray or round in circles. */
class ExactSimplexTest {

    private static LinearProgram program(long[][] matrix, long[] bound, long[] objective) {
        return new LinearProgram(
                Arrays.stream(matrix).map(ExactSimplexTest::big).toArray(BigInteger[][]::new),
                big(bound),
                big(objective));
    }

    private static BigInteger[] big(long... numbers) {
        return Arrays.stream(numbers).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
    }

    // Beale's example, on which the textbook rule cycles.
    @Test
    void solve_cyclingExample_ends() {
        LinearProgram program = program(
                new long[][] {{25, -6000, -4, 900}, {50, -9000, -2, 300}, {0, 0, 1, 0}},
                new long[] {0, 0, 1},
                new long[] {75, -15000, 2, -600});
        LinearOptimum optimum = ExactSimplex.solve(program);
        assertEquals(LinearOptimum.Ending.OPTIMAL, optimum.ending());
        assertEquals(5, optimum.exact(optimum.value()).real(), 1e-15);
        assertTrue(ProgramCertificate.verified(program, optimum));
    }

    @Test
    void solve_contradictionAndRay_areNamed() {
        LinearProgram none = program(new long[][] {{1, 1}, {-1, -1}}, new long[] {1, -2}, new long[] {1, 0});
        LinearOptimum answer = ExactSimplex.solve(none);
        assertEquals(LinearOptimum.Ending.INFEASIBLE, answer.ending());
        assertTrue(ProgramCertificate.verified(none, answer));
        LinearProgram endless = program(new long[][] {{1, -1}}, new long[] {1}, new long[] {0, 1});
        assertEquals(LinearOptimum.Ending.UNBOUNDED, ExactSimplex.solve(endless).ending());
    }

    // Broken solvers: each answer misses one of the conditions.
    @Test
    void verified_brokenAnswers_isFalse() {
        LinearProgram program = program(new long[][] {{1, 2}, {3, 1}}, new long[] {4, 6}, new long[] {1, 1});
        LinearOptimum right = ExactSimplex.solve(program);
        assertTrue(ProgramCertificate.verified(program, right));
        LinearOptimum.Ending optimal = LinearOptimum.Ending.OPTIMAL;
        assertFalse(broken(program, optimal, big(9, 0), right.dual(), right));
        assertFalse(broken(program, optimal, big(-1, 0), right.dual(), right));
        assertFalse(broken(program, optimal, big(0, 0), right.dual(), right));
        assertFalse(broken(program, optimal, right.point(), big(0, 0), right));
        assertFalse(broken(program, optimal, right.point(), big(-1, 9), right));
        assertFalse(broken(program, LinearOptimum.Ending.INFEASIBLE, right.point(), right.dual(), right));
        assertFalse(broken(program, LinearOptimum.Ending.UNBOUNDED, right.point(), right.dual(), right));
    }

    private static boolean broken(
            LinearProgram program,
            LinearOptimum.Ending ending,
            BigInteger[] point,
            BigInteger[] dual,
            LinearOptimum right) {
        LinearOptimum answer = new LinearOptimum(ending, point, dual, right.value(), right.denominator());
        return ProgramCertificate.verified(program, answer);
    }

    @Test
    void solve_hardPrograms_areVerified() {
        check(300);
    }

    @Tag("full")
    @Test
    void solve_manyHardPrograms_areVerified() {
        check(10_000);
    }

    private static void check(int cases) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("hard programs: seed " + seed + ", " + cases + " cases");
        SplittableRandom random = new SplittableRandom(seed);
        Map<LinearOptimum.Ending, Integer> endings = new EnumMap<>(LinearOptimum.Ending.class);
        for (int k = 0; k < cases; k++) {
            LinearProgram program = draw(random);
            LinearOptimum answer = ExactSimplex.solve(program);
            endings.merge(answer.ending(), 1, Integer::sum);
            boolean ray = answer.ending() == LinearOptimum.Ending.UNBOUNDED;
            assertTrue(ray || ProgramCertificate.verified(program, answer), "seed " + seed + ", case " + k);
        }
        assertTrue(endings.getOrDefault(LinearOptimum.Ending.OPTIMAL, 0) > cases / 10, endings.toString());
        assertTrue(endings.getOrDefault(LinearOptimum.Ending.INFEASIBLE, 0) > cases / 10, endings.toString());
    }

    /** Small numbers, copied rows, and at times factors that outgrow a machine word. */
    private static LinearProgram draw(SplittableRandom random) {
        int rows = 1 + random.nextInt(8);
        int variables = 1 + random.nextInt(8);
        long scale = random.nextInt(3) == 0 ? 1L << 40 : 1;
        long[][] matrix = new long[rows][];
        long[] bound = new long[rows];
        for (int i = 0; i < rows; i++) {
            boolean copy = i > 0 && random.nextInt(4) == 0;
            matrix[i] = copy
                    ? matrix[random.nextInt(i)]
                    : random.longs(variables, -3, 4)
                            .map(number -> number * scale)
                            .toArray();
            bound[i] = random.nextLong(-2, 6) * scale;
        }
        return program(matrix, bound, random.longs(variables, -3, 3).toArray());
    }
}
