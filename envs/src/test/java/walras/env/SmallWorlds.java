package walras.env;

import java.util.HashMap;
import java.util.Map;

/** Options that keep what an environment solves before it plays small, for tests that try many worlds. */
final class SmallWorlds {
    private static final Map<String, Map<String, Object>> BESIDE =
            Map.of("stackelberg/taxation-v0", Map.of("asset_points", 20L, "ability_states", 3L));

    private SmallWorlds() {}

    /** The given options, with small ones for what they do not give. */
    static Map<String, Object> with(Environment environment, Map<String, Object> given) {
        Map<String, Object> options = new HashMap<>(BESIDE.getOrDefault(environment.id(), Map.of()));
        options.putAll(given);
        return options;
    }
}
