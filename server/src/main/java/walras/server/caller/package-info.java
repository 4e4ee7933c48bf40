/**
 * Who calls: names with roles and quotas, found by the hash of a token or by the name in a certificate, exchanged while the
 * server runs; and the record of what they were let do and refused. Knows neither gRPC nor HTTP.
 */
@NullMarked
package walras.server.caller;

import org.jspecify.annotations.NullMarked;
