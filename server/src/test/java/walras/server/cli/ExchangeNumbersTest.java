package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import walras.env.exchange.equilibrium.ProportionalResponse;
import walras.server.report.Json;

/** The published numbers of the exchange family through {@code ./walras solve}; a case per line of exchange-numbers.json. */
class ExchangeNumbersTest {
    private static final String STATIC = "exchange/static-v0";
    private static final String MARKOV = "exchange/markov-v0";
    private static final int H = 3;
    private static final int S = 10;
    private static final int A = 5;
    private static final int N = 3;

    @TempDir
    private Path folder = Path.of("");

    private static Map<?, ?> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new AssertionError("no object: " + value);
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new AssertionError("no number: " + value);
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new AssertionError("no list: " + value);
    }

    private static double[] numbers(@Nullable Object value) { // [k]
        return list(value).stream().mapToDouble(ExchangeNumbersTest::number).toArray();
    }

    private static String[] words(String environment, Map<?, ?> options) {
        List<String> words = new ArrayList<>(List.of("solve", environment, "--json"));
        options.forEach((name, value) -> {
            words.add("-o");
            words.add(name + "=" + (value instanceof String text ? text : Json.line(value)));
        });
        return words.toArray(String[]::new);
    }

    private static Map<?, ?> solved(String environment, Map<?, ?> options) {
        CommandRun run = CommandRun.of(words(environment, options));
        assertEquals(0, run.exit(), run.err());
        return object(Json.parse(run.out()));
    }

    private static double[] table(Map<?, ?> solution, String name) { // [product of shape]
        return numbers(object(object(solution.get("tables")).get(name)).get("values"));
    }

    private static double certificate(Map<?, ?> solution, String name) {
        return number(object(solution.get("certificate")).get(name));
    }

    @TestFactory
    Stream<DynamicTest> solve_published_givesThePublishedNumbers() throws IOException {
        try (InputStream file = ExchangeNumbersTest.class.getResourceAsStream("/exchange-numbers.json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<DynamicTest> tests = new ArrayList<>();
            for (Object each : list(Json.parse(text))) {
                Map<?, ?> expected = object(each);
                tests.add(DynamicTest.dynamicTest(String.valueOf(expected.get("test")), () -> check(expected)));
            }
            assertTrue(tests.size() >= 50, "cases " + tests.size());
            return tests.stream();
        }
    }

    private static void check(Map<?, ?> expected) {
        String environment = String.valueOf(expected.get("environment"));
        Map<?, ?> options = object(expected.get("options"));
        if (expected.get("refused") instanceof String reason) {
            CommandRun run = CommandRun.of(words(environment, options));
            assertNotEquals(0, run.exit());
            String words = reason.equals("REDUCIBLE") ? "falls apart" : "wanted by nobody";
            assertTrue(run.err().contains(words), run.err());
            return;
        }
        Map<?, ?> solution = solved(environment, options);
        assertTrue(certificate(solution, "clearing") <= 1e-9 && certificate(solution, "budget") <= 1e-12);
        assertTrue(certificate(solution, "demand_gap") <= 1e-9 && certificate(solution, "converged") == 1);
        if (expected.containsKey("optimal")) {
            solution = solved(environment, playing(options, solution));
        }
        double tolerance = number(expected.get("tolerance"));
        for (Map.Entry<?, ?> entry : object(expected.get("tables")).entrySet()) {
            double[] values = numbers(entry.getValue()); // [k], the first of the table
            double[] found = table(solution, String.valueOf(entry.getKey()));
            assertArrayEquals(values, Arrays.copyOf(found, values.length), tolerance, String.valueOf(entry.getKey()));
        }
        if (expected.containsKey("certificate")) {
            for (Map.Entry<?, ?> entry : object(expected.get("certificate")).entrySet()) {
                String name = String.valueOf(entry.getKey());
                assertEquals(number(entry.getValue()), certificate(solution, name), 1e-9, name);
            }
        }
    }

    /** The same options with the solution's own trades, prices and planner as the play to measure. */
    private static Map<String, Object> playing(Map<?, ?> options, Map<?, ?> solution) {
        Map<String, Object> play = new LinkedHashMap<>();
        options.forEach((name, value) -> play.put(String.valueOf(name), String.valueOf(value)));
        play.put("policy", nested(solution, "policy_star"));
        play.put("allocation", nested(solution, "allocation"));
        play.put("prices", nested(solution, "prices"));
        return play;
    }

    private static Object nested(Map<?, ?> solution, String name) {
        Map<?, ?> table = object(object(solution.get("tables")).get(name));
        return nested(numbers(table.get("shape")), 0, numbers(table.get("values")), new int[1]);
    }

    private static Object nested(double[] shape, int depth, double[] values, int[] cursor) { // [r], [..], [1]
        if (depth == shape.length) {
            return values[cursor[0]++];
        }
        List<Object> list = new ArrayList<>();
        for (int k = 0; k < shape[depth]; k++) {
            list.add(nested(shape, depth + 1, values, cursor));
        }
        return list;
    }

    private static final Map<String, Object> T09 = Map.of("utility", "ces", "rho", 0.5);

    /** T28 by its identity, {@code sum lambda_i u_i = p.E}; T29: endowments at the equilibrium leave nothing to trade. */
    @Test
    void solve_t28AndT29_welfareTheorems() {
        Map<?, ?> first = solved(STATIC, T09);
        double[] utility = table(first, "utility");
        double[] negishi = table(first, "negishi");
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += negishi[i] * utility[i];
        }
        assertEquals(3.2609395791, sum, 1e-9);
        Map<String, Object> options = new LinkedHashMap<>(T09);
        options.put("endowments", nested(first, "allocation"));
        Map<?, ?> again = solved(STATIC, options);
        assertArrayEquals(table(first, "prices"), table(again, "prices"), 1e-12);
        assertArrayEquals(table(first, "allocation"), table(again, "allocation"), 1e-11);
    }

    /** T31's autarky, as a play that keeps endowments: the planner's best against it. The specification prints 27.8291229223. */
    @Test
    void solve_t31Autarky_isThePlannersBestWithoutTrade() {
        List<Object> owned = new ArrayList<>(); // [H, S, N, L]
        for (int h = 0; h < 4; h++) {
            List<Object> states = new ArrayList<>();
            for (int s = 0; s < 5; s++) {
                states.add(List.of(row(0, s), row(1, s), row(2, s)));
            }
            owned.add(states);
        }
        Map<?, ?> solution = solved(MARKOV, Map.of("instance", "cd5", "allocation", owned));
        assertEquals(27.8291228923, table(solution, "planned_value")[0], 1e-9);
    }

    private static List<Integer> row(int i, int s) {
        return List.of(1 + (i + 3 * s) % 4, 1 + (i + 2 + 3 * s) % 4, 1 + (i + 4 + 3 * s) % 4);
    }

    /** The published experiment's own arrays, as options in files; T39 to T41. */
    @Test
    void solve_publishedInstance_t39ToT41() throws IOException {
        double[] raw = array("A.npy", N * H * S * N); // [N, H, S, L]
        double[] weights = new double[raw.length]; // [H, S, N, L]
        for (int k = 0; k < raw.length; k++) {
            weights[k] = raw[(k / N % N * H * S + k / (N * N)) * N + k % N];
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("utility", "linear");
        options.put("weights", "@" + file("weights", weights, H, S, N, N));
        options.put("endowments", List.of(List.of(1, 0, 0), List.of(0, 1, 0), List.of(0, 0, 1)));
        options.put("transitions", "@" + file("transitions", array("P.npy", H * S * A * S), H, S, A, S));
        Map<?, ?> exact = solved(MARKOV, options);
        double[] value = {
            34.88969, 36.594146, 26.71052, 22.281942, 26.51688, 21.37069, 27.541903, 39.502612, 34.028422, 21.002644
        }; // [S]
        assertArrayEquals(value, table(exact, "v_star"), 1e-6);
        assertEquals(34.8896900229, table(exact, "v_star")[0], 1e-9);
        assertEquals(23.9165451537, table(exact, "uniform_value")[0], 1e-9);
        assertEquals(14.5758174321, table(exact, "minimum_value")[0], 1e-9);
        double[] policy = {2, 2, 0, 1, 2, 3, 2, 0, 2, 3}; // [S]
        assertArrayEquals(policy, Arrays.copyOf(table(exact, "policy_star"), S));

        Map<?, ?> five = responded(options, weights, 4, 0);
        assertEquals(34.8006442501, table(five, "planned_value")[0], 1e-9, "T40");
        assertEquals(36.859486, table(five, "dagger_value")[0], 1e-6);
        assertEquals(2.058841, table(five, "suboptimality_equilibrium")[0], 1e-6);
        assertEquals(0.4213996545, certificate(five, "play_demand_gap"), 1e-9);
        assertTrue(certificate(five, "overspending") > 0.1, "and the play overspends, which is said");
        Map<?, ?> undamped = responded(options, weights, 20_000, 0);
        assertEquals(34.8896900229, table(undamped, "planned_value")[0], 1e-9, "T41");
        assertTrue(certificate(undamped, "play_demand_gap") > 0.05, "prices cycle");
        Map<?, ?> lazy = responded(options, weights, 10_000, 0.25);
        assertTrue(certificate(lazy, "play_demand_gap") < 1e-12);
    }

    /** Measures the trades of so many steps of proportional response; the planner plays its best against the equilibrium. */
    private Map<?, ?> responded(Map<String, Object> options, double[] weights, int steps, double laziness)
            throws IOException {
        double[] allocation = new double[weights.length]; // [H, S, N, L]
        double[] prices = new double[weights.length / N]; // [H, S, L]
        double[] owned = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // [N, L]
        for (int k = 0; k < H * S; k++) {
            double[] tastes = Arrays.copyOfRange(weights, 9 * k, 9 * k + 9); // [N, L]
            ProportionalResponse process = new ProportionalResponse(N, N, tastes, owned, laziness);
            for (int t = 0; t < steps; t++) {
                process.step();
            }
            System.arraycopy(process.allocation(), 0, allocation, 9 * k, 9);
            System.arraycopy(process.prices(), 0, prices, 3 * k, 3);
        }
        Map<String, Object> play = new LinkedHashMap<>(options);
        play.put("allocation", "@" + file("allocation", allocation, H, S, N, N));
        play.put("prices", "@" + file("prices", prices, H, S, N));
        return solved(MARKOV, play);
    }

    private Path file(String name, double[] values, double... shape) throws IOException { // [product], [r]
        return Files.writeString(folder.resolve(name + ".json"), Json.line(nested(shape, 0, values, new int[1])));
    }

    /** Little-endian doubles at the end of a NumPy file, beside a folder that holds the checkout. */
    private static double[] array(String name, int count) throws IOException { // [count]
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path path = up.resolve(Path.of("shared", "data", "exchange-paper", name));
            if (Files.isReadable(path)) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
                double[] values = new double[count];
                bytes.position(bytes.limit() - Double.BYTES * count);
                bytes.asDoubleBuffer().get(values);
                return values;
            }
        }
        assumeTrue(false, "the published arrays are not here");
        return new double[0];
    }
}
