package walras.env.stackelberg.taxation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Environment;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified. */
class FirstBestCertificateTest {
    @ParameterizedTest
    @ValueSource(strings = {"taxai", "dsmfg"})
    void verified_brokenSolvers_areFound(String variant) {
        Environment environment = new TaxationEnvironment();
        Solution right = environment
                .economy(environment.options().resolve(Map.of("variant", variant, "tax_unit", "dollar")))
                .solve();
        assertTrue(right.verified(), right.certificate().toString());
        boolean taxai = variant.equals("taxai");
        int households = 100;
        assertTrue(FirstBestCertificate.of(taxai, households, 1, right).verified());
        assertFalse(FirstBestCertificate.of(!taxai, households, 1, right).verified());
        for (String table : new String[] {
            "first_best_labour", "first_best_consumption", "first_best_utility", "hsv_tax", "federal_tax"
        }) {
            for (Solution broken : Tampered.each(right, table, 1e-3 * (1 + largest(right, table)))) {
                assertFalse(
                        FirstBestCertificate.of(taxai, households, 1, broken).verified(), table);
            }
        }
    }

    private static double largest(Solution solution, String table) {
        double largest = 0;
        for (double value : solution.table(table).values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
