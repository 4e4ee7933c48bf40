package walras.env.exchange.markov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.ProportionalResponse;
import walras.env.exchange.equilibrium.Utility;

/** Tests T39 to T41 on the published experiment's own arrays; skipped where these are absent. */
class PublishedInstanceTest {
    private static final int H = 3;
    private static final int S = 10;
    private static final int A = 5;
    private static final int N = 3;

    /** The arrays lie beside the checkout, or beside a folder that holds it. */
    private static Path file(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path path = up.resolve(Path.of("shared", "data", "exchange-paper", name));
            if (Files.isReadable(path)) {
                return path;
            }
        }
        assumeTrue(false, "the published arrays are not here");
        return Path.of(name);
    }

    private static double[] numbers(String name, int count) throws IOException { // [count]
        byte[] bytes = Files.readAllBytes(file(name));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(bytes.length - 8 * count);
        double[] values = new double[count];
        buffer.asDoubleBuffer().get(values);
        return values;
    }

    private static MarkovModel model() throws IOException {
        double[] utilities = numbers("A.npy", N * H * S * N); // [N, H, S, L]
        double[] weights = new double[H * S * N * N]; // [H, S, N, L]
        double[] owned = new double[H * S * N * N]; // [H, S, N, L]
        for (int k = 0; k < weights.length; k++) {
            int j = k % N;
            int i = k / N % N;
            int market = k / (N * N);
            weights[k] = utilities[(i * H * S + market) * N + j];
            owned[k] = i == j ? 1 : 0;
        }
        double[] start = new double[S]; // [S]
        start[0] = 1;
        double[] ones = new double[S]; // [S]
        Arrays.fill(ones, 1);
        return new MarkovModel(
                H,
                S,
                A,
                Preferences.uniform(N, N, Utility.LINEAR, 0),
                weights,
                owned,
                ones,
                numbers("P.npy", H * S * A * S),
                start,
                LinearMixture.NONE);
    }

    /** Trades, prices and worst demand gap after so many steps of proportional response in every market. */
    private record Responded(double[] allocation, double[] prices, double gap) {} // [H, S, N, L], [H, S, L]

    private static Responded respond(MarkovModel model, int steps, double laziness) {
        double[] allocation = new double[model.weights().length]; // [H, S, N, L]
        double[] prices = new double[model.markets() * N]; // [H, S, L]
        double gap = 0;
        for (int k = 0; k < model.markets(); k++) {
            double[] w = Arrays.copyOfRange(model.weights(), 9 * k, 9 * k + 9); // [N, L]
            double[] e = Arrays.copyOfRange(model.endowments(), 9 * k, 9 * k + 9); // [N, L]
            ProportionalResponse process = new ProportionalResponse(N, N, w, e, laziness);
            for (int t = 0; t < steps; t++) {
                process.step();
            }
            System.arraycopy(process.allocation(), 0, allocation, 9 * k, 9);
            System.arraycopy(process.prices(), 0, prices, 3 * k, 3);
            gap = Math.max(gap, process.residual());
        }
        return new Responded(allocation, prices, gap);
    }

    private static double best(MarkovModel model, double[] allocation /* [H, S, N, L] */, int[] policy /* [H, S] */) {
        double[] value = new double[(H + 1) * S]; // [H + 1, S]
        Planning.optimal(model, model.transitions(), model.welfare(allocation), value, policy);
        return value[0];
    }

    @Test
    void t39_exactEquilibria_haveKnownValues() throws IOException {
        MarkovModel model = model();
        JointOptimum optimum = JointOptimum.of(model, 1e-9);
        assertEquals("", optimum.flaw(model));
        assertEquals(34.8896900229, optimum.value()[0], 1e-9);
        double[] value = {
            34.88969, 36.594146, 26.71052, 22.281942, 26.51688, 21.37069, 27.541903, 39.502612, 34.028422, 21.002644
        }; // [S]
        assertArrayEquals(value, Arrays.copyOf(optimum.value(), S), 1e-6);
        assertArrayEquals(new int[] {2, 2, 0, 1, 2, 3, 2, 0, 2, 3}, Arrays.copyOf(optimum.policy(), S));
        assertEquals(23.9165451537, Planning.uniform(model, optimum.reward())[0], 1e-9);
        assertEquals(14.5758174321, Planning.minimum(model, optimum.reward())[0], 1e-9);
    }

    /** The published five iterations count the equal bids as the first. */
    @Test
    void t40_fiveIterationsUndamped_areFarFromEquilibrium() throws IOException {
        MarkovModel model = model();
        Responded five = respond(model, 4, 0);
        int[] policy = new int[H * S]; // [H, S]
        assertEquals(34.8006442501, best(model, five.allocation(), policy), 1e-9);
        assertEquals(23.2073993179, Planning.uniform(model, model.welfare(five.allocation()))[0], 1e-9);
        assertEquals(0.4213996545, five.gap(), 1e-9);
        SubOptimality metric = new SubOptimality(model);
        double total = metric.measure(Planning.probabilities(model, policy), five.allocation(), five.prices());
        assertEquals(2.058841, total, 1e-6);
        assertEquals(36.859486, metric.best(), 1e-6);
        assertTrue(metric.overspending() > 0.1, "and agents overspend, which the metric says");
        SubOptimality feasible = new SubOptimality(model, Deviation.FEASIBLE);
        double gap = feasible.measure(Planning.probabilities(model, policy), five.allocation(), five.prices());
        assertEquals(
                35.989803, feasible.best(), 1e-6, "section 1.6: market clearing and p.x' <= p.e, an exact program");
        assertEquals(1.189159, gap, 1e-6);
    }

    @Test
    void t41_manyIterations_utilitiesConvergeUndampedAndAllConvergesLazily() throws IOException {
        MarkovModel model = model();
        Responded undamped = respond(model, 20_000, 0);
        assertEquals(34.8896900229, best(model, undamped.allocation(), new int[H * S]), 1e-9);
        assertTrue(undamped.gap() > 0.05, "prices cycle, so demand is not met: " + undamped.gap());
        Responded lazy = respond(model, 10_000, 0.25);
        assertTrue(lazy.gap() < 1e-12, "gap " + lazy.gap());
        assertEquals(34.8896900229, best(model, lazy.allocation(), new int[H * S]), 1e-9);
    }
}
