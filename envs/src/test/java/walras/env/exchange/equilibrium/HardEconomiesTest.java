package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No economy, however hard, is certified wrongly; refusals are counted and named. */
class HardEconomiesTest {
    private static final String SEED = "walras.seed";

    @ParameterizedTest
    @ValueSource(strings = {"cobb-douglas", "ces", "additive-ces", "linear", "leontief", "mixed"})
    void hard_threeHundred_noneCertifiedWrongly(String kind) {
        judge(kind, 300);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"cobb-douglas", "ces", "additive-ces", "linear", "leontief", "mixed"})
    void hard_tenThousand_noneCertifiedWrongly(String kind) {
        judge(kind, 10_000);
    }

    /** Guards against a certificate that is safe because it refuses everything. */
    @ParameterizedTest
    @ValueSource(strings = {"cobb-douglas", "ces", "additive-ces", "linear", "leontief"})
    void benign_threeHundred_allCertified(String kind) {
        SplittableRandom random = new SplittableRandom(seed());
        Map<Status, Integer> tally = new EnumMap<>(Status.class);
        for (int k = 0; k < 300; k += HardEconomies.BATCH) {
            solve(kind, HardEconomies.benign(kind, random), tally);
        }
        int certified = tally.getOrDefault(Status.CONVERGED, 0) + tally.getOrDefault(Status.NON_UNIQUE, 0);
        assertEquals(300, certified, kind + ", seed " + seed() + ": " + tally);
    }

    private static long seed() {
        return Long.getLong(SEED, 20260713);
    }

    private static void judge(String kind, int cases) {
        SplittableRandom random = new SplittableRandom(seed() + kind.hashCode());
        Map<Status, Integer> tally = new EnumMap<>(Status.class);
        for (int k = 0; k < cases; k += HardEconomies.BATCH) {
            solve(kind, HardEconomies.hard(kind, random), tally);
        }
        System.out.println(kind + ", seed " + seed() + " (-D" + SEED + "): " + tally);
        int certified = tally.getOrDefault(Status.CONVERGED, 0) + tally.getOrDefault(Status.NON_UNIQUE, 0);
        assertTrue(certified >= cases / 10, kind + ", seed " + seed() + ": " + tally);
        assertEquals(0, tally.getOrDefault(Status.NOT_CERTIFIED, 0));
    }

    private static void solve(String kind, HardEconomies hard, Map<Status, Integer> tally) {
        Preferences preferences = hard.preferences;
        Equilibria found = Equilibria.allocate(HardEconomies.BATCH, preferences.agents(), preferences.goods());
        new FusedEquilibriumKernel(preferences).solve(HardEconomies.BATCH, hard.weights, hard.endowments, found);
        Definition definition = new Definition(preferences, hard.weights, hard.endowments, found);
        for (int row = 0; row < HardEconomies.BATCH; row++) {
            Status status = found.statusOf(row);
            tally.merge(status, 1, Integer::sum);
            if (status.certified()) {
                assertEquals("", definition.flaw(row), kind + ", seed " + seed());
            }
        }
    }
}
