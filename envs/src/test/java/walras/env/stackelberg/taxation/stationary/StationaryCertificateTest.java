package walras.env.stackelberg.taxation.stationary;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Solution;

/** The certificate sees each table that is off. */
final class StationaryCertificateTest {
    private static final Map<String, double[]> TABLES = new HashMap<>();
    private static StationaryWorld world = StationaryOptions.world(Worlds.options("asset_points=60"));

    @BeforeAll
    static void solve() {
        for (Solution.Table table : Worlds.solve("asset_points=60").tables()) {
            TABLES.put(table.name(), table.values());
        }
    }

    private static Map<String, Double> judged(Map<String, double[]> tables) {
        return new StationaryCertificate(world, name -> tables.getOrDefault(name, new double[0])).economy("");
    }

    @Test
    void certificate_rightTables_nothingToFind() {
        Map<String, Double> found = judged(TABLES);
        assertTrue(found.getOrDefault("policy_residual", 1.0) <= 1e-10, found.toString());
        assertTrue(found.getOrDefault("labour_residual", 1.0) <= 1e-12, found.toString());
        assertTrue(found.getOrDefault("distribution_residual", 1.0) <= 1e-12, found.toString());
        for (String market : new String[] {"asset", "goods", "government", "firm"}) {
            assertTrue(found.getOrDefault(market + "_residual", 1.0) <= 1e-8, found.toString());
        }
    }

    /** One cell of one table off by a millionth. */
    @ParameterizedTest
    @CsvSource({
        "policy_assets, 200, policy_residual, 1e-7",
        "policy_assets, 0, policy_residual, 1e-7",
        "policy_consumption, 200, policy_residual, 1e-7",
        "policy_consumption, 419, policy_residual, 1e-8",
        "policy_labour, 200, labour_residual, 1e-7",
        "distribution, 200, distribution_residual, 1e-7",
        "value, 200, value_residual, 1e-8",
        "interest_rate, 0, policy_residual, 1e-7",
        "wage, 0, policy_residual, 1e-7",
        "transfer, 0, government_residual, 1e-7",
        "capital, 0, asset_residual, 1e-7",
        "output, 0, goods_residual, 1e-7",
        "public_spending, 0, government_residual, 1e-7",
        "debt, 0, government_residual, 1e-7",
        "labour, 0, firm_residual, 1e-7",
    })
    void certificate_tableOff_failed(String table, int cell, String residual, double least) {
        Map<String, double[]> broken = new HashMap<>(TABLES);
        double[] values = TABLES.getOrDefault(table, new double[0]).clone();
        values[cell] += 1e-6;
        broken.put(table, values);
        double found = judged(broken).getOrDefault(residual, 0.0);
        assertTrue(found > least, residual + " is " + found);
    }
}
