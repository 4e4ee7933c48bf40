package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Problem;
import walras.env.Solution;

/** Any setting at all is solved with an answer that its certificate bears out, or refused by the name of an option; soon. */
class SealedBidSettingsTest {
    private static final long SECONDS_MOST = 30; // of this thread on a slow machine; some three on a fast one

    static Solution solve(Map<String, Object> options) {
        SealedBidEnvironment environment = new SealedBidEnvironment();
        return environment.economy(environment.options().resolve(options)).solve();
    }

    @Test
    void solve_anySettings_isVerifiedOrRefused() {
        check(300, ThreadLocalRandom.current().nextLong());
    }

    @Tag("full")
    @Test
    void solve_thousandsOfSettings_areVerifiedOrRefused() {
        check(5000, ThreadLocalRandom.current().nextLong());
    }

    private static long cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000_000;
    }

    private static void check(int count, long seed) {
        int solved = 0;
        for (int k = 0; k < count; k++) {
            Map<String, Object> options = new SealedBidDraw(new Random(seed + k)).options();
            String said = "seed " + (seed + k) + ": " + options;
            long begin = cpuSeconds();
            Problem refusal = null;
            try {
                check(solve(options), options.containsKey("approximate"), said);
                solved++;
            } catch (Problem problem) {
                refusal = problem;
            }
            if (refusal != null) {
                assertEquals("BAD_OPTION", refusal.reason(), () -> said);
                assertTrue(refusal.where().startsWith("option "), () -> said);
            }
            assertTrue(cpuSeconds() - begin <= SECONDS_MOST, () -> "too slow: " + said);
        }
        assertTrue(solved > count / 3, "solved " + solved + " of " + count);
    }

    private static void check(Solution solution, boolean approximate, String said) {
        assertTrue(solution.verified() || approximate, () -> said + solution.certificate());
        solution.tables()
                .forEach(table -> assertTrue(
                        approximate || Arrays.stream(table.values()).allMatch(Double::isFinite),
                        () -> said + " " + table.name()));
    }

    /** Each was unverified, wrong, or took half a minute. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "dependence=average rate=1000 distribution=truncated-exponential; ",
                "bidders=2 format=all-pay distribution=fixed valuations=.1,.1; ",
                "bidders=2 format=all-pay distribution=fixed valuations=.6,.1; ",
                "bidders=2 format=all-pay distribution=fixed valuations=.3333333333333333,.3333333333333333; ",
                "bidders=2 format=vcg units=2 budget=.5; ",
                "bidders=2 format=uniform-price units=2 distribution=power power=2 budget=.5; ",
                "bidders=2 format=second-price distribution=fixed valuations=2,1 risk_aversion=.5; ",
                "bidders=3 format=uniform-price distribution=fixed valuations=3,2,1 risk_aversion=.3; ",
                "bidders=3 format=vcg units=2 distribution=fixed valuations=3,2,1 risk_aversion=.3; ",
                "dependence=mineral-rights bidders=8 noise=.38035873381687957; ",
                "dependence=mineral-rights bidders=5 format=second-price value_low=1786.33 value_high=2589.4 noise=84; ",
                "dependence=interdependent bidders=4 format=all-pay distribution=truncated-lognormal log_std=1.3; ",
                "dependence=interdependent value_low=1.03e8 value_high=1.04e8 distribution=truncated-exponential rate=.005; ",
                "format=second-price distribution=power power=.1 value_low=3.2e-4 value_high=3.95e-4; power",
                "format=second-price distribution=power power=.017 value_low=2.1 value_high=3.1; power",
                "format=generalised-second-price units=2 distribution=fixed valuations=1,.5,.3 bidders=3; units",
                "format=all-pay value_low=999999 value_high=1e6; value_low",
                "format=second-price distribution=power power=1.6 risk_aversion=.1 bidders=2 oracle_points=2001;"
                        + " oracle_points",
            })
    void solve_hardSettings_areSolvedOrRefused(String text, String refused) {
        Map<String, Object> options = SealedBidDraw.parsed(text.strip());
        if (refused == null || refused.isBlank()) {
            assertTrue(assertDoesNotThrow(() -> solve(options)).verified(), text);
            return;
        }
        Problem problem = assertThrows(Problem.class, () -> solve(options), text);
        assertEquals("option " + refused.strip(), problem.where(), text);
    }

    /** What is named as near is valid. */
    @ParameterizedTest
    @CsvSource({
        "power=.1 value_low=1 value_high=2 distribution=power",
        "power=.2 value_low=100 value_high=102 distribution=power"
    })
    void solve_refusedPower_namesOneThatIsSolved(String text) {
        Map<String, Object> options = SealedBidDraw.parsed(text);
        Problem problem = assertThrows(Problem.class, () -> solve(options));
        options.put("power", Double.valueOf(problem.nearest()));
        assertTrue(solve(options).verified(), problem.nearest());
    }

    /** Guards the limit itself: work that is counted ends. */
    @Test
    void within_moreThanTheLimit_isSpent() {
        assertThrows(
                Effort.Spent.class,
                () -> Effort.within(100, () -> {
                    for (int k = 0; k < 1000; k++) {
                        Effort.spend(1);
                    }
                    return List.of();
                }));
        assertDoesNotThrow(() -> Effort.spend(Effort.LIMIT + 1)); // play is not counted
    }
}
