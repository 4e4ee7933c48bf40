package walras.server.bench;

import java.util.List;

/**
 * The least that is measured by itself: a case, or a few that take turns. Each has a JVM of its own, for what one case
 * taught the compiler of types and branches would slow down another.
 *
 * @param name its place in the suite, for example {@code counter-v0 B=1024}; unique there
 * @param measurement nothing is set up before it is called
 */
public record BenchmarkPart(String name, Measurement measurement) {
    /** Sets up, warms up and measures. */
    @FunctionalInterface
    public interface Measurement {
        /** At least one line. */
        List<BenchmarkResult> measure(Stopwatch stopwatch) throws Exception;
    }
}
