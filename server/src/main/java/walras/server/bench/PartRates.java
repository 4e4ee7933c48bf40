package walras.server.bench;

import static walras.server.bench.BenchmarkResult.median;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.PartedBatch;

/** Steps of a batch of many parts, each with an economy of its own, beside one part of as many rows; they take turns. */
final class PartRates {
    private static final int ROWS = 16_384;
    private static final int[] SIZES = {16, 64, 256};
    /** Rows a part at which {@link #SHARES} are aimed at. */
    private static final int AIMED_AT = 256;
    /** Of the rate of one part: a market is solved by blocks of rows, which a small part does not fill. */
    private static final Map<String, Double> SHARES =
            Map.of("auction/chain-v0", 0.75, "stackelberg/matrix-v0", 0.75, "exchange/static-v0", 0.5);

    private PartRates() {}

    static List<BenchmarkPart> parts(String suite) {
        List<BenchmarkPart> parts = new ArrayList<>();
        SHARES.keySet().stream().sorted().forEach(id -> {
            for (int size : SIZES) {
                parts.add(new BenchmarkPart(name(id, size), stopwatch -> List.of(measure(suite, id, size, stopwatch))));
            }
        });
        return parts;
    }

    private static String name(String id, int size) {
        return id + " B=" + ROWS + " in parts of " + size;
    }

    private static BenchmarkResult measure(String suite, String id, int size, Stopwatch stopwatch) throws Exception {
        Work one = steps(id, ROWS);
        Work many = steps(id, size);
        double[][] rates = stopwatch.turns(nanos -> Stopwatch.round(one, nanos), nanos -> Stopwatch.round(many, nanos));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("one_part", median(rates[0]));
        more.put("share_of_one_part", median(rates[1]) / median(rates[0]));
        BenchmarkResult result = BenchmarkResult.of(suite, name(id, size), "steps/s", rates[1]);
        boolean aimed = size == AIMED_AT;
        return (aimed ? result.withTarget(SHARES.getOrDefault(id, 0.0) * median(rates[0])) : result).withMore(more);
    }

    /** Steps of all rows, in parts of one size, played at random. */
    private static Work steps(String id, int size) {
        Environment environment = Registry.discover().find(id);
        List<Batch> parts = new ArrayList<>();
        for (int k = 0; k < ROWS / size; k++) {
            Economy economy = environment.economy(environment.options().defaults());
            BatchBuilder builder = Batch.of(economy).rows(size).seed(k).autoreset(AutoresetMode.SAME_STEP);
            economy.spec().groups().forEach(group -> builder.policy(group.name(), "random", Map.of()));
            parts.add(builder.build());
        }
        PartedBatch batch = new PartedBatch(parts);
        batch.reset(null, new Long[batch.parts()]);
        return () -> {
            batch.step();
            return batch.rows();
        };
    }
}
