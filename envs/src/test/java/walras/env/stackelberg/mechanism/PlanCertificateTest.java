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

    /** Under all terms of sale; the certificate plays by them. */
    @ParameterizedTest
    @MethodSource("settings")
    void solve_everySetting_isVerified(PriceSetting setting) {
        PriceGrid midpoints = PriceGrid.midpoints(setting.values());
        for (PriceGrid grid : List.of(PriceGrid.continuous(), midpoints)) {
            for (boolean strict : new boolean[] {true, false}) {
                Solution solution = PriceLeaders.solve(setting, new SaleTerms(strict, grid));
                assertEquals(
                        1,
                        solution.certificate().get("verified"),
                        "strict " + strict + ", " + grid + ": " + solution.certificate());
            }
        }
    }

    /** A mechanism for buyers who do not buy at their value, or for any price, is none for the others. */
    @Test
    void of_otherTerms_isFoundOut() {
        PriceSetting three = PriceSetting.uniform(3);
        PricePlan plain = new MessageMechanismOracle(three, SaleTerms.plain()).solve();
        SaleTerms weak = new SaleTerms(false, PriceGrid.continuous());
        SaleTerms midpoints = new SaleTerms(true, PriceGrid.midpoints(three.values()));
        assertEquals(0, PlanCertificate.of(three, SaleTerms.plain(), plain).reward(), 1e-15);
        assertEquals(-1 / 18., PlanCertificate.of(three, weak, plain).reward(), 1e-12);
        assertEquals(-1 / 18., PlanCertificate.of(three, midpoints, plain).reward(), 1e-12);
    }

    // Invariant 19: the explicit mechanism for three types, and the price at which a type gains 1/30 by the other
    // message.
    @Test
    void of_knownMechanism_hasTheKnownGap() {
        int[] messages = {0, 0, 0, 0, 0, 1};
        PricePlan good = new PricePlan(0, 0, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.3), messages);
        assertEquals(
                0,
                PlanCertificate.of(PriceSetting.uniform(3), SaleTerms.plain(), good)
                        .gap(),
                1e-15);
        assertEquals(
                0,
                PlanCertificate.of(PriceSetting.uniform(3), SaleTerms.plain(), good)
                        .reward(),
                1e-15);
        PricePlan bad = new PricePlan(0, 0, KnownMechanisms.THREE_BUYERS, KnownMechanisms.threePrices(.2), messages);
        assertEquals(
                1 / 30.0,
                PlanCertificate.of(PriceSetting.uniform(3), SaleTerms.plain(), bad)
                        .gap(),
                1e-12);
    }

    @Test
    void verified_brokenSolvers_isNought() {
        PriceSetting setting = PriceSetting.uniform(3);
        SequentialPriceOracle silent = new SequentialPriceOracle(setting.scenarios(), false);
        PricePlan plan = silent.twoBuyerPlan(SaleTerms.plain());
        PricePlan right = new MessageMechanismOracle(setting, SaleTerms.plain()).solve();
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
        return PriceLeaders.solution(setting, SaleTerms.plain(), reward, silent, spoken, 1, unverified)
                .certificate()
                .getOrDefault("verified", Double.NaN);
    }
}
