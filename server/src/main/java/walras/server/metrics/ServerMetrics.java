package walras.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import walras.server.session.SessionObserver;

/** Counts what the server does. Gauges of open things come back to zero when nothing leaks. */
public final class ServerMetrics implements SessionObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = MachineMetrics.registry();
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final LongAdder sessions = gauge(MeterName.SESSIONS_OPEN);
    private final LongAdder seats = gauge(MeterName.SEATS_ATTACHED);
    private final LongAdder streams = gauge(MeterName.STREAMS_OPEN);
    private final LongAdder calls = gauge(MeterName.CALLS_OPEN);
    private final Counter created = counter(MeterName.SESSIONS_CREATED);
    private final LongAdder steps = sum(MeterName.STEPS);
    private final LongAdder rows = sum(MeterName.ROWS_STEPPED);
    private final Counter lapses = counter(MeterName.LAPSES);
    private final Counter incidents = counter(MeterName.INCIDENTS);
    private final Timings stepTimes = new Timings(MeterName.STEP_TIME, "environment", "backend");
    private final Timings stepWaits = new Timings(MeterName.STEP_WAIT, "environment", "backend", "for");
    private final Timings callTimes = new Timings(MeterName.CALL_TIME, "method");

    public ServerMetrics() {
        MachineMetrics.bindTo(registry);
        collector.bindTo(registry);
        registry.getPrometheusRegistry().register(stepTimes);
        registry.getPrometheusRegistry().register(stepWaits);
        registry.getPrometheusRegistry().register(callTimes);
        for (ErrorReason reason : ErrorReason.values()) {
            errors(reason.name());
        }
    }

    private LongAdder gauge(MeterName name) {
        LongAdder value = new LongAdder();
        Gauge.builder(name.id(), value, LongAdder::sum)
                .description(name.description())
                .register(registry);
        return value;
    }

    /** A counter for what happens too often for a counter of the registry's. */
    private LongAdder sum(MeterName name) {
        LongAdder value = new LongAdder();
        FunctionCounter.builder(name.id(), value, LongAdder::sum)
                .description(name.description())
                .register(registry);
        return value;
    }

    private Counter counter(MeterName name) {
        return Counter.builder(name.id())
                .description(name.description())
                .baseUnit(name.unit().isEmpty() ? null : name.unit())
                .register(registry);
    }

    @Override
    public void sessionOpened() {
        sessions.increment();
        created.increment();
    }

    @Override
    public void sessionClosed() {
        sessions.decrement();
    }

    @Override
    public void seatAttached() {
        seats.increment();
    }

    @Override
    public void seatReleased() {
        seats.decrement();
    }

    /** Records the steps of an environment on a backend apart. */
    @Override
    public Steps of(String environment, String backend) {
        Buckets times = stepTimes.of(environment, backend);
        Buckets seatWaits = stepWaits.of(environment, backend, "seats");
        Buckets workerWaits = stepWaits.of(environment, backend, "worker");
        return new Steps() {
            @Override
            public void stepped(long count, int shardRows, long nanos) {
                steps.add(count);
                rows.add(count * shardRows);
                times.record(nanos / Math.max(1, count));
            }

            @Override
            public void waitedForSeats(long nanos) {
                seatWaits.record(nanos);
            }

            @Override
            public void waitedForWorker(long nanos) {
                workerWaits.record(nanos);
            }
        };
    }

    /** Shows how many threads work for something, and what waits for one, from now on. */
    public void workers(String what, Supplier<Number> busy, Supplier<Number> queued) {
        gauge(MeterName.WORKERS_BUSY, busy, "for", what);
        gauge(MeterName.WORKERS_QUEUED, queued, "for", what);
    }

    /** Shows how often logs were brought to the disk, and how long that took, from now on. */
    public <T> void syncs(T log, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
        FunctionTimer.builder(MeterName.LOG_SYNC.id(), log, count, nanos, TimeUnit.NANOSECONDS)
                .description(MeterName.LOG_SYNC.description())
                .register(registry);
    }

    /**
     * A call has ended.
     *
     * @param method one that the server has: no stranger may choose it
     */
    public void called(String method, long nanos) {
        callTimes.of(method).record(nanos);
    }

    /** Shows a limit and how much of it is used, from now on. */
    public void limit(String name, Supplier<Number> limit, Supplier<Number> used) {
        gauge(MeterName.LIMIT, limit, "limit", name);
        gauge(MeterName.LIMIT_USED, used, "limit", name);
    }

    /** Shows what the server is and how it is, from now on. */
    public void server(String version, BooleanSupplier draining) {
        gauge(MeterName.BUILD_INFO, () -> 1, "version", version, "java", System.getProperty("java.version", ""));
        gauge(MeterName.DRAINING, () -> draining.getAsBoolean() ? 1 : 0);
    }

    /** Shows the room on a disk, from now on. */
    public void disk(Supplier<Number> freeBytes) {
        gauge(MeterName.DATA_FREE, freeBytes);
    }

    /** Shows when the certificate ends, from now on. */
    public void certificate(Supplier<Number> epochSeconds) {
        gauge(MeterName.CERTIFICATE_END, epochSeconds);
    }

    private void gauge(MeterName name, Supplier<Number> value, String... tags) {
        Gauge.builder(name.id(), value)
                .description(name.description())
                .baseUnit(name.unit().isEmpty() ? null : name.unit())
                .tags(tags)
                .register(registry);
    }

    @Override
    public void lapsed() {
        lapses.increment();
    }

    public void callStarted() {
        calls.increment();
    }

    public void callEnded() {
        calls.decrement();
    }

    public void streamStarted() {
        streams.increment();
    }

    public void streamEnded() {
        streams.decrement();
    }

    /** Shows how many bytes messages take, from now on. */
    public void inbound(Supplier<Number> bytes) {
        gauge(MeterName.INBOUND_BYTES, bytes);
    }

    /** A call or message was refused or failed. */
    public void refused(String reason) {
        errors(reason).increment();
    }

    private Counter errors(String reason) {
        return Counter.builder(MeterName.ERRORS.id())
                .description(MeterName.ERRORS.description())
                .tag("reason", reason)
                .register(registry);
    }

    /** The server failed. */
    public void incident() {
        incidents.increment();
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
