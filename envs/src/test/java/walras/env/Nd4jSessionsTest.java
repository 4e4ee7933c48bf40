package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.profiler.ProfilerConfig;
import walras.env.batch.Batch;

/**
 * Sessions with {@code backend: nd4j} beyond the default options, which the contract test covers: every option that chooses another
 * kernel, or another way through one. What has no kernel is refused, never stepped by the fused one in silence.
 */
final class Nd4jSessionsTest {
    private static final int STEPS = 120;
    private static final int MARKETS = 14;
    private static final String MATRIX = "stackelberg/matrix-v0";
    private static final String DESIGN = "stackelberg/matrix-design-v0";
    private static final String ALLOCATION = "stackelberg/allocation-v0";
    private static final String MECHANISM = "stackelberg/price-mechanism-v0";
    private static final String PLATFORM = "stackelberg/pricing-platform-v0";
    private static final String STATIC = "exchange/static-v0";

    private static final Map<String, Object> LINEAR = Map.of("utility", "linear", "horizon", 3L, "spread", 0.3);

    /** Where an operation makes not-a-number, or reads another's memory, it says so at once. */
    @BeforeAll
    static void panic() {
        Nd4j.getExecutioner()
                .setProfilingConfig(ProfilerConfig.builder()
                        .checkForNAN(true)
                        .checkWorkspaces(true)
                        .build());
    }

    @AfterAll
    static void calm() {
        Nd4j.getExecutioner().setProfilingConfig(ProfilerConfig.builder().build());
    }

    static Stream<Arguments> stepped() {
        return Stream.of(
                Arguments.of(STATIC, Map.of("market", "demand", "horizon", 7L, "spread", 0.5)),
                Arguments.of(STATIC, Map.of("market", "demand", "utility", "leontief", "price_step", 1.5)),
                Arguments.of(STATIC, Map.of("utility", "cobb-douglas", "horizon", 3L, "spread", 0.5)),
                Arguments.of(STATIC, Map.of("utility", "ces", "rho", List.of(-0.5), "spread", 0.5)),
                Arguments.of(STATIC, Map.of("auctioneer", "tatonnement", "tolerance", 1e-4, "spread", 0.5)),
                Arguments.of(
                        STATIC, Map.of("auctioneer", "tatonnement", "utility", "leontief", "auctioneer_steps", 40.0)),
                Arguments.of(
                        STATIC,
                        with(
                                LINEAR,
                                "auctioneer",
                                "proportional-response",
                                "tolerance",
                                1e-3,
                                "auctioneer_steps",
                                300.0)),
                Arguments.of(
                        STATIC,
                        with(LINEAR, "auctioneer", "proportional-response", "laziness", 0.0, "auctioneer_steps", 30.0)),
                Arguments.of(DESIGN, hedge("exact", "last-mixed", 11)),
                Arguments.of(DESIGN, hedge("sampled", "average", 12)),
                Arguments.of(DESIGN, with(hedge("sampled", "argmax", 12), "cycles", 3L, "reward_phase", "exact")),
                Arguments.of(DESIGN, with(hedge("exact", "average", 8), "learning_rate", 10.0, "phase_visible", true)),
                Arguments.of(ALLOCATION, with(hedge("exact", "average", 18), "reward_steps", 3L)),
                Arguments.of(ALLOCATION, with(hedge("sampled", "last-mixed", 24), "reward_steps", 3L)),
                Arguments.of(MECHANISM, with(hedge("exact", "average", 40), "reward_phase", "sampled")),
                Arguments.of(MECHANISM, with(hedge("sampled", "last-mixed", 24), "reward_phase", "sampled")),
                Arguments.of(MATRIX, hedge("exact", "last-mixed", 10)),
                Arguments.of(MATRIX, hedge("sampled", "average", 10)),
                Arguments.of(MATRIX, Map.of("followers", "q-learning", "response_steps", 15L)),
                Arguments.of(
                        MATRIX,
                        Map.of(
                                "followers",
                                "q-learning",
                                "response_steps",
                                10L,
                                "learning_rate",
                                0.5,
                                "exploration_decay",
                                0.2,
                                "cycles",
                                2L)),
                Arguments.of(PLATFORM, Map.of("response_steps", 20L, "reward_steps", 3L)),
                Arguments.of(PLATFORM, Map.of("response_steps", 40L, "reward_steps", 5L, "exploration_decay", 0.1)),
                Arguments.of(PLATFORM, Map.of("commitment", "rule", "response_steps", 15L, "reward_steps", 5L)));
    }

    private static Map<String, Object> hedge(String sweep, String extraction, long steps) {
        return Map.of("followers", "hedge", "sweep", sweep, "extraction", extraction, "response_steps", steps);
    }

    private static Map<String, Object> with(Map<String, Object> options, Object... more) {
        Map<String, Object> all = new java.util.HashMap<>(options);
        for (int k = 0; k < more.length; k += 2) {
            all.put((String) more[k], more[k + 1]);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource
    void stepped(String id, Map<String, Object> options) {
        Economy economy = economy(id, options);
        int steps = id.startsWith("exchange") ? MARKETS : STEPS;
        for (int rows : new int[] {1, 7, 64}) {
            int ended = BackendAgreement.assertAgree(economy, rows, rows == 64 ? steps / 2 : steps);
            assertTrue(ended > 0, "no episode ended, so that no row began anew");
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(STATIC, Map.of("market", "proposal")),
                Arguments.of(STATIC, Map.of("utility", "linear")),
                Arguments.of(STATIC, Map.of("utility", "leontief")),
                Arguments.of("exchange/markov-v0", Map.of("market", "proposal")),
                Arguments.of(MATRIX, Map.of("followers", "regret-matching")),
                Arguments.of(MATRIX, Map.of("followers", "exp3")),
                Arguments.of(MECHANISM, Map.of()),
                Arguments.of("stackelberg/newsvendor-v0", Map.of()),
                Arguments.of("counter-v0", Map.of()));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String id, Map<String, Object> options) {
        Economy economy = economy(id, options);
        Problem problem = assertThrows(Problem.class, () -> Batch.of(economy).backend(Backend.ND4J));
        assertEquals(Problem.Kind.INVALID, problem.kind());
        assertTrue(problem.getMessage().contains("backend"), problem.getMessage());
        assertTrue(problem.getMessage().contains("ND4J"), problem.getMessage());
    }

    private static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }
}
