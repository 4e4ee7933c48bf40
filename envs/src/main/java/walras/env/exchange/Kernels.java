package walras.env.exchange;

import java.util.EnumSet;
import java.util.Set;
import walras.env.Backend;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Nd4jEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;

/** Which backends solve an economy, and the kernel of each. */
final class Kernels {
    private Kernels() {}

    static Set<Backend> backends(Preferences preferences) {
        return preferences.isOneSmoothFamily() ? EnumSet.of(Backend.FUSED, Backend.ND4J) : EnumSet.of(Backend.FUSED);
    }

    static EquilibriumKernel of(Backend backend, Preferences preferences, double tolerance, int rows) {
        return backend == Backend.ND4J
                ? new Nd4jEquilibriumKernel(preferences, tolerance, rows)
                : new FusedEquilibriumKernel(preferences, tolerance);
    }

    /** Rows that must stay together: all of them for whole-batch operations. */
    static int minRowsPerThread(Backend backend) {
        return backend == Backend.ND4J ? Integer.MAX_VALUE : 512;
    }
}
