package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    /** A variant that solves an equilibrium of a second or more for every world, and refuses by option name when it has none. */
    private static final String SOLVED = "closed";

    static Stream<String> ids() {
        return REGISTRY.environments().stream().map(Environment::id);
    }

    /** Guards sessions against worlds whose first observation is not a number. */
    @ParameterizedTest
    @MethodSource("ids")
    void options_atTheEdge_areRefusedOrStayFinite(String id) {
        Environment environment = REGISTRY.find(id);
        List<String> wrong = new ArrayList<>();
        for (Map<String, Object> given : cases(environment)) {
            String fault = fault(environment, given);
            if (!fault.isEmpty()) {
                wrong.add(given + ": " + fault);
            }
        }
        assertTrue(
                wrong.isEmpty(),
                wrong.size() + " worlds, the first: " + wrong.stream().limit(12).toList());
    }

    /** Every edge value of every option, by itself and under every value of every choice. */
    private static List<Map<String, Object>> cases(Environment environment) {
        List<Map<String, Object>> settings = new ArrayList<>(List.of(Map.of()));
        for (OptionSpec option : environment.options().specs()) {
            for (String choice : environment.id().equals(ALONE) ? List.<String>of() : option.choices()) {
                if (!choice.equals(SOLVED)) {
                    settings.add(Map.of(option.name(), choice));
                }
            }
        }
        List<Map<String, Object>> cases = new ArrayList<>();
        for (OptionSpec option : environment.options().specs()) {
            for (Object value : edges(option)) {
                for (Map<String, Object> setting : settings) {
                    Map<String, Object> given = new HashMap<>(setting);
                    given.put(option.name(), value);
                    cases.add(given);
                }
            }
        }
        return cases;
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
        Economy economy;
        try {
            economy = environment.economy(environment.options().resolve(given));
        } catch (Problem refused) {
            assertEquals(Problem.Kind.INVALID, refused.kind(), given + ": " + refused.getMessage());
            return refused.getMessage().contains("option ") ? "" : refused.getMessage();
        } catch (RuntimeException broken) {
            return broken.toString();
        }
        try {
            return play(economy);
        } catch (Problem late) {
            return late.kind() == Problem.Kind.EXHAUSTED ? "" : "while it runs: " + late.getMessage();
        } catch (RuntimeException broken) {
            return "while it runs: " + broken;
        }
    }

    private static String play(Economy economy) {
        BatchBuilder builder = Batch.of(economy).rows(2).seed(5);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        economy.spec().groups().forEach(group -> builder.policy(group.name(), EconomySpec.RANDOM, Map.of()));
        Batch batch = builder.build();
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
