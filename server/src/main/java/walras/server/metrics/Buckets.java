package walras.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Times in buckets from a microsecond to ten seconds, three for each decade, so that a quantile is known to a factor of two
 * or so. Counts with two additions that threads do not contend for: a general timer costs a tenth of a microsecond, which
 * is a tenth of a small session's step.
 */
final class Buckets {
    private static final double NANOS = 1e9;
    private static final long[] LIMITS_NANOS = LongStream.iterate(1_000, decade -> decade * 10)
            .limit(7)
            .flatMap(decade -> LongStream.of(decade, 2 * decade, 5 * decade))
            .toArray(); // [limits] ascending

    private final LongAdder[] counts = Stream.generate(LongAdder::new)
            .limit(LIMITS_NANOS.length + 1)
            .toArray(LongAdder[]::new); // [limits + 1] the last one above all limits
    private final LongAdder sumNanos = new LongAdder();

    void record(long nanos) {
        int found = Arrays.binarySearch(LIMITS_NANOS, nanos);
        counts[found < 0 ? -found - 1 : found].increment();
        sumNanos.add(nanos);
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int k = 0; k < counts.length; k++) {
            double limit = k < LIMITS_NANOS.length ? LIMITS_NANOS[k] / NANOS : Double.POSITIVE_INFINITY;
            buckets.bucket(limit, counts[k].sum());
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(sumNanos.sum() / NANOS)
                .build();
    }
}
