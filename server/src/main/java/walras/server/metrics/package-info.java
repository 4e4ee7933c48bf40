/**
 * What operators see: the server's meters, and the HTTP port where Prometheus and health probes find them. Names are in
 * {@link walras.server.metrics.MeterName} and nowhere else.
 */
@NullMarked
package walras.server.metrics;

import org.jspecify.annotations.NullMarked;
