package walras.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.List;

/** The virtual machine, its threads and memory, Netty's memory, and the processor, by names that Prometheus' linter takes. */
final class MachineMetrics {
    /** Names with an abbreviated unit, or the ending of a histogram; they come back under others. */
    private static final List<String> RENAMED = List.of("process.cpu.time", "system.cpu.count");

    private static final double NANOS = 1e9;

    private MachineMetrics() {}

    /** An empty registry that lets no name in that the linter does not take. */
    static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RENAMED.forEach(name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
        return registry;
    }

    static void bindTo(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            FunctionCounter.builder("process.cpu", machine, bean -> bean.getProcessCpuTime() / NANOS)
                    .baseUnit("seconds")
                    .description("Time that processors worked for this process")
                    .register(registry);
        }
        Gauge.builder("system.cpus", Runtime.getRuntime(), Runtime::availableProcessors)
                .description("Processors that this process may use")
                .register(registry);
        Gauge.builder("walras.netty.direct", PlatformDependent::usedDirectMemory)
                .baseUnit("bytes")
                .description("Memory outside the heap that Netty holds; -1 where it does not count it")
                .register(registry);
    }
}
