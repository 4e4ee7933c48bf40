package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec invariant 18. */
class MessageMechanismOracleTest {

    @ParameterizedTest
    @CsvSource({"3,0,1", "4,0,1", "5,0,1", "6,-1,180", "7,-1,147"})
    void reward_uniformTypes_matchesSpec(int types, double numerator, double denominator) {
        double reward = new MessageMechanismOracle(PriceSetting.uniform(types), SaleTerms.plain())
                .solve()
                .reward();
        assertEquals(numerator / denominator, reward, 1e-12);
    }

    @Test
    void reward_pi_isZero() {
        assertEquals(
                0,
                new MessageMechanismOracle(PriceSetting.pi(), SaleTerms.plain())
                        .solve()
                        .reward());
    }
}
