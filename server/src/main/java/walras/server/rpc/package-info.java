/**
 * Calls: the services of {@code walras.v1} over sessions. The only package that knows statuses; one class maps whatever
 * is thrown to them. Callbacks run on the transport's event loops and never wait.
 */
@NullMarked
package walras.server.rpc;

import org.jspecify.annotations.NullMarked;
