package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.FusedProcessKernel;
import walras.env.exchange.equilibrium.Nd4jEquilibriumKernel;
import walras.env.exchange.equilibrium.Nd4jProcessKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.ProcessRules;
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
    private static final int PROCESS_STEPS = 100;
    private static final double OUT_OF_REACH = -1;
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
        for (int rows : new int[] {BATCH, 16384}) {
            cases.add(nd4j(rows));
        }
        for (ProcessRules.Kind kind : ProcessRules.Kind.values()) {
            cases.add(process(kind, false));
            cases.add(process(kind, true));
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
        return KernelCase.of(name(family, rho, size, rows), UNIT, () -> {
            Preferences preferences = Preferences.uniform(size, size, family, rho);
            return work(new FusedEquilibriumKernel(preferences), rows, true);
        });
    }

    private static String name(Utility family, double rho, int size, int rows) {
        String curve = family.usesRho() ? " rho=" + rho : "";
        return "exchange: " + family.id() + curve + " N=L=" + size + " B=" + rows;
    }

    private static KernelCase nd4j(int rows) {
        return KernelCase.of(name(Utility.ADDITIVE_CES, 0.5, 3, rows) + ", ND4J", UNIT, () -> {
            Preferences preferences = Preferences.uniform(3, 3, Utility.ADDITIVE_CES, 0.5);
            return work(new Nd4jEquilibriumKernel(preferences, FusedEquilibriumKernel.TOLERANCE, rows), rows, true);
        });
    }

    /** The same markets left to a price process, for a fixed number of steps: the tolerance is out of reach. */
    private static KernelCase process(ProcessRules.Kind kind, boolean nd4j) {
        String name = "exchange: " + kind.id() + ", " + PROCESS_STEPS + " steps, N=L=3 B=" + BATCH;
        return KernelCase.of(name + (nd4j ? ", ND4J" : ""), "markets", () -> {
            ProcessRules rules = new ProcessRules(kind, 0.25, PROCESS_STEPS);
            boolean linear = kind == ProcessRules.Kind.PROPORTIONAL_RESPONSE;
            Preferences preferences = Preferences.uniform(3, 3, linear ? Utility.LINEAR : Utility.ADDITIVE_CES, 0.5);
            EquilibriumKernel kernel = nd4j
                    ? new Nd4jProcessKernel(preferences, rules, OUT_OF_REACH, BATCH)
                    : new FusedProcessKernel(preferences, rules, OUT_OF_REACH);
            return work(kernel, BATCH, false);
        });
    }

    private static Work work(EquilibriumKernel kernel, int rows, boolean certified) {
        int size = kernel.preferences().goods();
        double[] weights = draws(rows * size * size, 1); // [B, N, L]
        double[] owned = draws(rows * size * size, 2); // [B, N, L]
        Equilibria found = Equilibria.allocate(rows, size, size);
        kernel.solve(rows, weights, owned, found);
        for (int row = 0; row < rows && certified; row++) {
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
