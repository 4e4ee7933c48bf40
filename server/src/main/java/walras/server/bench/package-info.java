/**
 * Speed, measured: {@code ./walras bench [kernels|batch|wire|costs|yardsticks|all]}.
 *
 * <p>A {@link walras.server.bench.BenchmarkSuite} is one word of the command line. The suite {@code kernels} runs every
 * {@link walras.server.bench.KernelBenchmark}, {@code batch} steps every registered environment, {@code wire} measures
 * round trips, {@code costs} draws curves, {@code yardsticks} steps loops by hand beside the engine. Both kinds are found by
 * {@link java.util.ServiceLoader}; {@code @AutoService} writes the entry:
 *
 * <pre>{@code
 * @AutoService(KernelBenchmark.class)
 * public final class AdditiveCesBenchmark implements KernelBenchmark {
 *     public List<KernelCase> cases() {
 *         return List.of(KernelCase.of("exchange/additive-ces N=3 L=3 B=1024", "certified equilibria", () -> {
 *             Kernel kernel = ...;                                       // set up once, not measured
 *             return () -> { kernel.solve(economies); return 1024; };    // one call: how many were done
 *         }).withTarget(1e6));
 *     }
 * }
 * }</pre>
 *
 * <p>A call should take 10 microseconds or more, or loop inside. Results are medians over rounds with their quartiles.
 *
 * <p>The command measures each {@link walras.server.bench.BenchmarkPart} in a JVM of its own, as JMH does: in one JVM the
 * types and branches of an earlier case stay in the compiler's profile, and the same case comes out up to twice as slow.
 * {@code --case NAME --in-process} measures one here, for profilers.
 */
@NullMarked
package walras.server.bench;

import org.jspecify.annotations.NullMarked;
