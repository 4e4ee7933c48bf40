package walras.env;

import java.util.List;

/**
 * A built-in player that can fill a seat.
 *
 * @param groups the groups it can play for
 * @param options its own options, declared like an environment's
 */
public record PolicySpec(String name, List<String> groups, OptionsSchema options, String sentence) {
    public PolicySpec {
        groups = List.copyOf(groups);
    }

    /** A policy of one group without options. */
    public static PolicySpec of(String name, String group, String sentence) {
        return new PolicySpec(name, List.of(group), OptionsSchema.of(), sentence);
    }
}
