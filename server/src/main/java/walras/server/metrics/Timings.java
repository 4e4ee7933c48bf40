package walras.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A histogram of times for each combination of labels, which must be few: no stranger may choose them. */
final class Timings implements Collector {
    private final String name;
    private final MeterName meter;
    private final String[] labels;
    private final Map<Labels, Buckets> byLabels = new ConcurrentHashMap<>();

    Timings(MeterName meter, String... labels) {
        this.meter = meter;
        this.labels = labels.clone();
        name = meter.id().replace('.', '_') + "_" + meter.unit();
    }

    /** The buckets for values of the labels, to be kept by who records often. */
    Buckets of(String... values) {
        return byLabels.computeIfAbsent(Labels.of(labels, values), unused -> new Buckets());
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(name).help(meter.description());
        byLabels.forEach((key, buckets) -> snapshot.dataPoint(buckets.snapshot(key)));
        return snapshot.build();
    }
}
