/**
 * JMH benchmarks of one step, layer by layer: kernel < batch < batch with frames < the play stream. What they are for
 * beside {@code ./walras bench}: JMH's profilers, above all {@code -prof gc} for bytes allocated per step, and
 * {@code -prof perfasm}.
 */
@NullMarked
package walras.benchmarks;

import org.jspecify.annotations.NullMarked;
