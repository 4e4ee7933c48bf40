package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that would be ignored beside others, or that others make too large, are refused by name. */
final class IdleOptionsTest {
    private static List<Arguments> worlds() {
        List<List<Double>> small = List.of(List.of(1e-9, 0.0), List.of(0.0, 0.0));
        return List.of(
                Arguments.of("exchange/markov-v0", Map.of("productivity", List.of(0, 0, 0, 0, 0)), "productivity"),
                Arguments.of("exchange/markov-v0", Map.of("mixture", List.of(.5, .5)), "mixture"),
                Arguments.of("exchange/static-v0", Map.of("supply", List.of(1, 1, 1)), "supply"),
                Arguments.of("stackelberg/bandit-v0", Map.of("leader_payoff", List.of(List.of(.5))), "follower_payoff"),
                Arguments.of(
                        "stackelberg/matrix-design-v0",
                        Map.of("row_payoff", small, "column_payoff", small),
                        "bonus_max"));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void option_withoutEffectOrBeyondReason_isRefusedByName(String id, Map<String, Object> given, String option) {
        Environment environment = Registry.discover().find(id);
        Options options = environment.options().resolve(given);
        Problem why = assertThrows(Problem.class, () -> environment.economy(options));
        assertEquals(Problem.Kind.INVALID, why.kind());
        assertTrue(why.getMessage().startsWith("option " + option + ":"), why.getMessage());
        assertTrue(!why.getMessage().contains("Optional"), why.getMessage());
    }
}
