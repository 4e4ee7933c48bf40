/**
 * Runs of steps that the server plays by itself with policies in the seats, recorded into its reader's memory.
 */
@NullMarked
package walras.server.session.rollout;

import org.jspecify.annotations.NullMarked;
