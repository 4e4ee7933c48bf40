package walras.env.batch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Problem;

/**
 * Which options of an environment may differ between the parts of a batch: found by making economies whose option has
 * another value than the default, and comparing what they show. A particular value is judged when a batch of parts is made.
 */
public final class PartOptions {
    private static final Map<Environment, Set<String>> FOUND = new ConcurrentHashMap<>();

    private PartOptions() {}

    /** Names of the options of which every value tried leaves the frames as they are. */
    public static Set<String> of(Environment environment) {
        return FOUND.computeIfAbsent(environment, PartOptions::find);
    }

    private static Set<String> find(Environment environment) {
        EconomySpec usual =
                environment.economy(environment.options().defaults()).spec();
        return environment.options().specs().stream()
                .filter(option -> mayDiffer(environment, usual, option))
                .map(OptionSpec::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean mayDiffer(Environment environment, EconomySpec usual, OptionSpec option) {
        return others(option).stream().allMatch(value -> {
            try {
                return PartSpecs.alike(
                        usual,
                        environment
                                .economy(environment.options().resolve(Map.of(option.name(), value)))
                                .spec());
            } catch (Problem needsOtherOptions) {
                return true; // the value cannot stand alone, so it says nothing
            }
        });
    }

    /** Values beside the default: neighbours of a number, all words, both flags; none of an array, which may have any shape. */
    static List<Object> others(OptionSpec option) {
        Object usual = option.defaultValue();
        return switch (option.type()) {
            case INTEGER -> {
                long value = usual instanceof Number number ? number.longValue() : (long) option.low();
                yield Stream.of(value - 1, value + 1)
                        .filter(near -> near >= option.low() && near <= option.high())
                        .map(near -> (Object) near)
                        .toList();
            }
            case NUMBER -> {
                double value = usual instanceof Number number ? number.doubleValue() : option.low();
                yield Stream.of(value / 2, value + 0.25)
                        .filter(near -> near >= option.low() && near <= option.high())
                        .map(near -> (Object) near)
                        .toList();
            }
            case BOOLEAN -> List.of(true, false);
            case TEXT -> List.copyOf(option.choices());
            case ARRAY -> List.of();
        };
    }
}
