package walras.env.exchange;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import walras.env.Backend;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.FusedPriceStep;
import walras.env.exchange.equilibrium.FusedProcessKernel;
import walras.env.exchange.equilibrium.Nd4jEquilibriumKernel;
import walras.env.exchange.equilibrium.Nd4jPriceStep;
import walras.env.exchange.equilibrium.Nd4jProcessKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.PriceStep;
import walras.env.exchange.equilibrium.ProcessRules;

/** Which backends solve an economy, and the kernel of each. */
final class Kernels {
    private Kernels() {}

    /** The backends of a market: ND4J where it has a kernel that the market's steps run. */
    static Set<Backend> backends(MarketMode mode, Optional<ProcessRules> process, Preferences preferences) {
        boolean nd4j =
                switch (mode) {
                    case REPORT -> process.isPresent() || preferences.isOneSmoothFamily();
                    case DEMAND -> true;
                    case PROPOSAL -> false;
                };
        return nd4j ? EnumSet.of(Backend.FUSED, Backend.ND4J) : EnumSet.of(Backend.FUSED);
    }

    /** What clears reports; in other markets nothing is cleared, and the fused kernel stands for the preferences. */
    static EquilibriumKernel of(
            Backend backend,
            MarketMode mode,
            Optional<ProcessRules> process,
            Preferences preferences,
            double tolerance,
            int rows) {
        boolean nd4j = backend == Backend.ND4J && mode == MarketMode.REPORT;
        if (process.isPresent()) {
            return nd4j
                    ? new Nd4jProcessKernel(preferences, process.get(), tolerance, rows)
                    : new FusedProcessKernel(preferences, process.get(), tolerance);
        }
        return nd4j
                ? new Nd4jEquilibriumKernel(preferences, tolerance, rows)
                : new FusedEquilibriumKernel(preferences, tolerance);
    }

    /** What moves prices in the market `demand`. */
    static PriceStep priceStep(Backend backend, MarketMode mode, Preferences preferences, double gamma, int rows) {
        return backend == Backend.ND4J && mode == MarketMode.DEMAND
                ? new Nd4jPriceStep(preferences.agents(), preferences.goods(), gamma, rows)
                : new FusedPriceStep(preferences.agents(), preferences.goods(), gamma);
    }

    /** Rows that must stay together: all of them for whole-batch operations. */
    static int minRowsPerThread(Backend backend) {
        return backend == Backend.ND4J ? Integer.MAX_VALUE : 512;
    }
}
