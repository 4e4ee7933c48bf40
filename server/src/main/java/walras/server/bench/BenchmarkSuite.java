package walras.server.bench;

import java.util.List;
import walras.server.report.Progress;

/** One word of {@code ./walras bench}. Found by {@link java.util.ServiceLoader}. */
public interface BenchmarkSuite {
    /** The word, for example {@code kernels}. */
    String name();

    /** One sentence. */
    String summary();

    /** Place among the suites in {@code all}: kernels 1, batch 2, wire 3. */
    int order();

    /** Measures. */
    List<BenchmarkResult> run(Stopwatch stopwatch, Progress progress) throws Exception;
}
