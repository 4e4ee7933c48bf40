package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.env.Solution;

/** Exploitability of given profiles: numbers 35 and 36 of the specification, equilibria, and what is refused. */
final class StrategyProfileTest {
    private static final List<Double> FIRST = List.of(1.0, 0.0);
    private static final List<Double> SECOND = List.of(0.0, 1.0);

    private static Solution solve(Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(Map.of(
                "leader_payoff", List.of(List.of(3.0, 0.0), List.of(5.0, 1.0)),
                "follower_payoff", List.of(List.of(3.0, 5.0), List.of(0.0, 1.0))));
        options.putAll(more);
        MatrixEnvironment environment = new MatrixEnvironment();
        return environment.economy(environment.options().resolve(options)).solve();
    }

    private static double[] gain(Solution solution) { // [player]
        return solution.table("best_reply_gain").values();
    }

    @Test
    void solve_35_mixedProfile() {
        for (boolean seat : new boolean[] {false, true}) {
            Solution solution = solve(Map.of(
                    "row_strategy", List.of(.5, .5), "column_strategy", List.of(.25, .75), "follower_seat", seat));
            assertArrayEquals(new double[] {.625, .375}, gain(solution), 1e-12);
            assertEquals(1, solution.table("nash_conv").scalar(), 1e-12);
            assertEquals(.5, solution.table("exploitability").scalar(), 1e-12);
        }
    }

    /** Tit for tat: cooperate first, then the other's last; states are 0, then 1 + row * 2 + column. */
    @Test
    void solve_36_titForTat() {
        Solution solution = solve(Map.of(
                "rounds",
                10L,
                "row_strategy",
                List.of(FIRST, FIRST, SECOND, FIRST, SECOND),
                "column_strategy",
                List.of(FIRST, FIRST, FIRST, SECOND, SECOND)));
        assertArrayEquals(new double[] {2, 2}, gain(solution), 1e-12);
        assertEquals(4, solution.table("nash_conv").scalar(), 1e-12);
    }

    /** To defect always is an equilibrium, once and ten times. */
    @Test
    void solve_defection_gainsNothing() {
        assertArrayEquals(new double[2], gain(solve(Map.of("row_strategy", SECOND, "column_strategy", SECOND))), 1e-12);
        List<List<Double>> always = List.of(SECOND, SECOND, SECOND, SECOND, SECOND);
        assertArrayEquals(
                new double[2],
                gain(solve(Map.of("rounds", 10L, "row_strategy", always, "column_strategy", always))),
                1e-12);
    }

    @Test
    void options_unfit_areRefused() {
        assertRefused(Map.of("row_strategy", FIRST), "column_strategy: expected chances of shape [2]");
        assertRefused(
                Map.of("row_strategy", FIRST, "column_strategy", List.of(.5, .6)),
                "column_strategy: expected chances that sum to 1 in state 0");
        assertRefused(
                Map.of("rounds", 2L, "row_strategy", FIRST, "column_strategy", FIRST),
                "row_strategy: expected chances of shape [5, 2]");
    }

    private static void assertRefused(Map<String, ?> options, String message) {
        String got = assertThrows(Problem.class, () -> solve(options)).getMessage();
        assertTrue(got.contains(message), got);
    }
}
