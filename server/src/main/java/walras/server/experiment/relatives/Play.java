package walras.server.experiment.relatives;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.RowWorkers;

/** An environment under options, and batches of it that stay on the calling thread. */
record Play(Economy economy) {
    private static final Registry REGISTRY = Registry.discover();

    static Play of(String id, Map<String, ?> options) {
        Environment environment = REGISTRY.find(id);
        return new Play(environment.economy(environment.options().resolve(options)));
    }

    /** Rows played by a policy of the leader, reset and ready; other seats by their default policies. */
    Batch batch(int rows, long seed, String policy, Map<String, ?> options, List<String> metrics) {
        Batch batch = builder(rows, metrics)
                .policy("leader", policy, options)
                .remainingPolicies()
                .build();
        batch.reset(seed);
        return batch;
    }

    /** Rows whose leader the caller plays, each row with a seed of its own. */
    Batch open(long[] seeds, List<String> metrics) { // [B]
        Batch batch = builder(seeds.length, metrics).build();
        batch.reset(null, seeds);
        return batch;
    }

    private BatchBuilder builder(int rows, List<String> metrics) {
        return Batch.of(economy)
                .rows(rows)
                .metrics(metrics)
                .autoreset(AutoresetMode.DISABLED)
                .workers(RowWorkers.none());
    }

    /** A metric's mean over rows. */
    static double mean(Batch batch, String metric) {
        return Arrays.stream(batch.tensors().metric(metric).f64()).average().orElse(0);
    }

    /** The leader's mean reward over rows. */
    static double reward(Batch batch) {
        return Arrays.stream(batch.tensors().group("leader").reward().f64())
                .average()
                .orElse(0);
    }
}
