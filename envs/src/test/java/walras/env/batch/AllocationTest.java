package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Registry;

/**
 * A step takes no memory once its code has run for a while: not in the engine, in a family's dynamics and kernels, nor
 * in the built-in policies, with every metric computed and episodes that end and begin again.
 */
class AllocationTest {
    private static final int STEPS = 100;
    private static final int MOST_ROUNDS = 100;
    private static final int ROWS = 2;
    private static final int MANY_ROWS = 600;
    /** Later JDKs' Arrays.sort makes an array of two numbers whenever it partitions; it is several times faster than ours would be. */
    private static final boolean SORT_ALLOCATES = Runtime.version().feature() > 21;

    private static final long SORT_BYTES = 1_000; // a step of two rows of a hundred households
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static List<Environment> environments() {
        return Registry.discover().environments();
    }

    /** Every environment as it is, and with each choice of each option. */
    static Stream<Arguments> options() {
        List<Arguments> cases = new ArrayList<>();
        for (Environment environment : environments()) {
            cases.add(Arguments.of(environment.id(), Map.of()));
            for (OptionSpec option : environment.options().specs()) {
                for (Object choice : choices(option)) {
                    cases.add(Arguments.of(environment.id(), Map.of(option.name(), choice)));
                }
            }
        }
        return cases.stream();
    }

    private static List<?> choices(OptionSpec option) {
        return switch (option.type()) {
            case BOOLEAN -> List.of(true, false);
            case TEXT -> option.choices();
            case INTEGER, NUMBER, ARRAY -> List.of();
        };
    }

    static Stream<Arguments> policies() {
        List<Arguments> cases = new ArrayList<>();
        for (Environment environment : environments()) {
            EconomySpec spec =
                    environment.economy(environment.options().defaults()).spec();
            for (PolicySpec policy : spec.policies()) {
                policy.groups().forEach(group -> cases.add(Arguments.of(environment.id(), group, policy.name())));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("options")
    void step_atSteadyState_allocatesNothing(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        assertAllocatesNothing(
                id + " " + options,
                builder(economy(environment, options), Map.of()).build());
    }

    private static Economy economy(Environment environment, Map<String, ?> options) {
        try {
            return environment.economy(environment.options().resolve(options));
        } catch (Problem contradiction) {
            return abort(contradiction.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void step_ofBuiltInPolicies_allocatesNothing(String id, String group, String policy) {
        Environment environment = Registry.discover().find(id);
        Economy economy = environment.economy(environment.options().defaults());
        assertAllocatesNothing(id, builder(economy, Map.of(group, policy)).build());
    }

    /** Kernels that share out large batches among threads take nothing for that. */
    @ParameterizedTest
    @ValueSource(strings = {"auction/chain-v0", "exchange/markov-v0", "exchange/static-v0", "stackelberg/matrix-v0"})
    void step_ofManyRows_allocatesNothing(String id) {
        Environment environment = Registry.discover().find(id);
        Economy economy = environment.economy(environment.options().defaults());
        assertAllocatesNothing(id, builder(economy, Map.of()).rows(MANY_ROWS).build());
    }

    private static void assertAllocatesNothing(String id, Batch batch) {
        long allowed = SORT_ALLOCATES && id.startsWith("stackelberg/taxation-v0") ? STEPS * SORT_BYTES : 0;
        batch.reset(0);
        long bytes = Long.MAX_VALUE;
        // The first rounds load classes and link call sites, and the interpreter makes what escape analysis will not.
        for (int round = 0; bytes > allowed && round < MOST_ROUNDS; round++) {
            bytes = allocated(batch);
        }
        assertTrue(bytes <= allowed, id + ": " + bytes + " bytes in " + STEPS + " steps of " + batch.rows() + " rows");
    }

    private static long allocated(Batch batch) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < STEPS; step++) {
            batch.step();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Whoever is not named plays at random. */
    private static BatchBuilder builder(Economy economy, Map<String, String> policies) {
        BatchBuilder builder =
                Batch.of(economy).rows(ROWS).workers(RowWorkers.none()).autoreset(AutoresetMode.SAME_STEP);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        for (Group group : economy.spec().groups()) {
            builder.policy(group.name(), policies.getOrDefault(group.name(), "random"), Map.of());
        }
        return builder;
    }
}
