package walras.env.exchange;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import walras.env.Environment;
import walras.env.Solution;
import walras.env.Tampered;

/** A planner that is broken in any one way must not be verified. */
class PlanningCertificateTest {
    @Test
    void verified_brokenSolvers_areFound() {
        Environment environment = new MarkovEnvironment();
        MarkovEconomy economy =
                (MarkovEconomy) environment.economy(environment.options().defaults());
        Solution right = economy.solve();
        assertTrue(PlanningCertificate.of(economy.model(), right).verified());
        for (String table : new String[] {"v_star", "reward", "utility"}) {
            for (Solution broken : Tampered.each(right, table, 1e-6)) {
                assertFalse(PlanningCertificate.of(economy.model(), broken).verified(), table);
            }
        }
        double[] best = right.table("v_star").values(); // [state]
        double[] higher = best.clone();
        higher[0] += 1;
        assertFalse(PlanningCertificate.of(economy.model(), Tampered.with(right, "uniform_value", higher))
                .verified());
        double[] policy = right.table("policy_star").values(); // [step, state]
        int changed = 0;
        for (int k = 0; k < policy.length - best.length; k++) { // actions of the last step do not matter
            double[] other = policy.clone();
            other[k] = 1 - other[k];
            changed += PlanningCertificate.of(economy.model(), Tampered.with(right, "policy_star", other))
                            .verified()
                    ? 0
                    : 1;
        }
        assertTrue(changed > 0, "no action matters");
    }
}
