/**
 * What operators see: the server's meters. Names are in {@link walras.server.metrics.MeterName}, and the reasons that errors
 * are counted by in {@link walras.server.metrics.ErrorReason}, and nowhere else.
 */
@NullMarked
package walras.server.metrics;

import org.jspecify.annotations.NullMarked;
