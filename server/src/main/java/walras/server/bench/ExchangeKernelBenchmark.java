package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;
import walras.env.exchange.learning.MolmOptions;
import walras.env.exchange.learning.OnlineRun;
import walras.env.exchange.markov.Instances;

/**
 * Competitive equilibrium: certified equilibria per second, certificate included, on log-normal tastes and endowments; and whole episodes
 * of MOLM with the exact metric.
 */
@AutoService(KernelBenchmark.class)
public final class ExchangeKernelBenchmark implements KernelBenchmark {
    private static final int BATCH = 1024;
    private static final int EPISODES = 200;
    private static final String UNIT = "equilibria";

    @Override
    public List<KernelCase> cases() {
        List<KernelCase> cases = new ArrayList<>();
        cases.add(equilibria(Utility.ADDITIVE_CES, 0.5, 3, BATCH).withTarget(1e6));
        cases.add(equilibria(Utility.COBB_DOUGLAS, 0, 3, BATCH)
                .withTarget(5e6)
                .citing("numpy batched solve, N = 4, L = 3, B = 1e5, 2 cores (specification, 3.3)", 1.25e6));
        cases.add(equilibria(Utility.LINEAR, 0, 3, BATCH)
                .withTarget(2e5)
                .citing("Lemke with Python fractions (specification, 3.3)", 179));
        cases.add(equilibria(Utility.CES, 0.9, 3, BATCH));
        cases.add(equilibria(Utility.CES, -1, 3, BATCH));
        for (int size : new int[] {2, 4, 8, 16, 32}) {
            cases.add(equilibria(Utility.ADDITIVE_CES, 0.5, size, BATCH));
        }
        for (int size : new int[] {8, 32}) {
            cases.add(equilibria(Utility.LINEAR, 0, size, size == 32 ? 64 : 256));
            cases.add(equilibria(Utility.COBB_DOUGLAS, 0, size, 256));
        }
        for (int rows : new int[] {1, 16, 128, 16384}) {
            cases.add(equilibria(Utility.ADDITIVE_CES, 0.5, 3, rows));
        }
        cases.add(KernelCase.of("exchange: MOLM episode on ACS5 with the exact metric", "episodes", () -> {
                    OnlineRun run = new OnlineRun(Instances.named("acs5"), MolmOptions.standard(), 0.1, 1);
                    return () -> {
                        for (int k = 0; k < EPISODES; k++) {
                            run.episode();
                        }
                        return EPISODES;
                    };
                })
                .withTarget(5000));
        return cases;
    }

    private static KernelCase equilibria(Utility family, double rho, int size, int rows) {
        String curve = family.usesRho() ? " rho=" + rho : "";
        String name = "exchange: " + family.id() + curve + " N=L=" + size + " B=" + rows;
        return KernelCase.of(name, UNIT, () -> work(family, rho, size, rows));
    }

    private static Work work(Utility family, double rho, int size, int rows) {
        double[] weights = draws(rows * size * size, 1); // [B, N, L]
        double[] owned = draws(rows * size * size, 2); // [B, N, L]
        Equilibria found = Equilibria.allocate(rows, size, size);
        FusedEquilibriumKernel kernel = new FusedEquilibriumKernel(Preferences.uniform(size, size, family, rho));
        kernel.solve(rows, weights, owned, found);
        for (int row = 0; row < rows; row++) {
            if (!found.statusOf(row).certified()) {
                throw new IllegalStateException(
                        "row " + row + ": " + found.statusOf(row).meaning());
            }
        }
        return () -> {
            kernel.solve(rows, weights, owned, found);
            return rows;
        };
    }

    private static double[] draws(int count, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(random.nextGaussian()));
        return values;
    }
}
