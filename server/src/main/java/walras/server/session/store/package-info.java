/**
 * Logs: everything that was done to a shard is appended to one before anybody is told, and is done again from it after the
 * server died, for those who look at a replay, and where a disk did not take the last turn.
 */
@NullMarked
package walras.server.session.store;

import org.jspecify.annotations.NullMarked;
