package walras.env;

import java.util.List;

/**
 * A built-in player that can fill a seat.
 *
 * @param groups the groups it can play for
 * @param options its own options, declared like an environment's
 * @param learns true where {@link Policy#learn} changes how it plays
 */
public record PolicySpec(String name, List<String> groups, OptionsSchema options, String sentence, boolean learns) {
    public PolicySpec {
        groups = List.copyOf(groups);
    }

    /** A policy that plays as it is. */
    public PolicySpec(String name, List<String> groups, OptionsSchema options, String sentence) {
        this(name, groups, options, sentence, false);
    }

    /** The same, of a policy that learns as it plays. */
    public PolicySpec learning() {
        return new PolicySpec(name, groups, options, sentence, true);
    }

    /** A policy of one group without options. */
    public static PolicySpec of(String name, String group, String sentence) {
        return new PolicySpec(name, List.of(group), OptionsSchema.of(), sentence);
    }
}
