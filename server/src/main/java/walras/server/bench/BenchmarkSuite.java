package walras.server.bench;

import java.util.List;

/** One word of {@code ./walras bench}. Found by {@link java.util.ServiceLoader}. */
public interface BenchmarkSuite {
    /** The word, for example {@code kernels}. */
    String name();

    /** One sentence. */
    String summary();

    /** Place among the suites in {@code all}: kernels 1, batch 2, wire 3. */
    int order();

    /** What there is to measure, in the order of the table; cheap, for nothing is set up yet. */
    List<BenchmarkPart> parts();
}
