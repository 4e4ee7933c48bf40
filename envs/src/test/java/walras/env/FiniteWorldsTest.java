package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;

/**
 * Every array and number option of every environment at values where economies divide by nothing or overflow: the world is refused as an option before anything runs, or all that it shows is
 * finite.
 */
class FiniteWorldsTest {
    private static final Registry REGISTRY = Registry.discover();
    private static final int STEPS = 4;
    /** Metrics of sealed bids solve an equilibrium for every world: one option at a time. */
    private static final String ALONE = "auction/sealed-bid-v0";
    /** A variant with rules of its own, beside the default one. */
    private static final String PUBLISHED = "taxai";

    private static final long SEED = 20_261_130;
    private static final int SAMPLE = 300;
    private static final int PAIRS_MOST = 20_000;
    private static final int PUBLISHED_MOST = 2_000;

    static Stream<String> ids() {
        return REGISTRY.environments().stream().map(Environment::id);
    }

    /** Guards sessions against worlds whose first observation is not a number. */
    @ParameterizedTest
    @MethodSource("ids")
    void options_atTheEdge_areRefusedOrStayFinite(String id) {
        Environment environment = REGISTRY.find(id);
        List<Map<String, Object>> cases = cases(environment);
        boolean solved = !published(environment, cases).isEmpty(); // before it is played, which takes its time
        requireFinite(environment, solved ? sample(cases, SAMPLE) : cases);
    }

    /** Pairs of edge values of two options: a seeded sample, half of it under a published variant where there is one. */
    @ParameterizedTest
    @MethodSource("ids")
    void pairs_atTheEdge_areRefusedOrStayFinite(String id) {
        Environment environment = REGISTRY.find(id);
        List<Map<String, Object>> pairs = pairs(environment);
        List<Map<String, Object>> published = published(environment, pairs);
        List<Map<String, Object>> sample = new ArrayList<>(sample(pairs, published.isEmpty() ? SAMPLE : SAMPLE / 2));
        sample.addAll(sample(published, SAMPLE / 2));
        requireFinite(environment, sample);
    }

    /** Every pair, or where there are more than can be played as many as can. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("ids")
    void pairs_all_areRefusedOrStayFinite(String id) {
        Environment environment = REGISTRY.find(id);
        requireFinite(environment, cases(environment));
        List<Map<String, Object>> pairs = pairs(environment);
        requireFinite(environment, sample(pairs, PAIRS_MOST));
        requireFinite(environment, sample(published(environment, pairs), PUBLISHED_MOST));
    }

    /** So many cases without repetition, or all. */
    private static List<Map<String, Object>> sample(List<Map<String, Object>> cases, int most) {
        List<Map<String, Object>> shuffled = new ArrayList<>(cases);
        if (cases.size() > most) {
            Collections.shuffle(shuffled, new Random(SEED));
        }
        return shuffled.subList(0, Math.min(most, shuffled.size()));
    }

    private static void requireFinite(Environment environment, List<Map<String, Object>> cases) {
        List<String> wrong = new ArrayList<>();
        for (Map<String, Object> given : cases) {
            String fault = fault(environment, given);
            if (!fault.isEmpty()) {
                wrong.add(given + ": " + fault);
            }
        }
        assertTrue(
                wrong.isEmpty(),
                environment.id() + ", seed " + SEED + ": " + wrong.size() + " of " + cases.size()
                        + " worlds, the first: " + wrong.stream().limit(12).toList());
    }

    /** Every edge value of every option, by itself and under every value of every choice. */
    private static List<Map<String, Object>> cases(Environment environment) {
        List<Map<String, Object>> settings = new ArrayList<>(List.of(Map.of()));
        for (OptionSpec option : environment.options().specs()) {
            for (String choice : environment.id().equals(ALONE) ? List.<String>of() : option.choices()) {
                settings.add(Map.of(option.name(), choice));
            }
        }
        List<Map<String, Object>> cases = new ArrayList<>();
        for (OptionSpec option : environment.options().specs()) {
            for (Object value : edges(option)) {
                for (Map<String, Object> setting : settings) {
                    cases.add(with(setting, option.name(), value));
                }
            }
        }
        return cases;
    }

    /** The pairs under a published variant; none where there is no such variant. */
    private static List<Map<String, Object>> published(Environment environment, List<Map<String, Object>> pairs) {
        List<Map<String, Object>> published = new ArrayList<>();
        for (OptionSpec option : environment.options().specs()) {
            for (Map<String, Object> pair :
                    option.choices().contains(PUBLISHED) ? pairs : List.<Map<String, Object>>of()) {
                Map<String, Object> given = new HashMap<>(Map.of(option.name(), PUBLISHED));
                given.putAll(pair);
                published.add(given);
            }
        }
        return published;
    }

    private static List<Map<String, Object>> pairs(Environment environment) {
        List<Map<String, Object>> single = new ArrayList<>();
        for (OptionSpec option : environment.options().specs()) {
            for (Object value : values(option)) {
                single.add(Map.of(option.name(), value));
            }
        }
        List<Map<String, Object>> pairs = new ArrayList<>();
        for (int i = 0; i < single.size(); i++) {
            for (int j = i + 1; j < single.size(); j++) {
                if (!single.get(i).keySet().equals(single.get(j).keySet())) {
                    Map<String, Object> both = new HashMap<>(single.get(i));
                    both.putAll(single.get(j));
                    pairs.add(both);
                }
            }
        }
        return pairs;
    }

    /** Edge values of an option, and each of its choices. */
    private static List<Object> values(OptionSpec option) {
        return switch (option.type()) {
            case TEXT -> List.copyOf(option.choices());
            case BOOLEAN -> List.of(true, false);
            case INTEGER -> List.of((long) option.low());
            default -> edges(option);
        };
    }

    private static Map<String, Object> with(Map<String, Object> setting, String name, Object value) {
        Map<String, Object> given = new HashMap<>(setting);
        given.put(name, value);
        return given;
    }

    private static List<Object> edges(OptionSpec option) {
        return switch (option.type()) {
            case NUMBER ->
                numbers(option).stream().map(number -> (Object) number).toList();
            case ARRAY -> arrays(option);
            default -> List.of();
        };
    }

    private static List<Double> numbers(OptionSpec option) {
        return Stream.of(option.low(), option.high(), 0.0, 1.0, 1e-300, 1e-9, 1e9, 1e300)
                .filter(x -> Double.isFinite(x) && x >= option.low() && x <= option.high())
                .distinct()
                .toList();
    }

    /** Arrays filled with an edge value, of the default's shape or of small square ones, and with one entry that differs. */
    private static List<Object> arrays(OptionSpec option) {
        List<List<Integer>> shapes = new ArrayList<>();
        if (option.defaultValue() != null) {
            shapes.add(NumberArray.of(option.name(), option.defaultValue()).shape());
        }
        for (int rank = Math.max(1, option.minRank()); rank <= option.maxRank(); rank++) {
            for (int size : new int[] {1, 2, 3, 4}) {
                shapes.add(Collections.nCopies(rank, size));
            }
        }
        List<Object> arrays = new ArrayList<>();
        for (List<Integer> shape : shapes) {
            for (double fill : numbers(option)) {
                for (double first : new double[] {fill, 1}) {
                    double[] values = new double[shape.stream().reduce(1, (a, b) -> a * b)];
                    Arrays.fill(values, fill);
                    if (values.length > 0 && first >= option.low() && first <= option.high()) {
                        values[0] = first;
                    }
                    arrays.add(new NumberArray(shape, values).nested());
                }
            }
        }
        return arrays;
    }

    private static String fault(Environment environment, Map<String, Object> given) {
        Batch batch;
        try {
            batch = batch(environment.economy(environment.options().resolve(SmallWorlds.with(environment, given))));
        } catch (Problem refused) {
            if (refused.kind() == Problem.Kind.EXHAUSTED) {
                return "";
            }
            assertEquals(Problem.Kind.INVALID, refused.kind(), given + ": " + refused.getMessage());
            return refused.getMessage().contains("option ") ? "" : refused.getMessage();
        } catch (RuntimeException broken) {
            return broken.toString();
        }
        try {
            return play(batch);
        } catch (RuntimeException broken) {
            return "while it runs: " + broken;
        }
    }

    /** What a session is made of: a world that this refuses has not begun. */
    private static Batch batch(Economy economy) {
        BatchBuilder builder = Batch.of(economy).rows(2).seed(5);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        economy.spec().groups().forEach(group -> builder.policy(group.name(), EconomySpec.RANDOM, Map.of()));
        return builder.build();
    }

    private static String play(Batch batch) {
        batch.reset(null, null);
        for (int step = 0; step <= STEPS; step++) {
            if (step > 0) {
                batch.step();
            }
            String fault = fault(batch.tensors());
            if (!fault.isEmpty()) {
                return fault + " after " + step + " steps";
            }
        }
        return "";
    }

    private static String fault(Tensors tensors) {
        List<Tensor> shown = new ArrayList<>(tensors.privileged());
        for (GroupTensors group : tensors.groups()) {
            shown.addAll(group.observations());
            shown.add(group.reward());
        }
        for (Tensor tensor : shown) {
            if (!finite(tensor)) {
                return tensor.name() + " is not finite";
            }
        }
        for (Tensor metric : tensors.metrics()) {
            for (double value : metric.f64()) {
                if (Double.isInfinite(value)) { // NaN: not defined at this step
                    return "metric " + metric.name() + " = " + value;
                }
            }
        }
        return "";
    }

    private static boolean finite(Tensor tensor) {
        if (tensor.dtype() == DType.F64) {
            return Arrays.stream(tensor.f64()).allMatch(Double::isFinite);
        }
        if (tensor.dtype() == DType.F32) {
            for (float value : tensor.f32()) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
