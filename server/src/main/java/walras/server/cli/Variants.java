package walras.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.PolicySpec;
import walras.env.Problem;

/**
 * What an environment shows only under some options: each choice and each flag is tried by itself. Choices that need
 * another option, and are refused alone, are left out.
 */
final class Variants {
    private final EconomySpec usual;
    private final Map<String, EconomySpec> others = new LinkedHashMap<>(); // by `option` = `value`

    /** @param usual what the others are laid beside: of default options, or of somebody's own */
    Variants(Environment environment, EconomySpec usual) {
        this.usual = usual;
        for (OptionSpec option : environment.options().specs()) {
            for (Object value : values(option)) {
                try {
                    others.put(
                            "`" + option.name() + "` = `" + value + "`",
                            environment
                                    .economy(environment.options().resolve(Map.of(option.name(), value)))
                                    .spec());
                } catch (Problem alone) {
                    // This choice needs another option beside it, and shows nothing by itself.
                }
            }
        }
    }

    private static List<?> values(OptionSpec option) {
        return option.type() == OptionSpec.Type.BOOLEAN ? List.of(false, true) : option.choices();
    }

    /** The groups that only other choices bring, and which choices. */
    Map<Group, List<String>> groups() {
        return beside(EconomySpec::groups, Group::name);
    }

    /** The metrics that only other choices bring, and which choices. */
    Map<Metric, List<String>> metrics() {
        return beside(EconomySpec::metrics, Metric::name);
    }

    /** The policies, for their groups, that only other choices bring, and which choices. */
    Map<PolicySpec, List<String>> policies() {
        return beside(EconomySpec::policies, policy -> policy.name() + policy.groups());
    }

    /** The elements that the usual options do not have, and under which choices they exist. */
    private <T> Map<T, List<String>> beside(Function<EconomySpec, List<T>> elements, Function<T, String> name) {
        List<String> known = elements.apply(usual).stream().map(name).toList();
        Map<String, T> found = new LinkedHashMap<>();
        Map<String, List<String>> where = new LinkedHashMap<>();
        others.forEach((choice, spec) -> {
            for (T element : elements.apply(spec)) {
                String own = name.apply(element);
                if (!known.contains(own)) {
                    found.putIfAbsent(own, element);
                    where.computeIfAbsent(own, any -> new ArrayList<>()).add(choice);
                }
            }
        });
        Map<T, List<String>> all = new LinkedHashMap<>();
        found.forEach((own, element) -> all.put(element, where.getOrDefault(own, List.of())));
        return all;
    }
}
