package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.Problem;
import walras.env.Solution;

/** Worlds that cannot be solved, or not in a bearable time: refused by the name of an option, and ended when nobody waits. */
class SealedBidEdgesTest {
    private static Economy economy(Map<String, Object> options) {
        SealedBidEnvironment environment = new SealedBidEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("value_high", Map.of("value_high", 1e-320)),
                Arguments.of("value_high", Map.of("value_low", 1e9, "value_high", 1e9)),
                Arguments.of("value_high", Map.of("value_high", List.of(1, 1e9))),
                Arguments.of("strategy", Map.of("strategy", Collections.nCopies(2002, .5))),
                Arguments.of("strategy", Map.of("strategy", List.of(.5))),
                Arguments.of("reserve", Map.of("units", 2, "entry_fee", .1)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void solve_beyondTheEdge_namesTheOption(String option, Map<String, Object> options) {
        Problem problem = assertThrows(Problem.class, () -> economy(options).solve());
        assertEquals("BAD_OPTION", problem.reason());
        assertEquals("option " + option, problem.where());
    }

    // A bid at the reserve is no deviation for who may not bid so much.
    @Test
    void solve_budgetBelowTheReserve_gainsNothing() {
        for (int units = 1; units <= 2; units++) {
            Map<String, Object> options = Map.of("units", units, "reserve", .25, "budget", .2);
            assertEquals(
                    Double.valueOf(0), economy(options).solve().certificate().get("deviation_gain"));
        }
    }

    // Best bids of forty pieces turn some sixty times; unlike rules are what learned bidders have.
    @Test
    void solve_unlikeStrategiesOfManyBids_isBearable() {
        Random random = new Random(3);
        List<List<Double>> strategy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            strategy.add(random.doubles(41, 0, .7).sorted().boxed().toList());
        }
        Solution found = economy(Map.of("bidders", 3, "strategy", strategy)).solve();
        double[] own = found.table("profile_utility").values(); // [bidders]
        double[] best = found.table("best_reply_utility").values(); // [bidders]
        double gain = 0;
        for (int i = 0; i < own.length; i++) {
            assertTrue(best[i] > own[i]);
            gain += best[i] - own[i];
        }
        assertEquals(gain, found.table("nash_conv").scalar(), 1e-12);
        assertTrue(found.verified());
    }

    static Stream<Map<String, Object>> solved() {
        return Stream.of(
                Map.of(),
                Map.of("format", "second-price"),
                Map.of("value_high", List.of(1, 2)),
                Map.of("budget", List.of(.3, .6), "approximate", true),
                Map.of("strategy", List.of(0, .7)));
    }

    /** Guards the threads that solve: a caller who is gone keeps none. */
    @ParameterizedTest
    @MethodSource("solved")
    void solve_interrupted_ends(Map<String, Object> options) {
        Economy economy = economy(options);
        Thread.currentThread().interrupt();
        Problem problem = assertThrows(Problem.class, economy::solve);
        assertEquals("INTERRUPTED", problem.reason());
    }

    // An interruption must not be taken for a game without a known solution.
    @Test
    void known_interrupted_isNotUnknown() {
        SealedBidEnvironment environment = new SealedBidEnvironment();
        SealedBidSettings settings =
                SealedBidSettings.of(environment.options().resolve(Map.of("value_high", List.of(1, 2))));
        Thread.currentThread().interrupt();
        assertThrows(Problem.class, settings::known);
        assertTrue(settings.known().isPresent());
    }
}
