package walras.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long steps take, by decades. Counts with two additions that threads do not contend for: a general timer costs a
 * tenth of a microsecond, which is a tenth of a small session's step.
 */
final class StepTimes implements Collector {
    private static final String NAME = "walras_step_time_seconds"; // as Prometheus writes the meter's name and unit
    private static final long[] LIMITS_NANOS = {10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000};

    private final LongAdder[] counts = Stream.generate(LongAdder::new)
            .limit(LIMITS_NANOS.length + 1)
            .toArray(LongAdder[]::new); // [limits + 1] the last one above all limits
    private final LongAdder sumNanos = new LongAdder();

    void record(long nanos) {
        int bucket = 0;
        while (bucket < LIMITS_NANOS.length && nanos > LIMITS_NANOS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    @Override
    public MetricSnapshot collect() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int k = 0; k < counts.length; k++) {
            double limit = k < LIMITS_NANOS.length ? LIMITS_NANOS[k] / 1e9 : Double.POSITIVE_INFINITY;
            buckets.bucket(limit, counts[k].sum());
        }
        return HistogramSnapshot.builder()
                .name(NAME)
                .help(MeterName.STEP_TIME.description())
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(sumNanos.sum() / 1e9)
                        .build())
                .build();
    }
}
