package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import walras.env.nd4j.OperationCount;

/** Every kernel, without batch engine and wire. */
@AutoService(BenchmarkSuite.class)
public final class KernelSuite implements BenchmarkSuite {
    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String summary() {
        return "the families' numerical hearts, in process";
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public List<BenchmarkPart> parts() {
        return ServiceLoader.load(KernelBenchmark.class).stream()
                .flatMap(provider -> provider.get().cases().stream())
                .sorted(Comparator.comparing(KernelCase::name))
                .map(each -> new BenchmarkPart(each.name(), stopwatch -> List.of(measure(each, stopwatch))))
                .toList();
    }

    private BenchmarkResult measure(KernelCase each, Stopwatch stopwatch) throws Exception {
        Work work = each.setUp().get();
        double[] rates = stopwatch.rates(work); // [rounds]
        BenchmarkResult result = BenchmarkResult.of(name(), each.name(), each.unit() + "/s", rates)
                .withTarget(each.target())
                .citing(each.cited());
        long before = OperationCount.done();
        work.run();
        long operations = OperationCount.done() - before;
        return operations == 0 ? result : result.withMore(Map.of(BenchmarkResult.OPERATIONS, operations));
    }
}
