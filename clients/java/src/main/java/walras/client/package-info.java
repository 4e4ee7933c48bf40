/**
 * Plays in the economies of a Walras server: batches of them, over one stream. {@link walras.client.Client#connect} is where
 * to begin. Knows the protocol and gRPC, and nothing of the server or of its environments.
 */
@NullMarked
package walras.client;

import org.jspecify.annotations.NullMarked;
