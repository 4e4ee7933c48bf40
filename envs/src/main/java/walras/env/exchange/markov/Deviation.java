package walras.env.exchange.markov;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What consumers' trades are held against, at the same prices. */
public enum Deviation {
    /** Every bundle within the agent's budget: the metric whose zero certifies an equilibrium. */
    BUDGET,
    /**
     * Only allocations that also clear the market. Smaller, and zero at trades that are no equilibrium: it shows what could be reached,
     * and certifies nothing.
     */
    FEASIBLE;

    /** As it is written in options. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Deviation::id).toList();
    }

    /** The one of that id. */
    public static Deviation of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
