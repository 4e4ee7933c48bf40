package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import walras.env.Backend;
import walras.env.batch.RowWorkers;
import walras.env.nd4j.Devices;

/**
 * Steps of given actions, in turns by the engine and by a loop that is written by hand for one world: what the engine's
 * generality costs. Loop and engine are held against each other, number by number, before anything is timed.
 */
@AutoService(BenchmarkSuite.class)
public final class YardstickSuite implements BenchmarkSuite {
    private static final int[] ROWS = {1024, 4096, 16_384, 262_144, 1_048_576}; // [sizes]
    private static final int[] KERNEL_ROWS = {1024, 16_384, 262_144}; // [sizes]
    private static final List<IntFunction<PlainWorld>> WORLDS = List.of(PlainCounter::new, PlainChain::new);
    private static final List<IntFunction<PlainKernel>> KERNELS = List.of(PlainExchange::new, PlainDuel::new);
    /** On one thread the engine may take 1.5 times as long as the loop. */
    private static final double SHARE_OF_LOOP = 1 / 1.5;

    private static final double TWO_THREADS = 1.7;
    private static final double JAX_AT_ITS_BEST = 1.5;
    private static final double JAX_ELSEWHERE = 2;
    private static final int ALL_THREADS = 2; // index of its result
    private static final int TWO_THREADS_ROWS = 16_384;

    @Override
    public String name() {
        return "yardsticks";
    }

    @Override
    public String summary() {
        return "steps of given actions beside a plain Java loop by hand, one thread and all, in turns";
    }

    @Override
    public int order() {
        return 5;
    }

    @Override
    public List<BenchmarkPart> parts() {
        List<BenchmarkPart> parts = new ArrayList<>();
        for (IntFunction<PlainWorld> world : WORLDS) {
            String environment = world.apply(1).environment();
            for (int rows : ROWS) {
                String what = environment + " B=" + rows;
                parts.add(new BenchmarkPart(what, stopwatch -> measure(what, world, rows, stopwatch)));
            }
        }
        for (IntFunction<PlainKernel> kernel : KERNELS) {
            String name = kernel.apply(1).name();
            for (int rows : KERNEL_ROWS) {
                String what = name + " B=" + rows;
                parts.add(new BenchmarkPart(what, stopwatch -> measure(what, kernel.apply(rows), rows, stopwatch)));
            }
        }
        return parts;
    }

    private List<BenchmarkResult> measure(String what, PlainKernel kernel, int rows, Stopwatch stopwatch)
            throws Exception {
        kernel.compare();
        return measure(
                what,
                List.of("plain loop", "kernel, one thread", "kernel, all threads"),
                List.of(kernel.loop(), kernel.alone(), kernel.shared()),
                rows,
                stopwatch);
    }

    private List<BenchmarkResult> measure(String what, IntFunction<PlainWorld> world, int rows, Stopwatch stopwatch)
            throws Exception {
        PlainWorld loop = world.apply(rows);
        GivenSteps alone = new GivenSteps(loop.environment(), rows, RowWorkers.none(), Backend.FUSED);
        GivenSteps shared = new GivenSteps(loop.environment(), rows, RowWorkers.shared(), Backend.FUSED);
        alone.compare(world.apply(rows));
        shared.compare(world.apply(rows));
        List<String> names = new ArrayList<>(List.of("plain loop", "engine, one thread", "engine, all threads"));
        List<Work> works = new ArrayList<>(List.of(alone.with(loop), alone, shared));
        if (alone.knows(Backend.ND4J) && Devices.hasNd4j()) {
            GivenSteps nd4j = new GivenSteps(loop.environment(), rows, RowWorkers.shared(), Backend.ND4J);
            nd4j.compare(world.apply(rows));
            names.add("ND4J, all threads");
            works.add(nd4j);
        }
        List<BenchmarkResult> results = new ArrayList<>(measure(what, names, works, rows, stopwatch));
        if (PythonRoundTrips.possible()) {
            addPython(what, loop.environment(), rows, stopwatch, results);
        }
        return results;
    }

    /** Adds what NumPy and JAX take right afterwards, and how many times as fast the engine is. */
    private void addPython(
            String what, String environment, int rows, Stopwatch stopwatch, List<BenchmarkResult> results)
            throws Exception {
        double engine = results.get(ALL_THREADS).median();
        for (BenchmarkResult line : PythonRoundTrips.yardsticks(environment, rows, stopwatch)) {
            String library = String.valueOf(line.more().get("library"));
            boolean jax = library.equals("JAX");
            double target = !jax ? 0 : rows >= 4096 && rows <= 65_536 ? JAX_AT_ITS_BEST : JAX_ELSEWHERE;
            double[] times = {line.low() / engine, line.median() / engine, line.high() / engine}; // [quartile]
            results.add(line);
            results.add(BenchmarkResult.of(name(), what + ", engine, all threads / " + library, "times", times)
                    .withTarget(target));
        }
    }

    /** The works in turns: the plain loop, then ours on one thread, on all, and by ND4J where there is such a kernel. */
    private List<BenchmarkResult> measure(
            String what, List<String> names, List<Work> works, int rows, Stopwatch stopwatch) throws Exception {
        Stopwatch.Turn[] turns = works.stream()
                .map(work -> (Stopwatch.Turn) nanos -> Stopwatch.round(work, nanos))
                .toArray(Stopwatch.Turn[]::new); // [works]
        double[][] rates = stopwatch.turns(turns); // [works][rounds]
        List<BenchmarkResult> results = new ArrayList<>();
        for (int k = 0; k < rates.length; k++) {
            double[] nanos = Arrays.stream(rates[k]).map(rate -> 1e9 / rate).toArray(); // [rounds]
            results.add(BenchmarkResult.of(name(), what + ", " + names.get(k), "ns per row", nanos));
        }
        results.add(ratio(what + ", " + names.get(1) + " / plain loop", rates[1], rates[0], SHARE_OF_LOOP));
        boolean shareable = rows >= TWO_THREADS_ROWS && RowWorkers.shared().threads() == 2;
        results.add(ratio(what + ", all threads / one", rates[2], rates[1], shareable ? TWO_THREADS : 0));
        if (rates.length > 3) {
            results.add(ratio(what + ", ND4J / engine, all threads", rates[3], rates[2], 0));
        }
        return results;
    }

    /** Of rates, round by round: what was measured at the same time is compared. */
    private BenchmarkResult ratio(String what, double[] rates, double[] by, double target) { // [rounds] each
        double[] ratios = new double[rates.length]; // [rounds]
        Arrays.setAll(ratios, round -> rates[round] / by[round]);
        return BenchmarkResult.of(name(), what, "times", ratios)
                .withTarget(target)
                .withMore(Map.of("rate", BenchmarkResult.median(rates)));
    }
}
