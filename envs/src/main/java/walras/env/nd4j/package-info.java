/**
 * What the families' ND4J kernels share: recorded programs of whole-batch operations, and the device they run on.
 *
 * <p>The classes named {@code Nd4j*} touch ND4J and are loaded on first use; {@link walras.env.nd4j.Devices} and {@link
 * walras.env.nd4j.CudaArtifact} do not, so that a server can say what it would run on without loading anything.
 */
@NullMarked
package walras.env.nd4j;

import org.jspecify.annotations.NullMarked;
