package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import walras.server.report.Progress;

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
    public List<BenchmarkResult> run(Stopwatch stopwatch, Progress progress) {
        List<KernelCase> cases = ServiceLoader.load(KernelBenchmark.class).stream()
                .flatMap(provider -> provider.get().cases().stream())
                .sorted(Comparator.comparing(KernelCase::name))
                .toList();
        List<BenchmarkResult> results = new ArrayList<>();
        for (KernelCase each : cases) {
            progress.update(results.size(), cases.size(), each.name());
            double[] rates = stopwatch.rates(each.setUp().get()); // [rounds]
            results.add(BenchmarkResult.of(name(), each.name(), each.unit() + "/s", rates)
                    .withTarget(each.target())
                    .citing(each.cited()));
        }
        return results;
    }
}
