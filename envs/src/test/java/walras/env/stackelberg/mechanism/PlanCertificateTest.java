package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Solution;

/** Mechanisms are verified by playing them out; those that are not what they say are found out. */
class PlanCertificateTest {
    static Stream<PriceSetting> settings() {
        return Stream.concat(
                Stream.of(PriceSetting.pi()), Stream.of(2, 3, 4, 5, 6, 7, 8).map(PriceSetting::uniform));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void solve_everySetting_isVerified(PriceSetting setting) {
        Solution solution = PriceLeaders.solve(setting);
        assertEquals(
                1,
                solution.certificate().get("verified"),
                solution.certificate().toString());
    }

    // Invariant 19: the explicit mechanism for three types, and the price at which a type gains 1/30 by the other
    // message.
    @Test
    void of_knownMechanism_hasTheKnownGap() {
        int[] messages = {0, 0, 0, 0, 0, 1};
        PricePlan good = new PricePlan(0, 0, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.3), messages);
        assertEquals(0, PlanCertificate.of(PriceSetting.uniform(3), good).gap(), 1e-15);
        assertEquals(0, PlanCertificate.of(PriceSetting.uniform(3), good).reward(), 1e-15);
        PricePlan bad = new PricePlan(0, 0, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.2), messages);
        assertEquals(1 / 30.0, PlanCertificate.of(PriceSetting.uniform(3), bad).gap(), 1e-12);
    }

    @Test
    void verified_brokenSolvers_isNought() {
        PriceSetting setting = PriceSetting.uniform(3);
        SequentialPriceOracle silent = new SequentialPriceOracle(setting.scenarios(), false);
        PricePlan plan = silent.twoBuyerPlan();
        PricePlan right = new MessageMechanismOracle(setting).solve();
        List<PricePlan> broken = List.of(
                new PricePlan(-.01, 0, right.buyers(), right.prices(), right.messages()), // not its reward
                new PricePlan(0, 0, right.buyers(), new double[8], right.messages()), // other prices
                new PricePlan(
                        0, 0, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.2), new int[] {0, 0, 0, 0, 0, 1
                        }),
                new PricePlan(-1, 0, right.buyers(), right.prices(), right.messages())); // worse than silence
        assertEquals(1, verdict(setting, silent.reward(), plan, right, 0));
        for (PricePlan answer : broken) {
            assertEquals(0, verdict(setting, silent.reward(), plan, answer, 0), answer.toString());
        }
        assertEquals(0, verdict(setting, silent.reward() + .01, plan, right, 0));
        assertEquals(0, verdict(setting, silent.reward(), plan, right, 1));
    }

    private static double verdict(
            PriceSetting setting, double reward, PricePlan silent, PricePlan spoken, int unverified) {
        return PriceLeaders.solution(setting, reward, silent, spoken, 1, unverified)
                .certificate()
                .getOrDefault("verified", Double.NaN);
    }
}
