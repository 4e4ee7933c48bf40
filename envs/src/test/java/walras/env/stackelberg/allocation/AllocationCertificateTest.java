package walras.env.stackelberg.allocation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Environment;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified. */
class AllocationCertificateTest {
    private static Solution solve(int types, int messages) {
        Environment environment = new AllocationEnvironment();
        return environment
                .economy(environment.options().resolve(Map.of("types", (long) types, "messages", (long) messages)))
                .solve();
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "3, 3", "2, 4", "5, 4"})
    void verified_rightAnswers_areBorneOut(int types, int messages) {
        assertTrue(solve(types, messages).verified());
    }

    @Test
    void verified_brokenSolvers_areFound() {
        Solution right = solve(3, 2);
        assertFalse(verdict(Tampered.with(right, "leader_value", 1))); // more than two messages can tell
        assertFalse(verdict(Tampered.with(right, "leader_value", 1 / 3.0))); // less than its items serve
        assertFalse(verdict(Tampered.with(right, "optimal_item", 1, 1))); // one item twice
        assertFalse(verdict(Tampered.with(right, "optimal_item", 0, 3))); // there is no such item
        assertFalse(verdict(Tampered.with(right, "optimal_item", 0, Double.NaN)));
        assertTrue(verdict(Tampered.with(right, "optimal_item", 2, 0))); // as good
    }

    private static boolean verdict(Solution answer) {
        return AllocationCertificate.of(3, 2, answer).verified();
    }
}
