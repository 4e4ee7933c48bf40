package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The equilibria that were asked for last: sessions of one economy solve it once. */
public final class EquilibriumCache {
    private static final int KEPT = 32;
    private static final Map<List<Object>, Entry> ENTRIES = new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Entry> eldest) {
            return size() > KEPT;
        }
    };

    /** One economy; whoever asks second waits for the first. */
    private static final class Entry {
        private @Nullable Equilibrium found;

        synchronized Equilibrium of(StationaryWorld world) {
            Equilibrium known = found;
            if (known == null) {
                known = Clearing.solve(world);
                found = known;
            }
            return known;
        }
    }

    private EquilibriumCache() {}

    /** The stationary equilibrium of an economy. */
    public static Equilibrium of(StationaryWorld world) {
        List<Object> key = List.of(
                world.preferences(),
                world.technology(),
                world.fiscal(),
                boxed(world.assets()),
                boxed(world.chain().values()),
                boxed(world.chain().transition()));
        Entry entry;
        synchronized (ENTRIES) {
            entry = ENTRIES.computeIfAbsent(key, any -> new Entry());
        }
        return entry.of(world);
    }

    private static List<Double> boxed(double[] values) { // [k]
        return Arrays.stream(values).boxed().toList();
    }
}
