package walras.benchmarks;

import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import walras.env.Nearest;
import walras.server.bench.KernelBenchmark;
import walras.server.bench.KernelCase;
import walras.server.bench.Work;

/**
 * Any one case of {@code ./walras bench kernels} under JMH's profilers: {@code -p name="..."} with the name as the table
 * shows it. Time is per call of the work, which may do many operations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelCaseBenchmark {
    /** The name of the case; has to be given. */
    @Param("")
    public String name = "";

    private Work work = () -> 0;

    @Setup
    public void find() {
        var cases = ServiceLoader.load(KernelBenchmark.class).stream()
                .flatMap(provider -> provider.get().cases().stream())
                .toList();
        work = Nearest.find("kernel case", name, cases, KernelCase::name)
                .setUp()
                .get();
    }

    @Benchmark
    public long work() {
        return work.run();
    }
}
